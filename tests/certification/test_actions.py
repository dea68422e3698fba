"""Certification: what changes, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cstrain.certification import actions, queries
from cstrain.certification.models import Certificate, CertificateMove, Decision, TakeOver
from cstrain.certification.rules.decision import Conditions
from cstrain.certification.rules.evidence import KINDS_READ
from cstrain.curriculum.models import Enrolment
from cstrain.kit import db, jobs
from cstrain.kit.content import read
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.sheets import Row, Sheet
from cstrain.people.actions import change_state
from cstrain.people.models import Grant, InboxItem, Person
from cstrain.records import actions as records
from cstrain.records import queries as record
from cstrain.records.rules import KINDS, sha256
from tests.cast import Cast, Someone
from tests.certification import acts
from tests.certification.acts import DECIDING, GATE, LIMITED, MORNING, PARTS, Proved
from tests.kept import kept

pytestmark = pytest.mark.data
LATER = DECIDING + timedelta(hours=1)


@kept
def ready(context: Flask, cast: Cast) -> Cast:
    """The trainee has everything the gate asks for."""
    acts.ready(cast, cast.trainee)
    return cast


def refusal(person: Someone, by: Someone, decision: str = "agree", **said: object) -> str:
    with pytest.raises(Refusal) as caught:
        acts.decide(person, by, decision, **said)
    return caught.value.code


def entries(person: Someone, kind: str) -> list[dict[str, object]]:
    return [entry.body for entry in record.facts(person.id, kind)]


# Evidence out of the record ---------------------------------------------------------------------------------------
def test_the_kinds_read_are_kinds_of_the_record() -> None:
    assert set(KINDS) >= KINDS_READ


def test_the_record_alone_makes_somebody_ready(ready: Cast) -> None:
    found = queries.readiness([ready.trainee.id], DECIDING)[ready.trainee.id]
    assert found.is_ready
    assert [state.is_met for state in found.states] == [True] * 6
    evidence = found.evidence
    assert (evidence.steps, evidence.signed, evidence.beside, evidence.closing) == (4, 4, 1, 2)
    assert (evidence.days, dict(evidence.acknowledged), evidence.fluent["G4"]) == (2, {"charter": "3"}, (120, 120))
    assert evidence.exams["presale-exam"].status == "passed"


SOFT = ("days", "fluency", "scene")


@pytest.mark.parametrize("names", [*((part,) for part in PARTS), SOFT, (*SOFT, "exam"), ("steps", "exam")])
def test_every_piece_of_evidence_is_needed(context: Flask, cast: Cast, names: tuple[str, ...]) -> None:
    """SG-11: against the database: one piece missing, and the gate is shut to a direct decision too."""
    acts.ready(cast, cast.trainee, names)
    found = queries.readiness([cast.trainee.id], DECIDING)[cast.trainee.id]
    assert not found.is_ready
    assert refusal(cast.trainee, cast.supervisor) == "gate_is_shut"
    if set(names) <= set(SOFT):
        assert acts.decide(cast.trainee, cast.supervisor, "conditional")[1] is not None
    else:
        assert refusal(cast.trainee, cast.supervisor, "conditional") == "never_a_condition"
        assert queries.in_force(cast.trainee.id, DECIDING) == []


def test_a_scene_with_a_fatal_mistake_does_not_count(context: Flask, cast: Cast) -> None:
    acts.ready(cast, cast.trainee, ("scene",))
    body = {"scenario": "R03", "version": "1", "num": 95, "den": 100, "fatal": 1, "method": "", "evidence": ""}
    acts.fact(cast.trainee, "roleplay", "roleplay:R03/x", body, MORNING + timedelta(hours=8), by=cast.trainer.id)
    assert queries.readiness([cast.trainee.id], DECIDING)[cast.trainee.id].evidence.roleplays == {}


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ({}, True),
        ({"times": 3, "seconds": 10}, True),
        ({"times": 1}, False),
        ({"seconds": 16}, False),
        ({"sets": ("TB",)}, False),
        ({"sets": ("TB", "PD", "LG")}, True),
        ({"verdict": "not yet"}, False),
    ],
)
def test_fluency_counts_by_the_line_of_now(context: Flask, cast: Cast, said: dict[str, Any], met: bool) -> None:
    acts.load(cast)
    acts.enrol(cast, cast.trainee)
    acts.fact(cast.trainee, "fluency", "fluency:presale-gate/G4", acts.fluent(**said), MORNING)
    acts.fact(cast.trainee, "fluency", "fluency:other-gate/G4", acts.fluent(), MORNING)
    assert queries.readiness([cast.trainee.id], DECIDING)[cast.trainee.id].states[3].is_met is met


def test_the_second_sitting_counts_and_both_are_told(context: Flask, cast: Cast) -> None:
    acts.ready(cast, cast.trainee, ("exam",))
    acts.sit(cast.trainee, 42, MORNING + timedelta(hours=8), passed=False, reasons=("fatal",))
    found = queries.readiness([cast.trainee.id], DECIDING)[cast.trainee.id].evidence.exams["presale-exam"]
    assert (found.status, found.times) == ("fatal", 1)
    acts.sit(cast.trainee, 41, MORNING + timedelta(hours=9))
    found = queries.readiness([cast.trainee.id], DECIDING)[cast.trainee.id].evidence.exams["presale-exam"]
    assert (found.status, found.times, found.score) == ("passed", 2, 41)


def test_a_refused_signature_shuts_the_gate_until_it_is_answered(context: Flask, cast: Cast) -> None:
    acts.ready(cast, cast.trainee, ("closing",))
    with db.transaction(at=DECIDING, by=cast.trainer.id, why="ask"):
        asked = records.ask_signature(
            cast.trainee.id,
            signer_id=cast.trainee.id,
            role="trainee",
            subject="step:presale/Z2@1",
            title="记录表总签",
            meaning="以上环节均由本人完成",
            body={"learned_on": "2026-10-26"},
            step_kind="签字",
            at=DECIDING,
        )
    with db.transaction(at=LATER, by=cast.trainee.id, why="refuse"):
        records.refuse(asked, "第 3 天我没有来", cast.trainee.id, LATER)
    assert queries.readiness([cast.trainee.id], LATER)[cast.trainee.id].states[0].why == "refused"
    with db.transaction(at=LATER, by=cast.trainer.id, why="answer"):
        records.answer_refusal(asked, "已补上", cast.trainer.id, LATER)
    assert queries.readiness([cast.trainee.id], LATER)[cast.trainee.id].states[0].why == "closing_left"


def test_evidence_used_for_an_earlier_certificate_does_not_count_again(ready: Cast) -> None:
    """A renewal asks for the exam, the scenes and the fluency anew; signed steps of the same version stay."""
    acts.decide(ready.trainee, ready.supervisor)
    year_on = DECIDING + timedelta(days=360)
    acts.enrol(ready, ready.trainee, year_on)
    found = queries.readiness([ready.trainee.id], year_on + timedelta(hours=1))[ready.trainee.id]
    assert [state.condition.id for state in found.missing] == ["G2", "G3", "G4", "G5", "G6"]


# The decision -----------------------------------------------------------------------------------------------------
def test_agreeing_lets_a_person_go_live_in_one_transaction(ready: Cast) -> None:
    decision, certificate = acts.decide(ready.trainee, ready.supervisor)
    assert certificate is not None
    assert (certificate.no, certificate.name, certificate.basis) == ("CS-2026-000001", "售前上岗证", "gate")
    assert (certificate.valid_until, certificate.conditional, certificate.clears) == (date(2027, 10, 25), False, True)
    assert ready.trainee.row.state == "at_work"
    assert db.database.session.scalars(select(Enrolment.state)).all() == ["finished"]
    said = entries(ready.trainee, "gate_decided")[0]
    assert (said["decision"], said["evidence_hash"]) == ("agree", decision.evidence_hash)
    assert entries(ready.trainee, "certificate_issued")[0]["valid_until"] == "2027-10-25"
    assert entries(ready.trainee, "certificate_issued")[0]["scope"]["post_name"] == "售前客服"  # type: ignore[index]
    signed = record.facts(ready.trainee.id, "gate_decided")[0]
    assert (signed.actor, signed.method) == (ready.supervisor.id, "password")
    assert record.verdict(ready.trainee.id) is None


def test_the_reason_stands_apart_in_the_record(ready: Cast) -> None:
    acts.decide(ready.trainee, ready.supervisor, "conditional", reason="淘宝时限稍弱")
    entry = record.facts(ready.trainee.id, "gate_decided")[0]
    assert "淘宝时限稍弱" not in entry.text
    assert record.private(entry)["reason"] == "淘宝时限稍弱"
    for model in (Decision, Certificate):
        row = db.database.session.scalars(select(model)).one()
        assert "淘宝时限稍弱" not in str(row.__dict__)


def test_a_conditional_go_live_is_bound(ready: Cast) -> None:
    _, certificate = acts.decide(ready.trainee, ready.supervisor, "conditional")
    assert certificate is not None
    assert certificate.conditions == {"store": "青禾箱包旗舰店", "daily": 60, "until": "2026-11-06"}
    assert (certificate.valid_until, certificate.scope["stores"]) == (date(2026, 11, 6), ["青禾箱包旗舰店"])
    assert len(queries.in_force(ready.trainee.id, DECIDING)) == 1
    over = DECIDING + timedelta(days=12)
    assert queries.in_force(ready.trainee.id, over) == []
    assert queries.clearance(ready.trainee.employee_no, over)["status"] == "not_cleared"


def test_after_a_conditional_one_the_full_one_takes_its_place(ready: Cast) -> None:
    first = acts.decide(ready.trainee, ready.supervisor, "conditional")[1]
    second = acts.decide(ready.trainee, ready.second_supervisor, "agree", at=DECIDING + timedelta(days=5))[1]
    assert first is not None
    assert second is not None
    assert (first.state, second.state, second.no) == ("replaced", "in_force", "CS-2026-000002")
    assert second.basis == "gate"


def test_postponing_needs_a_reason_and_changes_nothing_else(ready: Cast) -> None:
    assert refusal(ready.trainee, ready.supervisor, "postpone", reason=" ") == "reason_needed"
    decision, certificate = acts.decide(ready.trainee, ready.supervisor, "postpone", reason="再跟岗两天")
    assert certificate is None
    assert ready.trainee.row.state == "in_training"
    found = queries.readiness([ready.trainee.id], LATER)[ready.trainee.id]
    assert found.is_postponed
    assert found.last is not None
    assert found.last.id == decision.id
    acts.play(ready, ready.trainee, LATER, scene="R03")
    assert not queries.readiness([ready.trainee.id], LATER + timedelta(hours=1))[ready.trainee.id].is_postponed


def test_a_decision_rests_on_the_evidence_that_was_shown(ready: Cast) -> None:
    shown = acts.seen(ready.trainee)
    acts.play(ready, ready.trainee, DECIDING - timedelta(minutes=5), scene="R03")
    assert refusal(ready.trainee, ready.supervisor, seen=shown) == "evidence_changed"
    assert refusal(ready.trainee, ready.supervisor, seen="0" * 64) == "evidence_changed"
    assert acts.decide(ready.trainee, ready.supervisor)[1] is not None


def test_one_page_decides_once(ready: Cast) -> None:
    shown = acts.seen(ready.trainee)
    acts.decide(ready.trainee, ready.supervisor, "postpone", reason="等排班", seen=shown)
    assert refusal(ready.trainee, ready.supervisor, "postpone", reason="等排班", seen=shown) == "evidence_changed"


def test_the_snapshot_is_frozen_and_its_hash_is_recomputable(ready: Cast) -> None:
    from cstrain.records.rules import canonical

    decision, _ = acts.decide(ready.trainee, ready.supervisor)
    assert sha256(canonical(decision.snapshot)) == decision.evidence_hash
    hashes = {entry["seq"]: entry["hash"] for entry in decision.snapshot["entries"]}
    kept = {entry.seq: entry.hash for entry in record.read_entries(ready.trainee.id)}
    assert hashes
    assert all(kept[seq] == digest for seq, digest in hashes.items())
    assert "林晓雨" not in str(decision.snapshot)


@pytest.mark.parametrize("hand", ["counter_signed", "coached", "scored"])
def test_whoever_had_a_hand_does_not_decide(ready: Cast, hand: str) -> None:
    session = db.database.session
    coach = {"counter_signed": ready.mentor, "coached": ready.trainer, "scored": ready.trainer}[hand]
    with db.transaction(at=MORNING, by=ready.admin.id, why="grant"):
        session.add(Grant(person_id=coach.id, role="supervisor", team_id=ready.presale, from_on=MORNING.date()))
    assert hand in queries.hands_in(ready.trainee.id)[coach.id]
    assert refusal(ready.trainee, coach) == "had_a_hand"
    acts.firm_decides(ready, "主管兼带教可决定", "不可以")
    assert refusal(ready.trainee, coach) == "had_a_hand"
    acts.firm_decides(ready, "主管兼带教可决定", "可以")
    decision, _ = acts.decide(ready.trainee, coach)
    assert decision.relaxed
    assert hand in entries(ready.trainee, "gate_decided")[0]["hands"]  # type: ignore[operator]


def test_nobody_decides_their_own_gate(ready: Cast) -> None:
    acts.firm_decides(ready, "主管兼带教可决定", "可以")
    assert refusal(ready.trainee, ready.trainee) == "own_gate"


def test_a_deputy_decides_visibly_for_somebody(ready: Cast) -> None:
    with db.transaction(at=MORNING, by=ready.admin.id, why="grant"):
        db.database.session.add(
            Grant(
                person_id=ready.inspector.id,
                role="supervisor",
                team_id=ready.presale,
                from_on=MORNING.date(),
                until_on=date(2026, 12, 31),
                deputy_of_id=ready.supervisor.id,
            )
        )
    decision, _ = acts.decide(ready.trainee, ready.inspector)
    assert decision.deputy_of_id == ready.supervisor.id
    assert entries(ready.trainee, "gate_decided")[0]["deputy_of"] == ready.supervisor.id


def test_a_red_line_shuts_the_gate_until_it_is_settled(ready: Cast) -> None:
    event = report(ready)
    assert refusal(ready.trainee, ready.supervisor) == "red_line_open"
    assert refusal(ready.trainee, ready.supervisor, "conditional") == "red_line_open"
    with db.transaction(at=DECIDING, by=ready.inspector.id, why="confirm"):
        actions.confirm_red_line(event, proof=Proved(ready.inspector.id), at=DECIDING)
    assert refusal(ready.trainee, ready.supervisor) == "red_line_open"
    with db.transaction(at=DECIDING, by=ready.supervisor.id, why="settle"):
        actions.settle_red_line(event, done="谈过话，复训 L10", by=ready.supervisor.id, at=DECIDING)
    assert acts.decide(ready.trainee, ready.supervisor, at=LATER)[1] is not None
    assert entries(ready.trainee, "red_line")[0]["date"] == "2026-10-20"


def report(cast: Cast, person: Someone | None = None) -> str:
    with db.transaction(at=DECIDING, by=cast.supervisor.id, why="report"):
        made = actions.record_red_line(
            (person or cast.trainee).id,
            on=date(2026, 10, 20),
            told="10:42 与买家争吵",
            second_id=cast.inspector.id,
            by=cast.supervisor.id,
            at=DECIDING,
        )
        return made.id


def test_what_happened_moves_from_the_table_into_the_record(ready: Cast) -> None:
    event = report(ready)
    found = queries.red_line(event)
    assert found is not None
    assert queries.told_of(found) == "10:42 与买家争吵"
    with pytest.raises(Refusal, match="not_the_second_person"), db.transaction(at=LATER, by="x", why="confirm"):
        actions.confirm_red_line(event, proof=Proved(ready.second_supervisor.id), at=LATER)
    with db.transaction(at=LATER, by=ready.inspector.id, why="confirm"):
        actions.confirm_red_line(event, proof=Proved(ready.inspector.id), at=LATER)
    db.database.session.expire_all()
    found = queries.red_line(event)
    assert found is not None
    assert found.told == ""
    assert queries.told_of(found) == "10:42 与买家争吵"
    assert "争吵" not in record.facts(ready.trainee.id, "red_line")[0].text
    with pytest.raises(Refusal, match="red_line_does_not_allow"), db.transaction(at=LATER, by="x", why="dismiss"):
        actions.dismiss_red_line(event, by=ready.inspector.id, at=LATER)


def test_a_report_that_is_not_confirmed_never_enters_the_record(ready: Cast) -> None:
    event = report(ready)
    with db.transaction(at=LATER, by=ready.inspector.id, why="dismiss"):
        actions.dismiss_red_line(event, by=ready.inspector.id, at=LATER)
    assert entries(ready.trainee, "red_line") == []
    assert acts.decide(ready.trainee, ready.supervisor, at=LATER)[1] is not None


@pytest.mark.parametrize(("event", "code"), [("take_leave", "person_not_here"), ("pause", "person_not_here")])
def test_somebody_who_is_not_here_is_not_let_go_live(ready: Cast, event: str, code: str) -> None:
    with db.transaction(at=MORNING, by=ready.admin.id, why="state"):
        change_state(ready.trainee.id, event, on=MORNING.date(), reason="事假", by=ready.admin.id, at=MORNING)
    assert refusal(ready.trainee, ready.supervisor) == code
    assert acts.decide(ready.trainee, ready.supervisor, "postpone", reason="回来再说")[1] is None


def test_a_gate_waiting_for_the_firm_lets_nobody_through(context: Flask, cast: Cast) -> None:
    acts.load(cast, text=GATE.replace("【有效期】12 月", "【有效期】{上岗证有效期} 月"))
    acts.evidence(cast, cast.trainee, acts.enrol(cast, cast.trainee))
    assert refusal(cast.trainee, cast.supervisor) == "gate_undecided"
    acts.firm_decides(cast, "上岗证有效期", "6")
    certificate = acts.decide(cast.trainee, cast.supervisor)[1]
    assert certificate is not None
    assert certificate.valid_until == date(2027, 4, 25)


def test_a_certificate_on_top_of_another_lets_nobody_go_live(context: Flask, cast: Cast) -> None:
    """A refresher's gate without an exam issues its certificate; the seat system still hears not_cleared."""
    bare = "\n".join(line for line in GATE.splitlines() if not line.startswith(("- G4", "- G5", "- G6"))) + "\n"
    acts.load(cast, text=bare.replace("presale-gate 售前上岗准入", "presale-gate 在岗小课准入"))
    acts.evidence(cast, cast.trainee, acts.enrol(cast, cast.trainee))
    certificate = acts.decide(cast.trainee, cast.supervisor)[1]
    assert certificate is not None
    assert not certificate.clears
    assert cast.trainee.row.state == "in_training"
    assert queries.clearance(cast.trainee.employee_no, LATER)["status"] == "not_cleared"


