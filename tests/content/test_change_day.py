"""Rule-change day: from the announcement to the last signed receipt."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.bank import actions as bank_actions
from cstrain.bank import queries as bank
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import Basis
from cstrain.content import actions
from cstrain.content.models import ChangeDay, ChangeReader
from cstrain.content.queries import change_day as queries
from cstrain.content.rules.announcement import likely, repinned
from cstrain.exam.models import Attempt, Exam, ExamVersion, Publication, Slot
from cstrain.kit import clock, db, jobs
from cstrain.kit.errors import Refusal
from cstrain.people.models import InboxItem, Person
from cstrain.records import queries as records
from tests.bank import contents as c
from tests.bank.pages import fields
from tests.cast import Cast, Someone, as_, post
from tests.records.acts import sign

pytestmark = pytest.mark.data
TEXT = "淘宝规则更新：买家拍下商品后没有付款，原来 3 天关闭交易，11 月 24 日起改为 4 天。"


# Rules


def test_an_announcement_finds_its_rules(context: Flask) -> None:
    c.load_all()
    found = likely(TEXT, bank.rules())
    assert found[0] == "TK1"
    assert likely("TK5 改了", bank.rules())[0] == "TK5"
    assert likely("今天食堂吃面", bank.rules()) == []


def test_a_citation_is_pinned_anew_and_nothing_else_changes() -> None:
    text = "## TK-004 填空\n见 {TK4}，TK4 不动 ____。\n\n【答案】1\n【规则】TK4、TK5@2 【难度】易\n"
    assert repinned(text, {"TK4": 2}) == text.replace("【规则】TK4、", "【规则】TK4@2、")
    assert repinned(text, {"TK5": 3}) == text.replace("TK5@2", "TK5@3")
    assert repinned(text, {"TK": 2, "TK45": 9}) == text
    assert repinned("## A\n题\n", {"TK1": 2}, "TK1") == "## A\n题\n【规则】TK1@2\n"
    assert repinned("## A\n题\n", {"TK1": 2}) == "## A\n题\n"


# The day


def change_the_rule() -> None:
    text = bank.rule_history("TK1")[0].text.replace("3 天", "4 天")
    with db.transaction(at=c.AT, by="t001", why="announced"):
        bank_actions.save_rule("TK1", text, at=c.AT, by="t001", change="major", reason="公告")


def opened(by: str, rules: tuple[str, ...] = ("TK1",)) -> str:
    with db.transaction(at=c.AT, by=by, why="announced"):
        day = actions.open_change_day("未付款 4 天关闭", TEXT, date(2026, 11, 24), at=c.AT, by=by)
        actions.pick_rules(day.id, rules, at=c.AT)
        return day.id


def everyone() -> Any:
    return select(Person)


def touched(day_id: str) -> queries.Affected:
    return queries.affected(queries.picked(day_id), everyone(), c.AT)


def certified(who: Someone, questions: list[str]) -> None:
    """A certificate in force on a passed paper of these questions, one point each."""
    session = db.database.session
    with db.transaction(at=c.AT, by="tests", why="past"):
        exam = Exam(key="x-exam", name="上岗考试", post="x")
        session.add(exam)
        session.flush()
        version = ExamVersion(exam_id=exam.id, number=1, text="x", hash="x", origin="shipped", by="x", at=c.AT)
        session.add(version)
        session.flush()
        opened_for = Publication(exam_id=exam.id, version_id=version.id, opens_at=c.AT, by="x", withdrawn_at=c.AT)
        session.add(opened_for)
        session.flush()
        attempt = Attempt(
            exam_id=exam.id, person_id=who.id, publication_id=opened_for.id, version_id=version.id, number=1, seed="s",
            chance="1", started_at=c.AT, deadline=c.AT, line_num=1, line_den=1, decided={}, state="graded",
            ended_at=c.AT, score_num=1, score_den=1, passed=True,
        )  # fmt: skip
        session.add(attempt)
        session.flush()
        for place, each in enumerate(questions, start=1):
            held = bank.latest_version(each)
            assert held is not None
            session.add(
                Slot(
                    attempt_id=attempt.id,
                    place=place,
                    section=1,
                    question_version_id=held.id,
                    points_num=1,
                    points_den=1,
                )
            )
        session.add(
            Certificate(
                no="C-1",
                check_code="x",
                person_id=who.id,
                name="上岗证",
                gate_key="g",
                scope={},
                conditions={},
                conditional=False,
                basis=next(iter(Basis)).value,
                clears=True,
                valid_from=c.AT,
                valid_until=date(2027, 11, 1),
                entry_seq=1,
            )
        )


def test_what_a_rule_touches(context: Flask, cast: Cast) -> None:
    c.load_all()
    certified(cast.agent, ["TK-001", "TK-002", "TK-003", "TK-006", "TK-015"])
    day_id = opened(cast.trainer.id)
    before = touched(day_id)
    assert not queries.picked(day_id)[0].has_changed
    assert "TK-001" in [one.question_id for one in before.questions], "said beforehand"
    change_the_rule()
    found = touched(day_id)
    assert [one.question_id for one in found.questions] == [one.question_id for one in before.questions]
    (person,) = found.people
    assert (person.person.id, person.share, person.is_much) == (cast.agent.id, Fraction(2, 5), True)
    with db.transaction(at=c.AT, by="t001", why="mend"):
        done = actions.pin_anew(day_id, ["TK-001"], at=c.AT, by="t001")
    assert done == {"TK-001": "waiting"}
    with db.transaction(at=c.AT, by="s001", why="review"):
        bank_actions.review([one.token for one in bank.awaiting()], {}, at=c.AT, by="s001")
    after = touched(day_id)
    assert [one.question_id for one in after.mended] == ["TK-001"]
    assert after.people[0].share == Fraction(2, 5), "a past paper stays what it was"


def test_a_rule_changed_before_its_day_counts_from_what_its_questions_cite(context: Flask, cast: Cast) -> None:
    c.load_all()
    change_the_rule()
    (one,) = queries.picked(opened(cast.trainer.id))
    assert (one.pinned, one.has_changed) == (1, True)


def mended(day_id: str) -> list[str]:
    """Three questions that cite the rule as it is; their versions."""
    with db.transaction(at=c.AT, by="t001", why="mend"):
        names = [one.question_id for one in touched(day_id).questions]
        actions.pin_anew(day_id, names, at=c.AT, by="t001")
    with db.transaction(at=c.AT, by="s001", why="review"):
        bank_actions.review([one.token for one in bank.awaiting()], {}, at=c.AT, by="s001")
    return [one.id for one in queries.card_choices(queries.picked(day_id), c.AT)[:3]]


def publish(day_id: str, versions: list[str], readers: list[str]) -> ChangeDay:
    with db.transaction(at=c.AT, by="t001", why="publish"):
        return actions.publish_card(day_id, "改成 4 天", versions, readers, at=c.AT, by="t001")


def test_a_card_goes_out_with_three_ready_questions_after_the_rule_has_changed(context: Flask, cast: Cast) -> None:
    c.load_all()
    c.decide_all()
    day_id = opened(cast.trainer.id)
    stale = [one.id for one in touched(day_id).questions[:3]]
    with pytest.raises(Refusal, match="rules_not_changed"):
        publish(day_id, stale, [cast.agent.id])
    change_the_rule()
    with pytest.raises(Refusal, match="card_question_not_ready"):
        publish(day_id, stale, [cast.agent.id])
    versions = mended(day_id)
    assert len(versions) == 3
    with pytest.raises(Refusal, match="card_needs_three"):
        publish(day_id, versions[:2], [cast.agent.id])
    with pytest.raises(Refusal, match="card_has_no_reader"):
        publish(day_id, versions, [])
    publish(day_id, versions, [cast.agent.id])
    with pytest.raises(Refusal, match="change_day_is_published"):
        publish(day_id, versions, [cast.agent.id])
    jobs.run_due(clock.now())
    assert {row.person_id for row in db.database.session.query(InboxItem).filter_by(kind="change_card")} == {
        cast.agent.id
    }


def test_a_receipt_is_signed_and_counted_to_the_last(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
        c.decide_all()
        day_id = opened(cast.trainer.id)
        change_the_rule()
        publish(day_id, mended(day_id), [cast.agent.id, cast.trainee.id])
    url = f"/card/{day_id}"
    agent = as_(client, cast.agent)
    data = dict(fields(agent.get(url).get_data(as_text=True)))
    answer = post(agent, url, {name: value for name, value in data.items() if name != "csrf_token"})
    assert "还有没答对的题" in answer.get_data(as_text=True)
    with app.app_context():
        day = queries.change_day(day_id)
        keys = {each: _right(each) for each in day.questions}
        with db.transaction(at=c.AT, by=cast.agent.id, why="card"):
            assert all(actions.answer_card(day_id, cast.agent.id, keys, at=c.AT).values())
        assert {one.person.id: one.signed_at for one in queries.readers(day)} == {
            cast.agent.id: None,
            cast.trainee.id: None,
        }
        sign(records.open_requests(cast.agent.id), cast.agent, c.AT)
        done = {one.person.id: one.signed_at is not None for one in queries.readers(queries.change_day(day_id))}
        assert done == {cast.agent.id: True, cast.trainee.id: False}
        with db.transaction(at=c.AT, by="t001", why="remind"):
            assert actions.remind(day_id, at=c.AT) == 1
            assert actions.remind(day_id, at=c.AT) == 0, "once a day"
        with db.transaction(at=c.AT, by="t001", why="remind"):
            assert actions.remind(day_id, at=c.AT + timedelta(days=1)) == 1
    assert "您已经签收了。" in agent.get(url).get_data(as_text=True)
    assert as_(client, cast.second_trainee).get(url).status_code == 404
    assert "1/2 已签收" in as_(client, cast.trainer).get(f"/rules/change-day/{day_id}").get_data(as_text=True)


def _right(version_id: str) -> Any:
    from cstrain.bank.rules import key_of

    return key_of(bank.questions_by_id([version_id])[version_id], {})


# Pages


def test_the_screen_from_paste_to_publish(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
        c.decide_all()
    trainer = as_(client, cast.trainer)
    assert trainer.get("/rules/change-day").status_code == 200
    assert post(trainer, "/rules/change-day", {"title": "", "announcement": ""}).status_code == 422
    made = post(trainer, "/rules/change-day", {"title": "改 4 天", "announcement": TEXT, "effective_on": "2026-11-24"})
    url = made.headers["Location"]
    assert 'value="TK1"' in trainer.get(url).get_data(as_text=True)
    assert post(trainer, f"{url}/rules", {"more": "ZZ9"}).status_code == 422
    assert post(trainer, f"{url}/rules", {"rule": ["TK1"]}).status_code == 303
    assert "还没改" in trainer.get(url).get_data(as_text=True)
    with app.app_context():
        change_the_rule()
    page = trainer.get(f"{url}/mend").get_data(as_text=True)
    assert "【规则】TK1@2" in page
    assert "改动在等别人复核" not in page
    assert post(trainer, f"{url}/mend/TK-001", {"text": "坏", "change": "major"}).status_code == 422
    with app.app_context():
        latest = bank.latest_version("TK-001")
        assert latest is not None
        text = repinned(latest.text.replace("√ 3 天", "√ 4 天"), {"TK1": 2})
    assert post(trainer, f"{url}/mend/TK-001", {"text": text, "change": "major"}).status_code == 303
    assert "改动在等别人复核" in trainer.get(f"{url}/mend").get_data(as_text=True)
    assert post(trainer, f"{url}/pin", {"question": ["TK-003", "TK-010"]}).status_code == 303
    assert post(trainer, f"{url}/publish", {"card": "", "to": "all"}).status_code == 422
    assert post(trainer, f"{url}/publish", {"card": "改成 4 天", "to": "all", "question": []}).status_code == 409
    with app.app_context(), db.transaction(at=clock.now(), by="s001", why="review"):
        bank_actions.review([one.token for one in bank.awaiting()], {}, at=clock.now(), by="s001")
        ready = [one.id for one in queries.card_choices(queries.picked(url.rsplit("/", 1)[1]), clock.now())]
    assert post(trainer, f"{url}/publish", {"card": "改成 4 天", "to": "all", "question": ready[:3]}).status_code == 303
    with app.app_context():
        assert db.database.session.query(ChangeReader).count() > 3
    assert post(trainer, f"{url}/remind").status_code == 303
    assert post(trainer, f"{url}/close").status_code == 303
    assert as_(client, cast.trainee).get(url).status_code == 403


def test_a_rule_is_added_under_the_firms_own_number(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
    trainer = as_(client, cast.trainer)
    page = trainer.get("/rules/new").get_data(as_text=True)
    assert "TKx1" in page
    text = "## TKx1 申请退款后 36 小时不处理就自动退款\n【起算】买家申请退款\n【时限】36 小时\n【结果】退款给买家\n【该动】卖家\n【赢家】买家\n"
    data = {"register": fields(page)["register"], "text": text}
    assert post(trainer, "/rules/new", {**data, "text": "x"}).status_code == 422
    assert post(trainer, "/rules/new", data).headers["Location"] == "/rules/TKx1"
    assert "36 小时" in trainer.get("/rules/TKx1").get_data(as_text=True)
