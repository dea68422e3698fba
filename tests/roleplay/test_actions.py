"""Texts loaded once, scenes scored, signed and voided; what counts at a gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event, select

from cstrain.curriculum.models import PlanStep
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.models import Grant
from cstrain.records import actions as record_actions
from cstrain.records import queries as records
from cstrain.roleplay import actions, queries
from cstrain.roleplay.models import PlayTextVersion, RoleplaySession
from tests.cast import Cast
from tests.kept import kept
from tests.records.acts import sign
from tests.roleplay.acts import GOOD, WEAK, enrol, load_content, score, sign_both
from tests.roleplay.scenes import AT, BY, SCENE, SCRIPTS, phrases, rubric, scene, scripts

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("context")]


@kept
def ready(cast: Cast) -> Cast:
    load_content()
    return cast


def load(action: Callable[..., actions.Loaded], document: Document, **extra: str) -> actions.Loaded:
    with db.transaction(at=AT, by=BY, why="load"):
        return action(document, AT, BY, **extra)


def count() -> int:
    return len(db.database.session.scalars(select(PlayTextVersion)).all())


@pytest.mark.parametrize(
    ("action", "document"),
    [
        (actions.load_scenario, scene()),
        (actions.load_rubric, rubric()),
        (actions.load_phrases, phrases()),
        (actions.load_scripts, scripts()),
    ],
)
def test_loading_the_same_again_makes_nothing(
    ready: Cast, action: Callable[..., actions.Loaded], document: Document
) -> None:
    before = count()
    assert load(action, document).outcome == "unchanged"
    assert count() == before


def test_a_change_makes_a_version_and_the_old_one_stays(ready: Cast) -> None:
    changed = SCENE.replace("## 客户卡\n", "## 客户卡\n你很急。\n").replace(
        "【英文简介】The parcel", "【版本】2 客户更急\n【英文简介】The parcel"
    )
    made = load(actions.load_scenario, scene(changed))
    assert (made.outcome, made.version.number, made.version.major) == ("changed", 2, 2)
    now = queries.live_one("场景", "R90")
    assert now is not None
    assert "你很急" in queries.scenario_of(now).customer_card
    assert "你很急" not in queries.versions(now.play_text_id)[1].text


def test_what_was_changed_here_stays_and_a_shipped_change_waits(ready: Cast) -> None:
    here = SCENE.replace("你六天前", "您六天前")
    assert load(actions.load_scenario, scene(here), origin="made_here").outcome == "changed"
    assert load(actions.load_scenario, scene()).outcome == "unchanged"
    assert load(actions.load_scenario, scene(SCENE.replace("你六天前", "六天前"))).outcome == "proposed"
    now = queries.live_one("场景", "R90")
    assert now is not None
    assert "您六天前" in now.text


def test_a_file_with_an_error_loads_nothing(ready: Cast) -> None:
    before = count()
    with pytest.raises(Refusal, match="content_has_errors"):
        load(actions.load_scenario, scene(SCENE.replace("→ 发火", "→ 生气")))
    assert count() == before


def test_a_withdrawn_scene_is_neither_listed_nor_scored(ready: Cast) -> None:
    load(actions.load_scenario, scene(SCENE.replace("【英文名】", "【状态】停用 换成 R91\n【英文名】", 1)))
    assert [one.key for one in queries.scenes()] == ["R91"]
    with pytest.raises(Refusal, match="scene_withdrawn"):
        score(ready, ready.trainee)
    assert queries.names_of(["R90"]) == {"R90": "退款迟迟不到账"}


def test_a_score_stands_in_the_record_and_counts_once_both_have_signed(ready: Cast) -> None:
    made = score(ready, ready.trainee)
    assert (made.num, made.den, made.passed) == (92, 1, True)
    entry = records.latest(ready.trainee.id, "roleplay", made.subject)
    assert entry is not None
    said = {name: entry.body[name] for name in ("scenario", "version", "num", "den", "fatal", "method")}
    assert said == {"scenario": "R90", "version": "1", "num": 92, "den": 100, "fatal": 0, "method": "played"}
    assert entry.actor == ready.trainer.id
    assert queries.passed(ready.trainee.id, ["R90", "R91"], 85) == []
    sign(records.open_requests(ready.trainee.id), ready.trainee, AT + timedelta(minutes=5))
    assert queries.passed(ready.trainee.id, ["R90", "R91"], 85) == []
    sign(records.open_requests(ready.trainer.id), ready.trainer, AT + timedelta(minutes=10))
    assert queries.passed(ready.trainee.id, ["R90", "R91"], 85) == ["R90"]
    assert queries.passed(ready.trainee.id, ["R90"], Fraction("92.1")) == []
    assert queries.best([ready.trainee.id, ready.agent.id]) == {ready.trainee.id: {"R90": 92}, ready.agent.id: {}}


def test_the_document_that_is_signed_says_everything(ready: Cast) -> None:
    made = score(ready, ready.trainee, critical=())
    body = records.document(records.open_requests(ready.trainee.id)[0])["body"]
    assert body["result"] == "92 分，通过"
    assert [(one["name"], one["grade"], one["points"]) for one in body["criteria"]] == [
        ("态度", 5, "60"),
        ("规则", 4, "32"),
    ]
    assert body["criteria"][1]["anchor"] == "条件也说全"
    assert (body["customer"]["name"], body["scorer"]["name"]) == (ready.second_trainee.name, ready.trainer.name)
    assert (body["learned_on"], body["line"], body["link"]) == ("2026-10-19", "85", f"/roleplay/session/{made.id}")
    entry = records.latest(ready.trainee.id, "roleplay", made.subject)
    assert entry is not None
    assert records.private(entry)["result"] == body
    assert made.comment not in entry.text
    assert ready.second_trainee.name not in entry.text


def test_the_scorer_cannot_sign_before_the_agent(ready: Cast) -> None:
    score(ready, ready.trainee)
    assert records.open_requests(ready.trainer.id) == []


def test_below_the_line_is_signed_too_and_does_not_count(ready: Cast) -> None:
    made = score(ready, ready.trainee, scores=WEAK)
    assert not made.passed
    sign_both(ready, ready.trainee, made)
    assert queries.passed(ready.trainee.id, ["R90"], 85) == []
    assert queries.passed(ready.trainee.id, ["R90"], 80) == ["R90"]


def test_a_critical_failure_is_nothing_whatever_the_levels(ready: Cast) -> None:
    made = score(ready, ready.trainee, scores={"态度": 5, "规则": 5}, critical=["retort", "point:回嘴"])
    assert (made.num, made.passed) == (0, False)
    sign_both(ready, ready.trainee, made)
    assert queries.passed(ready.trainee.id, ["R90"], 0) == []
    entry = records.latest(ready.trainee.id, "roleplay", made.subject)
    assert entry is not None
    assert records.private(entry)["result"]["critical"] == ["被骂回嘴", "回嘴（你才、文明用语）"]


def test_the_best_signed_result_counts(ready: Cast) -> None:
    for place, levels in enumerate((WEAK, GOOD, WEAK)):
        made = score(ready, ready.trainee, at=AT + timedelta(hours=place), scores=levels)
        sign_both(ready, ready.trainee, made)
    assert queries.best([ready.trainee.id])[ready.trainee.id] == {"R90": 92}


def test_a_supervisor_signs_as_supervisor(ready: Cast) -> None:
    made = score(ready, ready.trainee, by=ready.supervisor)
    sign_both(ready, ready.trainee, made, ready.supervisor)
    assert records.is_signed(ready.trainee.id, made.subject, "supervisor") is not None
    assert queries.passed(ready.trainee.id, ["R90"], 85) == ["R90"]


def test_whoever_is_both_signs_as_trainer(ready: Cast) -> None:
    with db.transaction(at=AT, by=BY, why="grant"):
        db.database.session.add(
            Grant(
                person_id=ready.supervisor.id,
                role="trainer",
                team_id=ready.presale,
                from_on=AT.date(),
                given_at=AT,
            )
        )
    made = score(ready, ready.trainee, by=ready.supervisor)
    roles = [one.role for one in records.waiting_on_record(ready.trainee.id) if one.subject == made.subject]
    assert sorted(roles) == ["trainee", "trainer"]


def test_nobody_scores_themselves_nor_plays_both_sides(ready: Cast) -> None:
    with pytest.raises(Refusal, match="score_own_scene"):
        score(ready, ready.trainee, by=ready.trainee)
    with pytest.raises(Refusal, match="customer_is_agent"):
        score(ready, ready.trainee, partner=ready.trainee.id)
    made = score(ready, ready.trainee, partner=ready.trainer.id)
    assert made.customer_id == made.scored_by


def test_what_does_not_exist(ready: Cast) -> None:
    with pytest.raises(NotYours):
        score(ready, ready.trainee, scenario="R99")
    with pytest.raises(NotYours):
        score(ready, ready.trainee, partner="0" * 16)
    with pytest.raises(BadInput):
        score(ready, ready.trainee, critical=["point:没有"])
    with pytest.raises(Refusal, match="levels_missing"):
        score(ready, ready.trainee, scores={"态度": 5})
    assert db.database.session.scalars(select(RoleplaySession)).all() == []


def test_a_scene_that_waits_for_the_firm_is_not_scored(cast: Cast) -> None:
    load_content(decide=False)
    with pytest.raises(Refusal, match="scene_undecided"):
        score(cast, cast.trainee)


def test_a_line_that_the_firm_decides(ready: Cast) -> None:
    decided = SCENE.replace("【及格线】85 分（本库选定）", "【及格线】{客服让价上限} 分")
    load(actions.load_scenario, scene(decided))
    assert score(ready, ready.trainee, scores={"态度": 1, "规则": 1}).passed
    with db.transaction(at=AT, by=BY, why="decide"):
        people.decide("客服让价上限", "21", reason="测试", by=BY, at=AT)
    assert not score(ready, ready.trainee, scores={"态度": 1, "规则": 1}, at=AT + timedelta(hours=1)).passed


def _step(key: str) -> PlanStep:
    return db.database.session.scalars(select(PlanStep).where(PlanStep.key == key)).one()


def test_a_passed_scene_completes_its_step_and_a_failed_one_does_not(ready: Cast) -> None:
    enrol(ready, ready.trainee)
    assert not _step("Y1").title.endswith(_step("Y1").targets[0])  # a step goes by the scene's name, not by its number
    score(ready, ready.trainee, scores=WEAK)
    assert not _step("Y1").is_done
    made = score(ready, ready.trainee, at=AT + timedelta(hours=1))
    db.database.session.expire_all()
    assert _step("Y1").is_done
    done = records.facts(ready.trainee.id, "step_done")
    assert [entry.body["result"] for entry in done] == ["92 分，通过"]
    assert made.passed


def test_a_scene_whose_turn_has_not_come_is_not_scored(ready: Cast) -> None:
    enrol(ready, ready.trainee)
    with pytest.raises(Refusal, match="day_not_open"):
        score(ready, ready.trainee, scenario="R91")


def test_a_voided_session_no_longer_counts_and_asks_nobody(ready: Cast) -> None:
    made = score(ready, ready.trainee)
    sign_both(ready, ready.trainee, made)
    other = score(ready, ready.trainee, at=AT + timedelta(hours=1))
    with db.transaction(at=AT + timedelta(hours=2), by=ready.trainer.id, why="void"):
        for each in (made, other):
            actions.void_session(each.id, reason="评错了人", by=ready.trainer.id, at=AT + timedelta(hours=2))
    assert queries.passed(ready.trainee.id, ["R90"], 85) == []
    assert records.waiting_on_record(ready.trainee.id) == []
    voided = records.facts(ready.trainee.id, "voided")
    assert [records.private(entry)["reason"] for entry in voided] == ["评错了人", "评错了人"]
    with pytest.raises(Refusal, match="session_is_voided"), db.transaction(at=AT, by=BY, why="void"):
        actions.void_session(made.id, reason="再来", by=ready.trainer.id, at=AT)


def test_nobody_voids_their_own(ready: Cast) -> None:
    made = score(ready, ready.trainee)
    with pytest.raises(Refusal, match="score_own_scene"), db.transaction(at=AT, by=BY, why="void"):
        actions.void_session(made.id, reason="不好", by=ready.trainee.id, at=AT)


def test_a_confirmed_correction_of_the_points_holds(ready: Cast) -> None:
    made = score(ready, ready.trainee, scores=WEAK)
    sign_both(ready, ready.trainee, made)
    entry = records.latest(ready.trainee.id, "roleplay", made.subject)
    assert entry is not None
    later = AT + timedelta(hours=1)
    with db.transaction(at=later, by=ready.trainer.id, why="correct"):
        record_actions.correct(entry, field="num", right="88", reason="算错了", by=ready.trainer.id, at=later)
    assert queries.passed(ready.trainee.id, ["R90"], 85) == []
    sign(records.open_requests(ready.trainee.id), ready.trainee, later + timedelta(minutes=5))
    assert queries.passed(ready.trainee.id, ["R90"], 85) == ["R90"]


def test_results_of_many_take_as_many_queries_as_of_one(ready: Cast) -> None:
    for someone in (ready.trainee, ready.second_trainee):
        made = score(ready, someone, partner=ready.agent.id)
        sign_both(ready, someone, made)
    everyone = [someone.id for someone in ready.everyone]

    def queries_for(people_asked: list[str]) -> int:
        seen: list[str] = []
        db.database.session.rollback()
        event.listen(db.database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        found = queries.passed_by(people_asked, ["R90"], 85)
        assert all(found[whose] == ["R90"] for whose in people_asked[:1])
        return len(seen)

    alone = queries_for([ready.trainee.id])
    assert queries_for([ready.trainee.id, *everyone]) == alone


def test_the_known_of_a_check_holds_what_is_loaded(ready: Cast) -> None:
    known = queries.known()
    assert known.rubrics == {"small"}
    assert known.rules is not None
    assert set(known.rules) == {"DK1"}
    assert [line.id for line in known.banned] == ["B202", "B001"]
    assert queries.known(but="banned").banned == ()
    with pytest.raises(Refusal, match="content_has_errors"):
        load(actions.load_scripts, read(SCRIPTS.replace("让您着急了", "爱买不买"), "scripts-soothing.md"))