# Withdrawal, suspension -------------------------------------------------------------------------------------------
def withdraw(decision: str, by: Someone) -> None:
    with db.transaction(at=LATER, by=by.id, why="withdraw"):
        actions.withdraw(decision, reason="看错了人", proof=Proved(by.id), at=LATER)


def test_a_wrong_decision_is_withdrawn_by_its_signer_alone(ready: Cast) -> None:
    decision, certificate = acts.decide(ready.trainee, ready.supervisor)
    assert certificate is not None
    with pytest.raises(Refusal, match="not_your_decision"):
        withdraw(decision.id, ready.second_supervisor)
    withdraw(decision.id, ready.supervisor)
    assert certificate.state == "revoked"
    assert ready.trainee.row.state == "in_training"
    kinds = ("gate_decided", "gate_withdrawn", "certificate_revoked")
    assert [len(entries(ready.trainee, kind)) for kind in kinds] == [1, 1, 1]
    with pytest.raises(Refusal, match="withdrawn_already"):
        withdraw(decision.id, ready.supervisor)
    again = acts.decide(ready.trainee, ready.second_supervisor, at=LATER + timedelta(hours=1))[1]
    assert again is not None
    assert ready.trainee.row.state == "at_work"


def move(name: str, no: str, by: Someone, at: object = LATER) -> None:
    act = {"suspend": actions.suspend, "restore": actions.restore, "revoke": actions.revoke}[name]
    with db.transaction(at=LATER, by=by.id, why=name):
        act(no, reason="核查投诉", by=by.id, at=at)  # type: ignore[operator]


