"""What the record does when it is asked to write, to wait for signatures and to put right."""

from __future__ import annotations

import itertools
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.ids import new_id
from cstrain.kit.jobs import Job
from cstrain.people.models import Grant, Person
from cstrain.records import actions, queries
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead, SignatureRequest, SignToken
from cstrain.records.rules import State, step_subject
from tests.cast import Cast, Someone
from tests.records.acts import MORNING, Proved, ask, complete, document, enrol, sign, tokens

pytestmark = pytest.mark.data
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def refused(code: str, act: Any, *args: Any, **kwargs: Any) -> Refusal:
    """The act is refused with this code, and leaves nothing behind."""
    before = _everything()
    with pytest.raises(Refusal) as caught, db.transaction(at=MORNING, by="tests", why="refused"):
        act(*args, **kwargs)
    assert caught.value.code == code
    assert _everything() == before
    return caught.value


def _everything() -> list[Any]:
    """All rows of the room, as they are."""
    found = []
    for model in (RecordEntry, RecordHead, SignatureRequest, PrivateValue, SignToken):
        table = db.Base.metadata.tables[model.__tablename__]
        found.append(sorted(map(str, db.database.session.execute(select(table)))))
    db.database.session.rollback()
    return found


# writing


def test_a_person_is_enrolled_learns_and_signs(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, counter = complete(cast, cast.trainee, "K1", MORNING + HOUR)
    assert queries.owed([cast.trainee.id, cast.agent.id]) == {cast.trainee.id: 1, cast.agent.id: 0}
    assert [asked.id for asked in queries.open_requests(cast.trainee.id)] == [own.id]
    assert queries.open_requests(cast.mentor.id) == []
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    assert [asked.id for asked in queries.open_requests(cast.mentor.id)] == [counter.id]
    sign([counter], cast.mentor, MORNING + 3 * HOUR)
    entries = queries.read_entries(cast.trainee.id)
    assert [entry.kind for entry in entries] == ["enrolled", "step_done", "signed", "signed"]
    assert [entry.body["role"] for entry in entries[2:]] == ["trainee", "mentor"]
    assert queries.verdict(cast.trainee.id) is None
    assert queries.private(entries[2])["actor"] == {"name": "林晓雨", "number": "CS-20418"}
    assert queries.private(entries[2])["document"]["body"]["result"] == "检查题 5/5"
    assert queries.owed([cast.trainee.id]) == {cast.trainee.id: 0}


def test_names_and_documents_stand_outside_the_entry(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, *_ = complete(cast, cast.trainee, "W1", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    texts = "".join(db.database.session.scalars(select(RecordEntry.text)))
    for someone in (cast.trainee, cast.trainer, cast.mentor):
        assert someone.name not in texts and someone.employee_no not in texts


def test_a_record_is_named_with_the_room_s_time_and_offset(context: Flask, cast: Cast) -> None:
    entry = enrol(cast, cast.trainee)
    assert entry.offset == "+08:00"
    assert entry.local_at.isoformat() == "2026-10-16T09:00:00+08:00"
    assert entry.method == "server" and set(entry.proof) == {"server"}


def test_entries_are_append_only_in_the_database_itself(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    for statement in ("UPDATE record_entry SET kind = 'voided'", "DELETE FROM record_entry"):
        with pytest.raises(Exception, match="append-only"), db.database.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_what_the_kind_must_say_is_said(context: Flask, cast: Cast) -> None:
    with pytest.raises(ValueError, match="lacks"), db.transaction(at=MORNING, by="tests", why="x"):
        actions.record(cast.trainee.id, "waived", at=MORNING, by="tests", subject="s", body={"step": "W1"})
    with pytest.raises(ValueError, match="bool"), db.transaction(at=MORNING, by="tests", why="x"):
        actions.record(cast.trainee.id, "resumed", at=MORNING, by="tests", subject="s", body={"well": True})
    assert queries.read_entries(cast.trainee.id) == []


def test_a_fact_proved_by_password_says_so(context: Flask, cast: Cast) -> None:
    proof = Proved(cast.supervisor.id, marks=("reset_by_other",))
    body = {"decision": "同意上岗", "conditions": {}, "evidence_hash": "0" * 64}
    with db.transaction(at=MORNING, by=cast.supervisor.id, why="gate"):
        said = {"at": MORNING, "by": cast.supervisor.id, "subject": "gate:presale-gate/d1", "body": body}
        entry = actions.record(cast.trainee.id, "gate_decided", **said, private={"reason": "都齐了"}, proof=proof)
        assert (entry.method, entry.marks) == ("password", ["reset_by_other"])
        with pytest.raises(ValueError, match="another"):
            actions.record(cast.trainee.id, "gate_decided", **said, private={"reason": ""}, proof=Proved("x"))


def test_two_who_write_at_once_stand_one_after_the_other(app: Flask, cast: Cast) -> None:
    def write() -> None:
        with app.app_context(), db.transaction(at=MORNING, by="tests", why="at once"):
            actions.record(cast.trainee.id, "resumed", at=MORNING, by="tests", subject="s", body={})

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert [entry.seq for entry in queries.read_entries(cast.trainee.id)] == list(range(1, 9))
        assert queries.verdict(cast.trainee.id) is None


def test_a_clock_set_back_writes_nothing(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    early = MORNING - HOUR
    refused("clock_went_back", actions.record, cast.trainee.id, "resumed", at=early, by="tests", subject="s", body={})
    with db.transaction(at=MORNING, by="tests", why="overtaken"):
        slightly = MORNING - timedelta(seconds=5)
        entry = actions.record(cast.trainee.id, "resumed", at=slightly, by="tests", subject="s", body={})
    assert entry.at == MORNING


# asking


def test_asking_the_same_again_is_the_same_request(context: Flask, cast: Cast) -> None:
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    with db.transaction(at=MORNING + HOUR, by="tests", why="again"):
        again = ask(cast.trainee, cast.trainee, "trainee", document("W1", MORNING), MORNING + HOUR)
        assert again.id == own.id
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    with db.transaction(at=MORNING + 3 * HOUR, by="tests", why="again"):
        assert ask(cast.trainee, cast.trainee, "trainee", document("W1", MORNING), MORNING + 3 * HOUR).id == own.id


def test_a_changed_document_withdraws_and_asks_again(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    with db.transaction(at=MORNING + HOUR, by="tests", why="changed"):
        changed = ask(cast.trainee, cast.trainee, "trainee", document("K1", MORNING, result="38/40"), MORNING + HOUR)
    assert (own.state, changed.state) == (State.WITHDRAWN, State.OPEN)
    assert counter.after_id == changed.id
    sign([changed], cast.trainee, MORNING + 2 * HOUR)
    assert [asked.id for asked in queries.open_requests(cast.mentor.id)] == [counter.id]


def test_another_signer_is_another_request(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    with db.transaction(at=MORNING + HOUR, by="tests", why="another mentor"):
        other = ask(cast.trainee, cast.second_trainer, "mentor", document("K1", MORNING), MORNING + HOUR, after=own)
    assert (counter.state, other.state) == (State.WITHDRAWN, State.OPEN)


def test_private_values_are_committed_to_and_not_shown(context: Flask, cast: Cast) -> None:
    with db.transaction(at=MORNING, by="tests", why="ask"):
        asked = ask(cast.trainee, cast.trainee, "trainee", document("W1", MORNING), MORNING, private={"reason": "甲"})
        same = ask(cast.trainee, cast.trainee, "trainee", document("W1", MORNING), MORNING, private={"reason": "甲"})
        assert same.id == asked.id
        other = ask(cast.trainee, cast.trainee, "trainee", document("W1", MORNING), MORNING, private={"reason": "乙"})
        assert other.id != asked.id
    assert "乙" not in str(queries.document(other))
    (entry,) = sign([other], cast.trainee, MORNING + HOUR)
    assert queries.private(entry)["reason"] == "乙"
    assert queries.verdict(cast.trainee.id) is None


def test_nobody_signs_in_another_s_part(context: Flask, cast: Cast) -> None:
    body = document("W1", MORNING)
    refused("own_record", ask, cast.trainee, cast.trainee, "mentor", body, MORNING)
    refused("own_record", ask, cast.trainee, cast.mentor, "trainee", body, MORNING)


# signing


def test_several_documents_one_password_each_its_own_entry(context: Flask, cast: Cast) -> None:
    asked = [complete(cast, cast.trainee, key, MORNING + n * MINUTE)[0] for n, key in enumerate(("W1", "C2", "Z1"))]
    entries = sign(asked, cast.trainee, MORNING + HOUR)
    assert [entry.body["title"] for entry in entries] == ["公司与服务理念", "服务章程", "上岗考试"]
    assert len({entry.at for entry in entries}) == 1 and len({entry.hash for entry in entries}) == 3
    assert all(entry.at > one.asked_at for entry, one in zip(entries, asked, strict=True))
    assert entries[1].body["meaning"] == "本人已收到并阅读全文第 1 版，知悉并同意遵守"
    assert queries.signed_subjects([cast.trainee.id, cast.agent.id], "step:presale/") == {
        cast.trainee.id: {step_subject("presale", key, "1") for key in ("W1", "C2", "Z1")},
        cast.agent.id: set(),
    }
    assert queries.is_signed(cast.trainee.id, asked[0].subject) == entries[0]
    assert queries.is_signed(cast.trainee.id, asked[0].subject, "mentor") is None


def test_all_of_a_page_is_signed_or_nothing(context: Flask, cast: Cast) -> None:
    first, second = (complete(cast, cast.trainee, key, MORNING)[0] for key in ("W1", "C2"))
    proof = Proved(cast.trainee.id)
    carried = tokens([first, second], proof, MORNING + HOUR)
    carried[second.id] = carried[first.id]
    refused("sign_page_not_yours", actions.sign, [first, second], proof, MORNING + HOUR, carried)


def test_a_late_signature_says_so(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    (late,) = sign([own], cast.trainee, MORNING + 15 * HOUR)  # after midnight in Shanghai
    (marked,) = sign([counter], cast.mentor, MORNING + 16 * HOUR, marks=("reset_by_other",))
    assert late.marks == ["late"]
    assert marked.marks == ["late", "reset_by_other"]


def test_a_signature_is_later_than_every_deed_it_confirms(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    for at in (MORNING, MORNING - timedelta(seconds=30)):
        refused("signed_before_deed", actions.sign, [own], Proved(cast.trainee.id), at, {own.id: "x"})
    (entry,) = sign([own], cast.trainee, MORNING + HOUR)
    refused("signed_before_deed", actions.sign, [counter], Proved(cast.mentor.id), entry.at, {counter.id: "x"})
    (later,) = sign([counter], cast.mentor, entry.at + timedelta(microseconds=1))
    assert later.at > entry.at


def _deputy(cast: Cast, person: Someone, principal: Someone, role: str) -> None:
    with db.transaction(at=MORNING, by="tests", why="deputy"):
        grant = Grant(
            person_id=person.id,
            role=role,
            team_id=cast.presale,
            from_on=date(2026, 10, 1),
            until_on=date(2026, 10, 31),
            deputy_of_id=principal.id,
            given_at=MORNING,
        )
        db.database.session.add(grant)


def test_a_deputy_signs_in_the_other_s_place_and_the_record_says_so(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    sign([own], cast.trainee, MORNING + HOUR)
    on = date(2026, 10, 16)
    assert queries.to_sign(cast.agent.id, on) == []
    _deputy(cast, cast.agent, cast.mentor, "mentor")
    assert [asked.id for asked in queries.to_sign(cast.agent.id, on)] == [counter.id]
    assert queries.to_sign(cast.agent.id, date(2026, 11, 1)) == []
    (entry,) = sign([counter], cast.agent, MORNING + 2 * HOUR)
    assert entry.actor == cast.agent.id
    assert entry.marks == ["deputy"] and entry.body["deputy_of"] == cast.mentor.id
    assert queries.private(entry)["deputy_of"]["name"] == cast.mentor.name


def test_every_order_role_and_state(context: Flask, cast: Cast) -> None:
    """SG-5: who × which document × what happened before × which way of proving; only the permitted ones sign."""
    _deputy(cast, cast.agent, cast.mentor, "mentor")
    tried = 0
    for before in ("nothing", "own signed", "own refused", "own withdrawn", "both signed"):
        person, at = _somebody(cast), MORNING + tried * HOUR
        own, counter = complete(cast, person, "K1", at)
        at = _so_far(before, cast, person, (own, counter), at)
        permitted = {
            ("nothing", person.id, own.id),
            ("own signed", cast.mentor.id, counter.id),
            ("own signed", cast.agent.id, counter.id),
        }
        for someone, asked, method in itertools.product([person, *cast.everyone], (own, counter), ("password", "code")):
            tried += 1
            expected = (before, someone.id, asked.id) in permitted
            assert _may(someone, asked, method, at) == expected, (before, someone.name, asked.role, method)
    assert tried == 5 * (len(cast.everyone) + 1) * 2 * 2


def _somebody(cast: Cast) -> Someone:
    with db.transaction(at=MORNING, by="tests", why="a hire"):
        number = new_id(8)
        person = Person(employee_no=number, name="某某", team_id=cast.presale)
        db.database.session.add(person)
    return Someone(person.id, number, "某某", "", cast.presale)


def _so_far(before: str, cast: Cast, person: Someone, asked: tuple[Any, Any], at: Any) -> Any:
    own, counter = asked
    if before in ("own signed", "both signed"):
        sign([own], person, at + MINUTE)
    if before == "both signed":
        sign([counter], cast.mentor, at + 5 * MINUTE)
    if before == "own refused":
        with db.transaction(at=at + MINUTE, by=person.id, why="refuse"):
            actions.refuse(own, "不对", person.id, at + MINUTE)
    if before == "own withdrawn":
        with db.transaction(at=at + MINUTE, by="tests", why="changed"):
            ask(person, person, "trainee", document("K1", at, result="改过"), at + MINUTE)
    return at + 10 * MINUTE


def _may(someone: Someone, asked: SignatureRequest, method: str, at: Any) -> bool:
    """Would it be signed? Tried and undone."""
    proof = Proved(someone.id, method=method)
    carried = tokens([asked], proof, at)
    try:
        with db.transaction(at=at, by="tests", why="try"):
            actions.sign([asked], proof, at + MINUTE, carried)
            raise _Undo
    except _Undo:
        return True
    except Refusal:
        return False


class _Undo(Exception):
    pass


# tokens: SG-4


def test_a_page_is_spent_once_however_often_it_is_sent(context: Flask, cast: Cast) -> None:
    """SG-4: a signing page sent a thousand times signs once."""
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    proof = Proved(cast.trainee.id)
    carried = tokens([own], proof, MORNING + HOUR)
    accepted = 0
    for n in range(1000):
        try:
            with db.transaction(at=MORNING + HOUR, by=cast.trainee.id, why="replay"):
                actions.sign([own], proof, MORNING + HOUR + n * timedelta(milliseconds=10), carried)
                accepted += 1
        except Refusal as refusal:
            assert refusal.code == "already_signed"
    assert accepted == 1
    assert len([entry for entry in queries.read_entries(cast.trainee.id) if entry.kind == "signed"]) == 1


def test_a_page_sent_by_eight_at_once_is_signed_once(app: Flask, cast: Cast) -> None:
    """SG-4: the same page sent eight times at the same moment signs once."""
    proof, outcome = Proved(cast.trainee.id), []
    with app.app_context():
        own, *_ = complete(cast, cast.trainee, "W1", MORNING)
        own_id, carried = own.id, tokens([own], proof, MORNING + HOUR)

    def send() -> None:
        with app.app_context():
            try:
                with db.transaction(at=MORNING + HOUR, by=cast.trainee.id, why="at once"):
                    asked = db.database.session.get_one(SignatureRequest, own_id)
                    actions.sign([asked], proof, MORNING + HOUR + MINUTE, carried)
                outcome.append("signed")
            except Refusal as refusal:
                outcome.append(refusal.code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["already_signed"] * 7 + ["signed"]


def test_a_spent_page_does_not_sign_what_is_asked_again(context: Flask, cast: Cast) -> None:
    """SG-4: even if the request stood open again, the page that was used stays used."""
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    proof = Proved(cast.trainee.id)
    carried = tokens([own], proof, MORNING + HOUR)
    with db.transaction(at=MORNING + HOUR, by=cast.trainee.id, why="sign"):
        actions.sign([own], proof, MORNING + HOUR, carried)
    with db.transaction(at=MORNING + HOUR, by="tests", why="opened again by hand"):
        db.database.session.get_one(SignatureRequest, own.id).state = State.OPEN.value
    refused("sign_page_used", actions.sign, [own], proof, MORNING + HOUR + MINUTE, carried)


def test_a_page_of_another_session_signs_nothing(context: Flask, cast: Cast) -> None:
    """SG-4: a page is good for the session that it was shown in."""
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    carried = tokens([own], Proved(cast.trainee.id, session_id="6" * 64), MORNING + HOUR)
    refused("sign_page_not_yours", actions.sign, [own], Proved(cast.trainee.id), MORNING + HOUR, carried)


def test_a_page_left_open_signs_nothing(context: Flask, cast: Cast) -> None:
    """SG-4: a page is good for ten minutes."""
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    carried = tokens([own], Proved(cast.trainee.id), MORNING + HOUR)
    late = MORNING + HOUR + 11 * MINUTE
    refused("sign_page_too_old", actions.sign, [own], Proved(cast.trainee.id), late, carried)


@pytest.mark.parametrize("what", ["value", "salt", "meaning"])
def test_a_document_changed_behind_the_page_is_not_signed(context: Flask, cast: Cast, what: str) -> None:
    """SG-4: changed by hand in the database, between showing and signing: refused."""
    own, *_ = complete(cast, cast.trainee, "W1", MORNING)
    carried = tokens([own], Proved(cast.trainee.id), MORNING + HOUR)
    with db.transaction(at=MORNING + HOUR, by="tests", why="by hand"):
        asked = db.database.session.get_one(SignatureRequest, own.id)
        if what == "meaning":
            asked.meaning = "本人已做完"
        else:
            setattr(asked.document, what, b'{"title":"x"}')
    code = "sign_page_not_yours" if what == "meaning" else "document_changed"
    refused(code, actions.sign, [own], Proved(cast.trainee.id), MORNING + HOUR + MINUTE, carried)


# refusing and answering


def test_a_refusal_is_recorded_answered_and_asked_again(context: Flask, cast: Cast) -> None:
    own, counter = complete(cast, cast.trainee, "K1", MORNING)
    refused("not_your_signature", actions.refuse, own, "不对", cast.mentor.id, MORNING + HOUR)
    with db.transaction(at=MORNING + HOUR, by=cast.trainee.id, why="refuse"):
        entry = actions.refuse(own, "只点了 30 件", cast.trainee.id, MORNING + HOUR)
    assert entry.kind == "refused_to_sign" and "只点了" not in entry.text
    assert _told("signature_refused") == {
        one.id for one in (cast.trainer, cast.second_trainer, cast.supervisor, cast.second_supervisor)
    }
    assert queries.owed([cast.trainee.id]) == {cast.trainee.id: 0}
    assert queries.reasons(queries.refused_on_record(cast.trainee.id)) == {own.id: "只点了 30 件"}
    refused("already_refused", actions.refuse, own, "x", cast.trainee.id, MORNING + 2 * HOUR)
    refused("own_record", actions.answer_refusal, own, "x", cast.trainee.id, MORNING + 2 * HOUR)
    with db.transaction(at=MORNING + 2 * HOUR, by=cast.trainer.id, why="answer"):
        again = actions.answer_refusal(own, "已和本人点过", cast.trainer.id, MORNING + 2 * HOUR)
    refused("not_refused", actions.answer_refusal, own, "x", cast.trainer.id, MORNING + 2 * HOUR)
    assert counter.after_id == again.id and _told("refusal_answered") == {cast.trainee.id}
    sign([again], cast.trainee, MORNING + 3 * HOUR)
    sign([counter], cast.mentor, MORNING + 4 * HOUR)
    kinds = [one.kind for one in queries.read_entries(cast.trainee.id)]
    assert kinds == ["step_done", "refused_to_sign", "refusal_answered", "signed", "signed"]
    assert queries.verdict(cast.trainee.id) is None


def _told(kind: str) -> set[str]:
    """Who will find a message of this kind."""
    bodies = db.database.session.scalars(select(Job.body).where(Job.kind == "tell"))
    return {body["person"] for body in bodies if body["kind"] == kind}


# putting right


def test_a_correction_holds_when_the_other_party_has_signed_it(context: Flask, cast: Cast) -> None:
    complete(cast, cast.trainee, "W1", MORNING)
    done = queries.facts(cast.trainee.id, "step_done")[0]
    at = MORNING + HOUR
    said = {"field": "result", "right": "检查题 4/5", "reason": "誊抄错", "at": at}
    refused("own_record", actions.correct, done, **said, by=cast.trainee.id)
    with db.transaction(at=at, by=cast.trainer.id, why="correct"):
        written = actions.correct(done, **said, by=cast.trainer.id)
    assert "誊抄错" not in written.text
    assert queries.facts(cast.trainee.id, "step_done")[0].body["result"] == "检查题 5/5"
    refused("correction_is_open", actions.correct, done, **{**said, "right": "3/5"}, by=cast.trainer.id)
    (asked,) = queries.open_requests(cast.trainee.id)[1:]
    assert queries.document(asked)["body"]["wrong"] == "检查题 5/5"
    assert asked.title == "更正第 1 号记录的成绩"
    sign([asked], cast.trainee, at + HOUR)
    now = queries.latest(cast.trainee.id, "step_done", done.subject)
    assert now is not None and now.body["result"] == "检查题 4/5" and "5/5" in now.text
    refused("nothing_to_correct", actions.correct, done, **said, by=cast.trainer.id)
    assert queries.verdict(cast.trainee.id) is None


def test_a_correction_that_is_not_confirmed_does_not_hold(context: Flask, cast: Cast) -> None:
    complete(cast, cast.trainee, "W1", MORNING)
    done = queries.facts(cast.trainee.id, "step_done")[0]
    with db.transaction(at=MORNING + HOUR, by=cast.trainer.id, why="correct"):
        actions.correct(done, field="result", right="0/5", reason="x", by=cast.trainer.id, at=MORNING + HOUR)
    asked = queries.open_requests(cast.trainee.id, "correction")[0]
    with db.transaction(at=MORNING + 2 * HOUR, by=cast.trainee.id, why="refuse"):
        actions.refuse(asked, "原来的没错", cast.trainee.id, MORNING + 2 * HOUR)
    assert queries.facts(cast.trainee.id, "step_done")[0].body["result"] == "检查题 5/5"
    with db.transaction(at=MORNING + 3 * HOUR, by=cast.trainer.id, why="correct"):  # may be tried anew
        actions.correct(done, field="result", right="4/5", reason="x", by=cast.trainer.id, at=MORNING + 3 * HOUR)


def test_a_wrong_enrolment_is_voided_with_its_reason(context: Flask, cast: Cast) -> None:
    entry = enrol(cast, cast.trainee)
    assert queries.was_enrolled(cast.trainee.id)
    said = {"reason": "报错了人", "at": MORNING + HOUR}
    refused("own_record", actions.void, entry, **said, by=cast.trainee.id)
    with db.transaction(at=MORNING + HOUR, by=cast.trainer.id, why="void"):
        voiding = actions.void(entry, **said, by=cast.trainer.id)
    assert queries.private(voiding)["reason"] == "报错了人"
    assert not queries.was_enrolled(cast.trainee.id) and queries.facts(cast.trainee.id, "enrolled") == []
    assert queries.entry(cast.trainee.id, 1) == entry  # still readable
    refused("entry_is_voided", actions.void, entry, **said, by=cast.trainer.id)
    refused("cannot_be_voided", actions.void, voiding, **said, by=cast.trainer.id)


# asking the record


def test_a_prefix_is_taken_to_the_letter(context: Flask, cast: Cast) -> None:
    with db.transaction(at=MORNING, by="tests", why="facts"):
        for subject in ("step:a_b/T1@1", "step:axb/T1@1", "step:a%/T1@1"):
            actions.record(
                cast.trainee.id, "waived", at=MORNING, by="t", subject=subject, body={"step": "T1", "reason": "r"}
            )
    for prefix, count in (("step:a_b/", 1), ("step:a%/", 1), ("step:a", 3), ("", 3)):
        assert len(queries.facts(cast.trainee.id, "waived", prefix)) == count


def test_bulk_questions_take_the_same_queries_for_two_people_and_for_all(context: Flask, cast: Cast) -> None:
    for someone in cast.everyone[:6]:
        complete(cast, someone, "W1", MORNING)
    few, all_ids = [cast.admin.id, cast.trainer.id], [one.id for one in cast.everyone]
    for question in (
        lambda ids: queries.facts_of(ids, ["step_done", "signed"]),
        lambda ids: queries.signed_subjects(ids, "step:"),
        queries.owed,
    ):
        assert _count(question, few) == _count(question, all_ids) == 1


def _count(question: Any, ids: list[str]) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.extend([args[2]] if args[2].startswith("SELECT") else [])

    event.listen(db.database.engine, "before_cursor_execute", note)
    try:
        question(ids)
    finally:
        event.remove(db.database.engine, "before_cursor_execute", note)
    return len(seen)
