"""Four eyes on every question, and what a doubt does until one confirmed answer stands."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import actions, queries
from cstrain.bank.actions import Edit
from cstrain.kit import clock, db, jobs
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import DecisionValue, InboxItem
from tests.bank import contents as c
from tests.bank.pages import fields
from tests.cast import Cast, Someone, as_, post

pytestmark = pytest.mark.data


def hand_in(question_id: str, old: str, new: str, by: str = "t001", **how: str) -> str:
    latest = queries.latest_version(question_id)
    assert latest is not None
    assert old in latest.text
    edit = Edit(how.get("change", "minor"), how.get("reason", "平台改了"), latest.seq)
    with db.transaction(at=c.AT, by=by, why="hand in"):
        return actions.hand_in(question_id, latest.text.replace(old, new, 1), edit=edit, at=c.AT, by=by)


def review(accept: list[str], by: str, back: dict[str, str] | None = None) -> actions.Reviewed:
    with db.transaction(at=c.AT, by=by, why="review"):
        return actions.review(accept, back or {}, at=c.AT, by=by)


def tokens() -> list[str]:
    return [one.token for one in queries.awaiting()]


def allow(value: str) -> None:
    with db.transaction(at=c.AT, by="s001", why="decide"):
        row = DecisionValue(name="小改自行发布", value=value, by="s001", at=c.AT, reason="", suggested=False)
        db.database.session.add(row)


def state(question_id: str) -> str:
    row = queries.question_row(question_id)
    assert row is not None
    return row.state


def text_of(question_id: str) -> str:
    latest = queries.latest_version(question_id)
    assert latest is not None
    return latest.text


def test_a_change_of_a_live_question_waits_for_somebody_else(context: Flask) -> None:
    """What is asked changes only after a second person has looked."""
    c.load_all()
    assert hand_in("TK-001", "√ 3 天", "√ 4 天", change="major") == "waiting"
    assert "√ 3 天" in text_of("TK-001")
    (token,) = tokens()
    ((name, refusal),) = review([token], "t001").refused
    assert (name, refusal.code) == ("TK-001", "own_work_needs_another")
    assert review([token], "s001").accepted == ["TK-001"]
    assert "√ 4 天" in text_of("TK-001")
    latest = queries.latest_version("TK-001")
    assert latest is not None
    assert (latest.number, latest.by) == ("2", "t001")
    assert [(one.event, one.by, one.seq) for one in queries.events("TK-001")] == [("accept", "s001", 2)]
    assert tokens() == []
    with pytest.raises(Refusal, match="change_is_settled"), db.transaction(why="x"):
        actions.drop_change(token[2:], at=c.AT, by="t001")


def test_the_author_alone_releases_a_minor_change_only_where_the_firm_allows_it(context: Flask) -> None:
    """And then the version says that nobody else has seen it."""
    c.load_all()
    assert hand_in("TK-001", "多久以后", "满多久") == "waiting", "nothing is decided"
    allow("不可以")
    assert hand_in("TK-001", "多久以后", "满多久后") == "waiting"
    allow("可以")
    assert hand_in("TK-003", "买家拍下两天", "买家下单两天") == "released"
    assert queries.alone("TK-003") == {2}
    assert hand_in("TK-003", "【答案】错", "【答案】对") == "waiting", "an answer is never a minor matter"
    assert hand_in("TK-004", "快递发货后", "寄快递后", change="major") == "waiting"
    assert len(tokens()) == 3, "one's own earlier change is replaced"


def test_two_people_do_not_change_one_question_at_once(context: Flask) -> None:
    c.load_all()
    hand_in("TK-001", "多久以后", "满多久")
    with pytest.raises(Refusal, match="change_is_waiting"):
        hand_in("TK-001", "自动关闭", "自动关上", by="t002")
    with pytest.raises(NotYours), db.transaction(why="x"):
        actions.drop_change(tokens()[0][2:], at=c.AT, by="t002")
    with db.transaction(at=c.AT, by="t001", why="x"):
        actions.drop_change(tokens()[0][2:], at=c.AT, by="t001")
    assert hand_in("TK-001", "自动关闭", "自动关上", by="t002") == "waiting"


def test_what_moved_since_it_was_shown_is_not_accepted(context: Flask) -> None:
    c.load_all()
    hand_in("TK-001", "多久以后", "满多久")
    with db.transaction(at=c.AT, by="t002", why="x"):
        text = text_of("TK-001").replace("自动关闭", "自动关上")
        actions.save_question("TK-001", text, at=c.AT, by="t002", change="minor", reason="")
    with db.transaction(at=c.AT, by="t001", why="new"):
        actions.add_question("TK", c.SINGLE.replace("拍下商品后", "下单后"), at=c.AT, by="t001", state="review")
    (change, draft) = sorted(tokens())
    with db.transaction(at=c.AT, by="t001", why="edit"):
        actions.save_question(
            "TK-x001", text_of("TK-x001").replace("一直没有", "没有"), at=c.AT, by="t001", change="minor", reason=""
        )
    done = review([change, draft], "s001")
    assert (done.accepted, [refusal.code for _, refusal in done.refused]) == ([], ["text_changed_meanwhile"] * 2)
    assert state("TK-x001") == "review"


def tell() -> None:
    jobs.run_due(clock.now())


def told(kind: str) -> set[str]:
    tell()
    rows = db.database.session.query(InboxItem).filter_by(kind=kind)
    return {row.person_id for row in rows}


def test_those_who_saw_the_old_key_are_told(context: Flask, cast: Cast) -> None:
    """A doubted key that changes reaches everyone who was shown it, and nobody else."""
    c.load_all()
    for who in (cast.trainee, cast.agent):
        version = queries.latest_version("TK-001" if who is cast.trainee else "TK-003")
        assert version is not None
        with db.transaction(at=c.AT, by=who.id, why="practice"):
            actions.answer_practice(
                who.id, version.id, 1 if who is cast.trainee else False, at=c.AT, milliseconds=1, source="x"
            )
    with db.transaction(at=c.AT, by=cast.mentor.id, why="x"):
        actions.dispute("TK-001", reason="两种说法", at=c.AT, by=cast.mentor.id)
    hand_in("TK-001", "√ 3 天", "√ 4 天", by=cast.trainer.id, change="major")
    assert state("TK-001") == "disputed"
    assert review(tokens(), cast.supervisor.id).accepted == ["TK-001"]
    assert state("TK-001") == "live"
    assert told("key_changed") == {cast.trainee.id}
    assert told("dispute_settled") == {cast.mentor.id}


def test_a_confirmed_key_that_stands_tells_only_who_doubted(context: Flask, cast: Cast) -> None:
    c.load_all()
    version = queries.latest_version("TK-001")
    assert version is not None
    with db.transaction(at=c.AT, by=cast.trainee.id, why="x"):
        actions.answer_practice(cast.trainee.id, version.id, 1, at=c.AT, milliseconds=1, source="x")
        actions.dispute("TK-001", reason="两种说法", at=c.AT, by=cast.mentor.id)
        actions.confirm("TK-001", reason="就是三天", at=c.AT, by=cast.supervisor.id)
    assert told("key_changed") == set()
    assert told("dispute_settled") == {cast.mentor.id}


# Pages


def settle(client: FlaskClient, who: Someone, data: dict[str, Any]) -> int:
    return post(as_(client, who), "/review", data).status_code


def test_a_batch_is_one_list_accepted_except(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
        hand_in("TK-001", "多久以后", "满多久", by=cast.trainer.id)
        hand_in("TK-003", "【答案】错", "【答案】对", by=cast.trainer.id)
        hand_in("TK-004", "快递发货后", "寄快递后", by=cast.supervisor.id)
    page = as_(client, cast.supervisor).get("/review").get_data(as_text=True)
    shown = fields(page).getlist("item")
    assert len(shown) == 2, "one's own is shown and not to be accepted"
    assert "您自己写的，等别人复核。" in page
    with app.app_context():
        by_question = {queries.awaited_question(token): token for token in shown}
    bad = by_question["TK-003"]
    assert settle(client, cast.supervisor, {"item": shown, "except": bad}) == 422
    assert settle(client, cast.supervisor, {"item": shown, "except": bad, f"why-{bad}": "答案没变"}) == 303
    with app.app_context():
        assert "满多久" in text_of("TK-001")
        assert "【答案】错" in text_of("TK-003")
        assert told("change_returned") == {cast.trainer.id}
    assert settle(client, cast.supervisor, {"item": [bad]}) == 409
    assert settle(client, cast.supervisor, {"item": ["x"]}) == 404
    assert settle(client, cast.trainee, {}) == 403


def test_the_confirmed_answer_is_shown_to_those_who_were_told(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
        version = queries.latest_version("TK-001")
        assert version is not None
        with db.transaction(at=c.AT, by="x", why="x"):
            actions.answer_practice(cast.trainee.id, version.id, 1, at=c.AT, milliseconds=1, source="x")
            actions.dispute("TK-001", reason="两种说法", at=c.AT, by=cast.mentor.id)
        hand_in("TK-001", "√ 3 天", "√ 4 天", by=cast.trainer.id, change="major")
        review(tokens(), cast.supervisor.id)
        tell()
    assert "4 天" in as_(client, cast.trainee).get("/question/TK-001/answer").get_data(as_text=True)
    assert as_(client, cast.second_trainee).get("/question/TK-001/answer").status_code == 404


def test_editing_in_the_browser_hands_in(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
    url = "/bank/question/TK-001/edit"
    trainer = as_(client, cast.trainer)
    data = dict(fields(trainer.get(url).get_data(as_text=True)))
    data.pop("csrf_token", None)
    sent = {**data, "text": data["text"].replace("多久以后", "满多久"), "reason": "换个说法"}
    assert post(trainer, url, sent).status_code == 303
    page = trainer.get("/bank/question/TK-001").get_data(as_text=True)
    assert "的改动在等复核" in page
    assert "TK-001" in trainer.get("/bank/TK?state=waiting").get_data(as_text=True)
    with app.app_context():
        change = queries.open_change("TK-001")
        assert change is not None
    assert post(trainer, f"/bank/change/{change.id}/drop").status_code == 303
    assert "的改动在等复核" not in trainer.get("/bank/question/TK-001").get_data(as_text=True)