def test_suspension_is_seen_in_the_same_second(context: Flask, cast: Cast) -> None:
    """SG-11: suspended at this instant is not cleared at this instant."""
    no = acts.certified(cast, cast.trainee).no
    number = cast.trainee.employee_no
    before = queries.clearance(number, LATER)
    assert (before["status"], before["certificate_valid_until"]) == ("cleared", "2027-10-26T00:00:00+08:00")
    move("suspend", no, cast.second_supervisor)
    held = queries.clearance(number, LATER)
    move("restore", no, cast.supervisor)
    after = queries.clearance(number, LATER)
    assert [each["status"] for each in (before, held, after)] == ["cleared", "not_cleared", "cleared"]
    assert before["version"] < held["version"] < after["version"]
    move("revoke", no, cast.supervisor)
    assert queries.clearance(number, LATER)["status"] == "not_cleared"
    for name in ("suspend", "restore", "revoke"):
        with pytest.raises(Refusal, match="certificate_does_not_allow"):
            move(name, no, cast.supervisor)
    assert [each.event for each in queries.moves(queries.certificates_of(cast.trainee.id)[0].id)] == [
        "revoke", "restore", "suspend", "issue",
    ]  # fmt: skip


def test_nobody_moves_their_own_certificate(context: Flask, cast: Cast) -> None:
    no = acts.certified(cast, cast.trainee).no
    with pytest.raises(Refusal, match="own_certificate"):
        move("suspend", no, cast.trainee)


