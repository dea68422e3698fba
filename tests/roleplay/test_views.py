"""The pages of role-play: one's own scenes, the printed script, the scoring form, what was scored, a session voided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from cstrain.kit import clock, db
from cstrain.kit.content import read
from cstrain.roleplay import actions
from cstrain.roleplay.models import RoleplaySession
from tests.cast import Cast, as_, post
from tests.kept import kept
from tests.roleplay.acts import WEAK, enrol, load_content, score, sign_both
from tests.roleplay.scenes import AT, BY, SCENE

pytestmark = [pytest.mark.data, pytest.mark.page]

HIDDEN = (
    "听到「再等等」就发火",
    "怎么还没退款",
    "又是等",
    "你说了算吗",
    "结局",
)  # only for the one who plays the customer


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
        enrol(cast, cast.trainee)
    return cast


def said(**changed: Any) -> dict[str, Any]:
    return {"level_0": "5", "level_1": "4", "comment": "说得准。", "partner": "", **changed}


def played(app: Flask) -> list[RoleplaySession]:
    with app.app_context():
        return list(db.database.session.scalars(select(RoleplaySession)))


def scored(app: Flask, cast: Cast, **changed: Any) -> str:
    with app.app_context():
        made = score(cast, cast.trainee, at=clock.now() - timedelta(hours=1), **changed)
        return made.id


def test_ones_own_scenes(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainee).get("/roleplay")
    assert page.status_code == 200
    assert "课程里要演的" in page.text
    assert page.text.index("R90") < page.text.index("R91")
    assert "第 1 天" in page.text
    assert "还没演" in page.text


def test_without_a_course_all_scenes_may_be_played(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.agent).get("/roleplay")
    assert "可以演的" in page.text
    assert "课程里要演的" not in page.text


def test_without_scenes_there_is_a_word(cast: Cast, client: FlaskClient) -> None:
    assert "还没有可以演的场景" in as_(client, cast.trainee).get("/roleplay").text
    assert "还没有场景" in as_(client, cast.trainer).get("/roleplay/score").text


def test_the_agent_sees_the_agents_card_and_nothing_of_the_customers(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainee).get("/roleplay/R90")
    assert page.status_code == 200
    assert "包裹昨天到仓库，还没验收。让价不超过 10 元。" in page.text
    assert "85 分" in page.text
    assert "让人听得出笑意" in page.text
    for words in HIDDEN:
        assert words not in page.text, words


def test_a_result_waits_for_signatures_and_then_counts(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    as_(client, ready.trainee)
    assert "有情景模拟的评分待签字" in client.get("/roleplay").text
    page = client.get(f"/roleplay/session/{session_id}")
    assert "等您签字" in page.text
    assert "92 分，通过" in page.text
    assert "致歉很快，时限说得准。" in page.text
    assert 'href="/record/sign/roleplay"' in page.text
    for words in HIDDEN:
        assert words not in page.text, words
    with app.app_context():
        made = db.database.session.get_one(RoleplaySession, session_id)
        sign_both(ready, ready.trainee, made)
    assert "演过 1 场，最好 92 分" in client.get("/roleplay").text
    page = client.get(f"/roleplay/session/{session_id}")
    assert "本人已亲自完成" in page.text
    assert "本人在场带教或评分" in page.text
    assert "等您签字" not in page.text
    assert "通过" in client.get("/roleplay/R90").text


def test_the_sign_page_shows_the_whole_document(ready: Cast, client: FlaskClient, app: Flask) -> None:
    scored(app, ready)
    page = as_(client, ready.trainee).get("/record/sign/roleplay")
    assert page.status_code == 200
    assert "签情景模拟的评分" in page.text
    for words in ("92 分，通过", "条件也说全", "致歉很快，时限说得准。", "第几档", "扮客户的人"):
        assert words in page.text, words


def test_the_trainer_chooses_scene_and_person(ready: Cast, client: FlaskClient, app: Flask) -> None:
    scored(app, ready)
    page = as_(client, ready.trainer).get("/roleplay/score?scene=R90&q=林晓雨")
    assert "林晓雨" in page.text
    assert "王思远" not in page.text
    assert "待签字" in page.text
    assert f'href="/roleplay/score/{ready.trainee.id}/R90"' in page.text
    assert "孙可欣" not in client.get("/roleplay/score").text  # of another team
    assert "陈峰" not in client.get("/roleplay/score").text.split("<tbody>")[1].split("</tbody>")[0]  # oneself
    assert "没有符合条件的人" in client.get("/roleplay/score?q=没有").text


def test_the_script_is_printed_whole(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainer).get("/roleplay/R90/print")
    assert page.status_code == 200
    for words in (*HIDDEN, "得 15 分", "说错致命", "没说扣 10 分", "超出致命", "10 元", "被骂回嘴", "□ 让人听得出笑意"):
        assert words in page.text, words
    assert "超出权限的承诺。" in page.text  # why a sentence is wrong
    assert "当心" not in page.text


def test_what_to_look_at_first_and_a_fatal_choice_stand_on_the_script(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    text = SCENE.replace("【岗位】", "【当心】请企业复核。\n【岗位】").replace(
        "【扣】20 【解析】", "【扣】致命 【解析】"
    )
    with app.app_context(), db.transaction(at=AT, by=BY, why="tests"):
        actions.load_scenario(read(text), AT, BY)
    page = as_(client, ready.trainer).get("/roleplay/R90/print")
    assert "当心</strong> 请企业复核。" in page.text
    assert "□ 选了“算，您放心。”" in page.text
    assert client.get(f"/roleplay/score/{ready.trainee.id}/R90").text.count('type="checkbox"') == 8


def test_a_scene_is_scored(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    form = client.get(f"/roleplay/score/{ready.trainee.id}/R90")
    assert "给林晓雨评分" in form.text
    assert form.text.count('type="radio"') == 10
    assert form.text.count('type="checkbox"') == 7
    done = post(
        client,
        f"/roleplay/score/{ready.trainee.id}/R90",
        said(partner="cs-20419", critical=["clash"]),
    )
    assert done.status_code == 303
    made = played(app)[0]
    assert (made.customer_id, made.scored_by, made.critical) == (ready.second_trainee.id, ready.trainer.id, ["clash"])
    page = client.get(done.location)
    assert "致命错误" in page.text
    assert "和客户起冲突" in page.text
    assert "王思远" in page.text


def test_an_empty_partner_is_oneself(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    assert post(client, f"/roleplay/score/{ready.trainee.id}/R90", said()).status_code == 303
    assert played(app)[0].customer_id == ready.trainer.id


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"level_1": ""}, "请选一档"),
        ({"level_0": "6"}, "态度"),
        ({"comment": " "}, "请写一句评语"),
        ({"partner": "没有"}, "没有这个工号"),
        ({"critical": ["point:没有"]}, "致命错误"),
    ],
)
def test_a_form_that_is_not_filled_comes_back(
    ready: Cast, client: FlaskClient, app: Flask, changed: dict[str, Any], words: str
) -> None:
    as_(client, ready.trainer)
    page = post(client, f"/roleplay/score/{ready.trainee.id}/R90", said(**changed))
    assert page.status_code == 422
    assert "有 1 处要改" in page.text
    assert words in page.text
    assert "说得准。" in page.text or "comment" in changed
    assert played(app) == []


def test_refusals(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    url = f"/roleplay/score/{ready.trainee.id}/R90"
    same = post(client, url, said(partner=ready.trainee.employee_no))
    assert (same.status_code, "扮客户的和受训的要是两个人" in same.text) == (409, True)
    early = post(client, f"/roleplay/score/{ready.trainee.id}/R91", said())
    assert (early.status_code, "第 2 天还没开放" in early.text) == (409, True)
    own = post(client, f"/roleplay/score/{ready.trainer.id}/R90", said())
    assert (own.status_code, "不能给自己评分" in own.text) == (409, True)
    assert played(app) == []


def test_a_scene_that_waits_for_the_firm(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        load_content(decide=False)
    as_(client, cast.trainer)
    for path in ("/roleplay/score", f"/roleplay/score/{cast.trainee.id}/R90"):
        assert "要等企业定下“客服让价上限”" in client.get(path).text, path
    refused = post(client, f"/roleplay/score/{cast.trainee.id}/R90", said())
    assert refused.status_code == 409


def test_the_wrong_role_finds_the_door_shut(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    for someone in (ready.trainee, ready.mentor, ready.inspector, ready.admin, ready.auditor):
        as_(client, someone)
        for path in (
            "/roleplay/score",
            "/roleplay/R90/print",
            f"/roleplay/score/{ready.trainee.id}/R90",
            f"/roleplay/session/{session_id}/void",
        ):
            assert client.get(path).status_code == 403, (someone.name, path)
        assert post(client, f"/roleplay/score/{ready.trainee.id}/R90", said()).status_code == 403
        assert post(client, f"/roleplay/session/{session_id}/void", {"reason": "x"}).status_code == 403


def test_what_is_not_yours_is_not_there(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    as_(client, ready.second_trainee)
    assert client.get(f"/roleplay/session/{session_id}").status_code == 404
    assert client.get("/roleplay/session/nothing").status_code == 404
    assert client.get("/roleplay/R99").status_code == 404
    as_(client, ready.other_trainer)
    for path in (
        f"/roleplay/session/{session_id}",
        f"/roleplay/session/{session_id}/void",
        f"/roleplay/score/{ready.trainee.id}/R90",
    ):
        assert client.get(path).status_code == 404, path
    assert post(client, f"/roleplay/session/{session_id}/void", {"reason": "x"}).status_code == 404
    as_(client, ready.trainer)
    assert client.get(f"/roleplay/score/{ready.trainee.id}/R99").status_code == 404
    assert client.get("/roleplay/session/nothing/void").status_code == 404


def test_who_may_see_a_session(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    for someone in (ready.trainee, ready.trainer, ready.second_trainer, ready.supervisor, ready.auditor):
        assert as_(client, someone).get(f"/roleplay/session/{session_id}").status_code == 200, someone.name


def test_a_session_is_voided_with_a_reason(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    as_(client, ready.trainer)
    assert "作废" in client.get(f"/roleplay/session/{session_id}/void").text
    empty = post(client, f"/roleplay/session/{session_id}/void", {"reason": " "})
    assert (empty.status_code, "请写明原因" in empty.text) == (422, True)
    done = post(client, f"/roleplay/session/{session_id}/void", {"reason": "评错了人"})
    assert done.status_code == 303
    page = client.get(done.location)
    assert "这一场已经作废" in page.text
    assert "陈峰" in page.text
    again = post(client, f"/roleplay/session/{session_id}/void", {"reason": "再来"})
    assert (again.status_code, "这一场已经作废" in again.text) == (409, True)
    as_(client, ready.trainee)
    assert "还没演" in client.get("/roleplay").text
    assert "有情景模拟的评分待签字" not in client.get("/roleplay").text


def test_a_session_of_another_version_still_shows_what_was_scored(ready: Cast, client: FlaskClient, app: Flask) -> None:
    session_id = scored(app, ready)
    from cstrain.kit.content import read
    from tests.roleplay.scenes import AT, BY, RUBRIC

    with app.app_context(), db.transaction(at=AT, by=BY, why="load"):
        changed = RUBRIC.replace("## 态度", "## 语言")
        actions.load_rubric(read(changed, "rubric-small.md"), AT, BY)
    page = as_(client, ready.trainee).get(f"/roleplay/session/{session_id}")
    assert "态度" in page.text


def test_pages_take_the_same_number_of_queries_however_many_sessions(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    def queries_for(path: str) -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.database.engine
        hear = lambda *given: seen.append(given[2])  # noqa: E731 - one object, to be removed again
        event.listen(engine, "before_cursor_execute", hear)
        assert client.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", hear)
        return len(seen)

    scored(app, ready, scores=WEAK)
    as_(client, ready.trainee)
    own = [queries_for(path) for path in ("/roleplay", "/roleplay/R90")]
    as_(client, ready.trainer)
    desk = queries_for("/roleplay/score?scene=R90")
    with app.app_context():
        for place in range(5):
            score(ready, ready.trainee, at=clock.now() - timedelta(minutes=50 - place), scores=WEAK)
            score(ready, ready.agent, at=clock.now() - timedelta(minutes=50 - place), scores=WEAK)
    assert queries_for("/roleplay/score?scene=R90") == desk
    as_(client, ready.trainee)
    assert [queries_for(path) for path in ("/roleplay", "/roleplay/R90")] == own