def test_what_is_over_is_not_restored(context: Flask, cast: Cast) -> None:
    no = acts.certified(cast, cast.trainee).no
    move("suspend", no, cast.supervisor)
    with pytest.raises(Refusal, match="certificate_is_over"):
        move("restore", no, cast.supervisor, at=DECIDING + timedelta(days=365))


def test_a_suspension_is_not_got_round_by_deciding_again(context: Flask, cast: Cast) -> None:
    no = acts.certified(cast, cast.trainee, "conditional").no
    move("suspend", no, cast.supervisor)
    assert refusal(cast.trainee, cast.second_supervisor, at=LATER) == "suspended_first"
    move("revoke", no, cast.supervisor)
    assert refusal(cast.trainee, cast.second_supervisor, at=LATER) == "certificate_was_revoked"


def test_agreed_once_is_enough(context: Flask, cast: Cast) -> None:
    acts.certified(cast, cast.trainee)
    assert refusal(cast.trainee, cast.second_supervisor, at=LATER) == "decided_already"


@pytest.mark.parametrize("event", ["take_leave", "leave", "retrain"])
def test_only_somebody_at_work_is_cleared(context: Flask, cast: Cast, event: str) -> None:
    acts.certified(cast, cast.trainee)
    with db.transaction(at=LATER, by=cast.admin.id, why="state"):
        change_state(cast.trainee.id, event, on=LATER.date(), reason="x", by=cast.admin.id, at=LATER)
    assert queries.clearance(cast.trainee.employee_no, LATER)["status"] == "not_cleared"
    assert queries.clearance("CS-99999", LATER) == {**queries.clearance("nobody", LATER)}
    assert queries.clearance("CS-99999", LATER)["status"] == "unknown"


def test_numbers_run_without_gaps_and_codes_belong_to_them(context: Flask, cast: Cast) -> None:
    acts.ready(cast, cast.trainee)
    acts.evidence(cast, cast.second_trainee, acts.enrol(cast, cast.second_trainee))
    made = [acts.decide(person, cast.supervisor)[1] for person in (cast.trainee, cast.second_trainee)]
    assert [each.no for each in made if each] == ["CS-2026-000001", "CS-2026-000002"]
    assert len({each.check_code for each in made if each}) == 2


# Take-over --------------------------------------------------------------------------------------------------------
def sheet(*rows: tuple[str, ...]) -> Sheet:
    titles = ["工号", "岗位", "范围", "等级", "自何时", "批准人"]
    return Sheet(titles, [Row(number, dict(zip(titles, row, strict=True))) for number, row in enumerate(rows, start=2)])


AGENT = ("CS-10007", "售前客服", "青禾箱包旗舰店", "", "2024-03-01", "S001")


def prepare(cast: Cast, *rows: tuple[str, ...]) -> list[TakeOver]:
    with db.transaction(at=DECIDING, by=cast.admin.id, why="prepare"):
        return actions.prepare_take_over(
            sheet(*(rows or (AGENT,))),
            until=date(2027, 4, 30),
            by=cast.admin.id,
            at=DECIDING,
            teams=frozenset({"*"}),
        )


def approve(by: Someone, *rows: TakeOver) -> list[Certificate]:
    with db.transaction(at=LATER, by=by.id, why="approve"):
        return actions.approve_take_over([row.id for row in rows], proof=Proved(by.id), at=LATER)


def test_an_agent_at_work_is_taken_over_by_two_people(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    rows = prepare(cast)
    assert queries.clearance("CS-10007", LATER)["status"] == "not_cleared"
    for other in (cast.admin, cast.second_supervisor, cast.agent):
        with pytest.raises(Refusal):
            approve(other, *rows)
    certificate = approve(cast.supervisor, *rows)[0]
    assert (certificate.basis, certificate.valid_until) == ("存量认定", date(2027, 4, 30))
    assert certificate.scope["stores"] == ["青禾箱包旗舰店"]
    told = queries.clearance("CS-10007", LATER)
    assert (told["status"], told["basis"]) == ("cleared", "存量认定")
    said = entries(cast.agent, "took_over")[0]
    assert (said["since"], said["prepared_by"]) == ("2024-03-01", cast.admin.id)
    assert entries(cast.agent, "exam_result") == []
    with pytest.raises(Refusal, match="take_over_is_settled"):
        approve(cast.supervisor, *rows)
    assert queries.first_day(queries.certificates_of(cast.agent.id)) == date(2024, 3, 1)


def test_a_take_over_is_no_way_round_the_gate(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.enrol(cast, cast.trainee)
    learning = ("CS-20418", *AGENT[1:])
    with pytest.raises(Refusal, match="sheet_has_faults"):
        prepare(cast, learning)
    rows = prepare(cast)
    acts.enrol(cast, cast.agent, DECIDING)
    with pytest.raises(Refusal, match="is_enrolled"):
        approve(cast.supervisor, *rows)


def test_somebody_revoked_is_not_taken_over(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    no = approve(cast.supervisor, *prepare(cast))[0].no
    move("revoke", no, cast.supervisor)
    with pytest.raises(Refusal, match="sheet_has_faults"):
        prepare(cast)


def test_the_real_exam_turns_a_take_over_into_a_certificate(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.sit(cast.agent, 50, DECIDING)  # before the take-over: does not count
    before = approve(cast.supervisor, *prepare(cast))[0]
    by = cast.second_supervisor

    def renew(who: Someone = by) -> Certificate:
        with db.transaction(at=LATER, by=who.id, why="renew"):
            return actions.renew_taken_over(before.no, proof=Proved(who.id), at=LATER)

    assert queries.owed_by(cast.agent.id, LATER)[0].left == ["presale-exam"]
    acts.sit(cast.agent, 30, LATER, passed=False)
    for who, code in ((by, "exam_is_owed"), (cast.agent, "own_gate")):
        with pytest.raises(Refusal, match=code):
            renew(who)
    acts.sit(cast.agent, 45, LATER)
    assert queries.owed_by(cast.agent.id, LATER)[0].left == []
    made = renew()
    assert (made.basis, made.valid_until, made.scope) == ("examined", date(2027, 10, 25), before.scope)
    seqs = [seq for said in entries(cast.agent, "certificate_issued") for seq in said.get("exam_entries", [])]
    assert [record.entry(cast.agent.id, seq).body["num"] for seq in seqs] == [45]  # type: ignore[union-attr]
    assert queries.clearance("CS-10007", LATER)["basis"] == "examined"
    assert queries.owed_by(cast.agent.id, LATER) == []
    with pytest.raises(Refusal, match="not_taken_over"):
        renew()


def test_a_red_line_keeps_the_certificate_from_being_exchanged(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    no = approve(cast.supervisor, *prepare(cast))[0].no
    acts.sit(cast.agent, 45, LATER)
    with db.transaction(at=LATER, by=cast.inspector.id, why="red line"):
        actions.record_red_line(
            cast.agent.id,
            on=LATER.date(),
            told="引导私下转账",
            by=cast.trainer.id,
            second_id=cast.inspector.id,
            at=LATER,
        )
    with pytest.raises(Refusal, match="red_line_open"), db.transaction(at=LATER, by="t", why="renew"):
        actions.renew_taken_over(no, proof=Proved(cast.second_supervisor.id), at=LATER)


def test_a_row_that_is_not_approved_leaves_no_trace_in_the_record(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    row = prepare(cast)[0]
    with db.transaction(at=LATER, by=cast.supervisor.id, why="decline"):
        actions.decline_take_over(row.id, reason="已转岗", by=cast.supervisor.id, at=LATER)
    assert (row.state, entries(cast.agent, "took_over")) == ("declined", [])
    assert prepare(cast)[0].state == "prepared"


# Content ----------------------------------------------------------------------------------------------------------
def load(text: str, cast: Cast) -> object:
    with db.transaction(at=MORNING, by=cast.admin.id, why="load"):
        return actions.load_gate(read(text, "gate.md"), by=cast.admin.id, at=MORNING)


def test_loading_a_gate_twice_makes_one_version(context: Flask, cast: Cast) -> None:
    first, second = acts.load(cast), acts.load(cast)
    assert (first.id, first.number, first.live) == (second.id, 1, True)
    changed = GATE.replace("- G2 天数 2", "- G2 天数 3")
    load(changed, cast)
    assert [version.number for version in queries.versions("presale-gate")] == [2, 1]
    assert queries.gates(["presale-gate"])["presale-gate"].gate.conditions[1].least == 3


def test_a_gate_changed_here_is_not_overwritten(context: Flask, cast: Cast) -> None:
    first = acts.load(cast)
    own = GATE.replace("- G2 天数 2", "- G2 天数 5")
    said = {"reason": "本店多学几天", "by": cast.trainer.id, "at": DECIDING}
    with db.transaction(at=DECIDING, by=cast.trainer.id, why="save"):
        saved = actions.save_gate("presale-gate", own, based_on=first.id, **said)  # type: ignore[arg-type]
    shipped = load(GATE.replace("- G2 天数 2", "- G2 天数 9"), cast)
    live = queries.live_version("presale-gate")
    proposed = queries.proposal("presale-gate")
    assert live is not None
    assert proposed is not None
    assert (live.id, proposed.id) == (saved.id, shipped.id)  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="gate_changed_meanwhile"), db.transaction(at=LATER, by="x", why="save"):
        actions.save_gate("presale-gate", GATE, based_on=first.id, **said)  # type: ignore[arg-type]
    with db.transaction(at=LATER, by=cast.trainer.id, why="take"):
        taken = actions.take_proposal(proposed.id, reason="跟随新版", by=cast.trainer.id, at=LATER)
    assert queries.gates(["presale-gate"])["presale-gate"].version.id == taken.id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GATE.replace("- G2 天数 2", "- G2 天树 2"), "gate_has_problems"),
        (GATE.replace("presale-gate", "other-gate"), "gate_key_differs"),
        (GATE, "gate_is_the_same"),
    ],
)
def test_what_is_not_saved(context: Flask, cast: Cast, text: str, code: str) -> None:
    live = acts.load(cast)
    with pytest.raises(Refusal, match=code), db.transaction(at=LATER, by="x", why="save"):
        actions.save_gate("presale-gate", text, reason="x", based_on=live.id, by=cast.trainer.id, at=LATER)


# Endings, bulk ----------------------------------------------------------------------------------------------------
def test_people_are_told_once_at_each_mark(context: Flask, cast: Cast) -> None:
    acts.certified(cast, cast.trainee)
    told = []
    for left in (91, 90, 89, 60, 60, 30, 7, 6, 0, -1):
        at = DECIDING + timedelta(days=364 - left)
        with db.transaction(at=at, by="janitor", why="ends"):
            told.append(actions.tell_endings(at))
    assert told == [0, 1, 0, 1, 0, 1, 1, 0, 0, 0]
    jobs.run_due(DECIDING + timedelta(days=400))
    kinds = db.database.session.scalars(select(InboxItem.kind).where(InboxItem.person_id == cast.trainee.id)).all()
    assert kinds.count("certificate_ends") == 4
    others = select(InboxItem.kind).where(InboxItem.person_id == cast.supervisor.id)
    assert list(db.database.session.scalars(others)).count("certificate_of_ends") == 4


def test_one_withdrawn_decision_of_somebody_unknown_is_not_there(context: Flask, cast: Cast) -> None:
    with pytest.raises(NotYours), db.transaction(at=LATER, by="x", why="withdraw"):
        actions.withdraw("nothing", reason="x", proof=Proved(cast.supervisor.id), at=LATER)
    with pytest.raises(NotYours), db.transaction(at=LATER, by="x", why="decide"):
        actions.decide(cast.inspector.id, actions.Given("agree", "", "x"), proof=Proved(cast.supervisor.id), at=LATER)


def test_the_decisions_fields_survive(ready: Cast) -> None:
    said = replace(LIMITED, platform="天猫", store="", parallel=4, mentor="何静怡", checks=5)
    decision, certificate = acts.decide(ready.trainee, ready.supervisor, "conditional", conditions=said)
    assert certificate is not None
    assert decision.conditions == certificate.conditions == said.plain
    assert certificate.scope["platforms"] == ["天猫"]
    assert refusal(ready.trainee, ready.second_supervisor, conditions=Conditions(daily=1)) == "conditions_not_asked"
    moved = db.database.session.scalar(select(func.count()).select_from(CertificateMove))
    assert moved == 1
    assert db.database.session.get_one(Person, ready.trainee.id).state == "at_work"
