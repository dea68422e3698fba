"""Levels: what changes, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from cstrain.certification import actions as certification
from cstrain.certification.models import TakeOver
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal
from cstrain.levels import actions, queries
from cstrain.levels.commands import ask_each_hour
from cstrain.levels.models import KpiFact, LevelHold
from cstrain.levels.rules.board import Group
from cstrain.people.actions import change_state
from cstrain.people.models import Person
from cstrain.people.rules import Role
from cstrain.records import queries as record
from cstrain.records.rules import KINDS
from tests.cast import Cast, Someone
from tests.certification import acts as gate
from tests.levels import acts
from tests.levels.acts import START, TODAY, Proved

pytestmark = pytest.mark.data
LATER = TODAY + timedelta(hours=1)


def entries(person: Someone, kind: str) -> list[dict[str, object]]:
    return [entry.body for entry in record.facts(person.id, kind)]


def level(person: Someone, at: datetime = TODAY) -> dict[str, object]:
    return queries.level_of(person.id, at)


# Ladders --------------------------------------------------------------------------------------------------------------
def test_a_ladder_is_a_version_and_an_unchanged_text_makes_none(context: Flask, cast: Cast) -> None:
    first = acts.load(cast)
    assert acts.load(cast).id == first.id
    second = acts.load(cast, text=acts.LADDER.replace("≥ 85", "≥ 86"), origin="made_here")
    assert (second.number, second.origin) == (2, "made_here")
    held = queries.in_force()
    assert held is not None and held.version.id == second.id
    assert [each.number for each in queries.versions("five")] == [2, 1]


def test_a_faulty_ladder_is_refused(context: Flask, cast: Cast) -> None:
    with pytest.raises(Refusal, match="ladder_has_problems"):
        acts.load(cast, text=acts.LADDER.replace("- 任期 3", "- 工龄 3"))
    assert queries.newest() == []


def test_of_two_ladders_the_firm_chooses(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.load(cast, text=acts.OTHER)
    assert queries.in_force() is None
    gate.firm_decides(cast, queries.CHOICE, "三级客服加管理")
    held = queries.in_force()
    assert held is not None and held.ladder.key == "three"
    assert queries.level_names()["普通客服"] == "ordinary"
    assert _waits([queries.CHOICE]) == ["五级客服", "三级客服加管理"]


def _waits(names: list[str]) -> list[str]:
    from cstrain.people.queries import WAITING

    return [line for tell in WAITING for line in tell(names).get(names[0], [])]


# KPI facts ------------------------------------------------------------------------------------------------------------
def test_an_import_keeps_the_old_value(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    number = cast.agent.employee_no
    first = acts.bring(cast, [acts.row(number, "2026-10", value="84.5")])
    assert (first.new, first.changed, first.same) == (1, 0, 0)
    second = acts.bring(cast, [acts.row(number, "2026年10月", "KPI 总分", "88", "复核表")], LATER)
    assert (second.new, second.changed, second.same) == (0, 1, 0)
    facts = queries.facts_about(cast.agent.id)
    assert [(fact.number, queries.value_of(fact), fact.source) for fact in facts] == [
        (2, Fraction(88), "复核表"),
        (1, Fraction("84.5"), "绩效表"),
    ]
    again = acts.bring(cast, [acts.row(number, "2026-10", value="88")], LATER)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert len(queries.facts_about(cast.agent.id)) == 2, "the same value again writes nothing"
    listed = list(db.database.session.scalars(queries.fact_list(select(Person), queries.KpiFilter())))
    assert [fact.number for fact in listed] == [2], "the list shows the value that counts"
    assert [one.number for one in queries.old_values(listed)[listed[0].id]] == [1]


def test_a_figure_is_taken_back(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    acts.bring(cast, [acts.row(cast.agent.employee_no, "2026-09", value="撤销")], LATER)
    newest = next(fact for fact in queries.facts_about(cast.agent.id) if fact.month == "2026-09")
    assert newest.num is None and newest.number == 2
    assert queries.open_promotions([cast.agent.id]) == {}, "the row is broken, so the proposal has lapsed"
    assert queries.promotions_of(cast.agent.id)[0].state == "lapsed"


def test_one_bad_row_refuses_the_whole_sheet(context: Flask, cast: Cast) -> None:
    good, bad = acts.row(cast.agent.employee_no, "2026-10"), acts.row("CS-99999", "2026-10")
    with pytest.raises(Refusal, match="sheet_has_faults"):
        acts.bring(cast, [good, bad])
    assert queries.facts_about(cast.agent.id) == []


def test_figures_of_another_team_are_not_ones_own_to_import(context: Flask, cast: Cast) -> None:
    rows = acts.sheet([acts.row(cast.other_trainee.employee_no, "2026-10")])
    plan = queries.kpi_plan(rows, date(2026, 11, 5), frozenset({cast.presale}))
    assert [(fault.row, fault.column, fault.code) for fault in plan.faults] == [(2, "工号", "kpi_unknown_number")]
    assert queries.kpi_plan(rows, date(2026, 11, 5)).faults == ()


def test_a_fact_is_never_overwritten(context: Flask, cast: Cast) -> None:
    acts.bring(cast, [acts.row(cast.agent.employee_no, "2026-10")])
    fact = queries.facts_about(cast.agent.id)[0]
    with pytest.raises(Exception, match="append"), db.transaction(at=LATER, by="tests", why="tamper"):
        fact.num = 99
        db.database.session.flush()
    with pytest.raises(IntegrityError), db.transaction(at=LATER, by="tests", why="twice"):
        said = {"person_id": cast.agent.id, "month": "2026-10", "indicator": "KPI总分", "number": 1}
        made = KpiFact(
            **said, num=1, den=1, unit="", source="x", import_id=queries.facts_about(cast.agent.id)[0].import_id
        )
        db.database.session.add(made)
        db.database.session.flush()


# Proposals ------------------------------------------------------------------------------------------------------------
def test_the_first_level_follows_the_certificate(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    assert acts.propose(START) == (0, 0), "nobody has a certificate"
    acts.certify(cast, cast.agent)
    assert acts.propose(START + timedelta(hours=1)) == (1, 0)
    assert acts.propose(START + timedelta(hours=2)) == (0, 0), "nobody is proposed twice"
    row = acts.open_for(cast.agent)
    assert (row.level, row.level_name, row.old_level) == ("ordinary", "普通客服", "")
    told = db.database.session.scalars(select(jobs.Job.body).where(jobs.Job.kind == "tell")).all()
    assert {(body["person"], body["facts"]["names"]) for body in told if body["kind"] == "promotions_of"} == {
        (cast.supervisor.id, cast.agent.name),
        (cast.second_supervisor.id, cast.agent.name),
    }


def test_the_import_that_completes_the_row_proposes(context: Flask, cast: Cast) -> None:
    acts.ordinary(cast, cast.agent)
    acts.bring(cast, acts.good_months(cast.agent)[:2])
    assert queries.open_promotions([cast.agent.id]) == {}
    acts.bring(cast, acts.good_months(cast.agent)[2:], LATER)
    row = acts.open_for(cast.agent)
    assert row.level == "senior"
    assert row.grounds[2]["figures"] == ["2026-10 90", "2026-09 90", "2026-08 90"]


def test_a_figure_corrected_downwards_lets_the_proposal_lapse(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    acts.bring(cast, [acts.row(cast.agent.employee_no, "2026-09", value="84")], LATER)
    row = queries.promotions_of(cast.agent.id)[0]
    assert (row.state, row.settled_by) == ("lapsed", "levels")
    acts.bring(cast, [acts.row(cast.agent.employee_no, "2026-09", value="91")], LATER + timedelta(hours=1))
    assert acts.open_for(cast.agent).id != row.id


def test_nobody_is_proposed_who_is_not_at_work_or_while_decisions_are_open(context: Flask, cast: Cast) -> None:
    acts.ordinary(cast, cast.agent)
    with db.transaction(at=TODAY, by=cast.supervisor.id, why="leave"):
        change_state(cast.agent.row, "take_leave", on=TODAY.date(), reason="休假", by=cast.supervisor.id, at=TODAY)
    acts.bring(cast, acts.good_months(cast.agent))
    assert queries.open_promotions([cast.agent.id]) == {}
    with db.transaction(at=LATER, by=cast.supervisor.id, why="back"):
        change_state(cast.agent.row, "return_to_work", on=TODAY.date(), reason="回来", by=cast.supervisor.id, at=LATER)
    acts.load(cast, LATER, acts.LADDER.replace("≥ 85", "≥ {高级KPI线}"))
    assert acts.propose(LATER) == (0, 0)
    gate.firm_decides(cast, "高级KPI线", "85")
    assert acts.propose(LATER) == (1, 0)


def test_a_red_line_event_stands_in_the_way(context: Flask, cast: Cast) -> None:
    acts.ordinary(cast, cast.agent)
    acts.red_line(cast, cast.agent, "2026-06-20")
    acts.bring(cast, acts.good_months(cast.agent))
    assert queries.open_promotions([cast.agent.id]) == {}
    held = queries.in_force()
    assert held is not None
    found = queries.standings([cast.agent.id], held, TODAY)[cast.agent.id]
    assert [(gap.condition.need.value, gap.have, gap.from_on) for gap in found.lacking] == [
        ("无红线", 4, date(2026, 12, 20))
    ]


def test_an_event_that_awaits_the_second_person_does_too(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    hashed = acts.seen(cast.agent, TODAY)
    with db.transaction(at=TODAY, by=cast.supervisor.id, why="red line"):
        on, second = date(2026, 11, 4), cast.second_supervisor.id
        by = cast.supervisor.id
        certification.record_red_line(cast.agent.id, on=on, told="和客户争吵", second_id=second, by=by, at=TODAY)
    with pytest.raises(Refusal, match="grounds_changed"):
        acts.approve(cast.agent, cast.supervisor, "2026-11", shown=hashed)


# Deciding -------------------------------------------------------------------------------------------------------------
def test_an_approval_counts_from_its_month_and_stands_in_the_record(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    made = acts.approve(cast.agent, cast.supervisor, "2026-11")
    assert level(cast.agent) == {
        "level": "senior",
        "name": "高级客服",
        "since": "2026-11",
        "on_hold": False,
        "ladder": "five",
        "version": 1,
        "basis": "promotion",
        "next": "elite",
    }
    row = queries.promotions_of(cast.agent.id)[0]
    assert (row.state, row.effective_month, row.settled_by) == ("approved", "2026-11", cast.supervisor.id)
    said = entries(cast.agent, "level_reached")[-1]
    assert (said["level"], said["from"], said["effective_month"], said["basis"]) == (
        "senior",
        "ordinary",
        "2026-11",
        "promotion",
    )
    assert said["grounds"] == row.grounds
    entry = record.facts(cast.agent.id, "level_reached")[-1]
    assert (entry.method, entry.actor, entry.seq) == ("password", cast.supervisor.id, made.entry_seq)
    assert record.verdict(cast.agent.id) is None, "the chain holds"


def test_a_later_month_leaves_the_present_level_until_then(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    acts.approve(cast.agent, cast.supervisor, "2026-12")
    assert level(cast.agent)["level"] == "ordinary"
    assert level(cast.agent, datetime.fromisoformat("2026-11-30T23:59:00+08:00"))["level"] == "ordinary"
    assert level(cast.agent, datetime.fromisoformat("2026-12-01T00:00:00+08:00"))["level"] == "senior"
    assert acts.propose(LATER) == (0, 0), "who has been approved is not proposed again before it begins"


def test_nobody_decides_on_themselves(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.certify(cast, cast.supervisor)
    acts.propose(START + timedelta(hours=1))
    with pytest.raises(Refusal, match="own_level"):
        acts.approve(cast.supervisor, cast.supervisor, "2026-03", START + timedelta(hours=2))
    with pytest.raises(Refusal, match="own_level"):
        acts.decline(cast.supervisor, cast.supervisor, at=START + timedelta(hours=2))
    assert entries(cast.supervisor, "level_reached") == []
    acts.approve(cast.supervisor, cast.second_supervisor, "2026-03", START + timedelta(hours=2))


def test_grounds_that_changed_since_they_were_shown_are_refused(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    hashed = acts.seen(cast.agent, TODAY)
    acts.bring(cast, [acts.row(cast.agent.employee_no, "2026-10", value="99")], LATER)
    with pytest.raises(Refusal, match="grounds_changed"):
        acts.approve(cast.agent, cast.supervisor, "2026-11", LATER, shown=hashed)
    assert level(cast.agent)["level"] == "ordinary"
    acts.approve(cast.agent, cast.supervisor, "2026-11", LATER)


@pytest.mark.parametrize("month", ["2026-09", "2027-03", "2026-13", ""])
def test_a_month_out_of_range_is_refused(context: Flask, cast: Cast, month: str) -> None:
    acts.reaching(cast, cast.agent)
    with pytest.raises(Refusal, match="month_out_of_range"):
        acts.approve(cast.agent, cast.supervisor, month)


def test_a_settled_proposal_is_not_decided_again(context: Flask, cast: Cast) -> None:
    row = acts.reaching(cast, cast.agent)
    hashed, promotion_id = acts.seen(cast.agent, TODAY), row.id
    acts.approve(cast.agent, cast.supervisor, "2026-11")
    by = cast.second_supervisor.id
    for again in ("approve", "decline"):
        with pytest.raises(Refusal, match="promotion_is_settled"), db.transaction(at=LATER, by=by, why="again"):
            if again == "approve":
                actions.approve(promotion_id, month="2026-11", seen=hashed, proof=Proved(by), at=LATER)
            else:
                actions.decline(promotion_id, reason="x", proof=Proved(by), at=LATER)
    with pytest.raises(NotYours), db.transaction(at=LATER, by=by, why="none"):
        actions.decline("nothing", reason="x", proof=Proved(by), at=LATER)
    assert len(entries(cast.agent, "level_reached")) == 2


def test_who_is_not_here_is_not_promoted(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    with db.transaction(at=TODAY, by=cast.supervisor.id, why="leave"):
        change_state(cast.agent.row, "take_leave", on=TODAY.date(), reason="休假", by=cast.supervisor.id, at=TODAY)
    with pytest.raises(Refusal, match="person_not_here"):
        acts.approve(cast.agent, cast.supervisor, "2026-11")


def test_a_decline_gives_its_reason_and_waits_for_the_next_month(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    with pytest.raises(Refusal, match="level_reason_needed"):
        acts.decline(cast.agent, cast.supervisor, "  ")
    acts.decline(cast.agent, cast.supervisor, "先把售后带熟")
    said = record.facts(cast.agent.id, "level_declined")[-1]
    assert (said.body["level"], record.private(said)["reason"]) == ("senior", "先把售后带熟")
    assert "先把售后带熟" not in said.text, "the reason stands outside the chain"
    assert level(cast.agent)["level"] == "ordinary"
    assert acts.propose(LATER) == (0, 0)
    acts.bring(cast, acts.good_months(cast.agent, ("2026-11",)), datetime.fromisoformat("2026-12-01T09:00:00+08:00"))
    assert acts.open_for(cast.agent).level == "senior"


def test_a_deputy_decides_in_the_name_of_whom_they_stand_for(context: Flask, cast: Cast) -> None:
    from cstrain.people.actions import grant_role
    from cstrain.people.models import Team

    acts.reaching(cast, cast.agent)
    with db.transaction(at=TODAY, by=cast.admin.id, why="deputy"):
        team = db.database.session.get_one(Team, cast.presale)
        said = {"team": team, "from_on": TODAY.date(), "until_on": date(2026, 11, 30), "deputy_of": cast.supervisor.row}
        grant_role(cast.mentor.row, Role.SUPERVISOR, **said, by=cast.admin.id, at=TODAY)  # type: ignore[arg-type]
    acts.approve(cast.agent, cast.mentor, "2026-11")
    entry = record.facts(cast.agent.id, "level_reached")[-1]
    assert (entry.body["deputy_of"], entry.marks) == (cast.supervisor.id, ["deputy"])


# Holds ----------------------------------------------------------------------------------------------------------------
def test_a_lapsed_certificate_puts_the_level_on_hold_and_never_changes_it(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.certify(cast, cast.agent, until=date(2026, 10, 31))
    acts.propose(START + timedelta(hours=1))
    acts.approve(cast.agent, cast.supervisor, "2026-03", START + timedelta(hours=2))
    last = datetime.fromisoformat("2026-10-31T23:59:00+08:00")
    assert level(cast.agent, last)["on_hold"] is False
    assert acts.tend(last) == (0, 0)
    found = level(cast.agent, TODAY)
    assert (found["level"], found["on_hold"]) == ("ordinary", True), "true at once, before anybody writes it down"
    assert acts.tend(TODAY) == (1, 0)
    assert acts.tend(LATER) == (0, 0), "written once"
    assert entries(cast.agent, "level_on_hold")[-1]["lacking"] == [acts.PRESALE]
    assert level(cast.agent)["level"] == "ordinary"
    acts.certify(cast, cast.agent, LATER)
    assert acts.tend(LATER + timedelta(hours=1)) == (0, 1)
    assert level(cast.agent, LATER)["on_hold"] is False
    assert len(entries(cast.agent, "level_resumed")) == 1
    hold = db.database.session.scalars(select(LevelHold)).one()
    assert hold.ended_at is not None and hold.end_seq is not None


def test_a_suspended_certificate_holds_the_level_and_nobody_rises_meanwhile(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    certificate = acts.certify(cast, cast.agent)
    acts.propose(START + timedelta(hours=1))
    acts.approve(cast.agent, cast.supervisor, "2026-03", START + timedelta(hours=2))
    acts.bring(cast, acts.good_months(cast.agent))
    with db.transaction(at=LATER, by=cast.supervisor.id, why="suspend"):
        certification.suspend(certificate.no, reason="复训", by=cast.supervisor.id, at=LATER)
    assert level(cast.agent, LATER)["on_hold"] is True
    with pytest.raises(Refusal, match="grounds_changed"):
        acts.approve(cast.agent, cast.second_supervisor, "2026-11", LATER)
    assert acts.propose(LATER) == (0, 1)


def test_the_round_comes_once_an_hour(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.certify(cast, cast.agent)
    at = TODAY
    for minutes in (0, 1, 59):
        ask_each_hour(at + timedelta(minutes=minutes))
    assert len(db.database.session.scalars(select(jobs.Job.id).where(jobs.Job.kind == "levels")).all()) == 1
    db.database.session.rollback()
    jobs.run_due(at)
    assert acts.open_for(cast.agent).level == "ordinary"
    ask_each_hour(at + timedelta(minutes=60))
    assert len(db.database.session.scalars(select(jobs.Job.id).where(jobs.Job.kind == "levels")).all()) == 2


# Take-over ------------------------------------------------------------------------------------------------------------
def _take_over(cast: Cast, named: str) -> TakeOver:
    from cstrain.kit.sheets import Row, Sheet

    titles = ["工号", "岗位", "范围", "等级", "自何时", "批准人"]
    cells = (cast.agent.employee_no, "售前客服", "", named, "2024-03-15", cast.supervisor.employee_no)
    made = Sheet(titles, [Row(2, dict(zip(titles, cells, strict=True)))])
    with db.transaction(at=START, by=cast.admin.id, why="prepare"):
        rows = certification.prepare_take_over(
            made, until=date(2026, 12, 31), by=cast.admin.id, at=START, teams=frozenset({"*"})
        )
    with db.transaction(at=START + timedelta(hours=1), by=cast.supervisor.id, why="approve"):
        proof = Proved(cast.supervisor.id)
        certification.approve_take_over([rows[0].id], proof=proof, at=START + timedelta(hours=1))
    return rows[0]


def test_a_taken_over_agent_has_the_level_of_the_sheet(context: Flask, cast: Cast) -> None:
    gate.load(cast)
    acts.load(cast)
    row = _take_over(cast, "精英客服")
    assert row.level == "elite"
    found = level(cast.agent)
    assert (found["level"], found["since"], found["basis"]) == ("elite", "2024-03", "存量认定")
    assert found["on_hold"] is False, "the certificate that never was one of theirs does not lapse"
    said = entries(cast.agent, "level_reached")[-1]
    assert (said["basis"], said["certificates"]) == ("存量认定", [acts.PRESALE])
    after = datetime.fromisoformat("2027-01-01T09:00:00+08:00")
    assert level(cast.agent, after)["on_hold"] is True, "the exam by the end date was not sat"


def test_a_level_the_ladder_does_not_know_is_a_fault_of_the_sheet(context: Flask, cast: Cast) -> None:
    gate.load(cast)
    acts.load(cast)
    with pytest.raises(Refusal, match="sheet_has_faults"):
        _take_over(cast, "特级客服")


def test_without_a_ladder_the_take_over_stands_and_gives_no_level(context: Flask, cast: Cast) -> None:
    gate.load(cast)
    _take_over(cast, "精英客服")
    assert level(cast.agent) == dict.fromkeys(("level", "name", "since", "ladder", "version", "basis", "next")) | {
        "on_hold": False
    }
    assert entries(cast.agent, "took_over")[-1]["level"] == "精英客服"


# Figures of many people -----------------------------------------------------------------------------------------------
def _queries(work: object) -> int:
    counted = 0

    def count(*_given: object) -> None:
        nonlocal counted
        counted += 1

    event.listen(db.database.engine, "before_cursor_execute", count)
    try:
        work()  # type: ignore[operator]
    finally:
        event.remove(db.database.engine, "before_cursor_execute", count)
    return counted


def test_the_board_asks_the_same_queries_for_one_and_for_many(context: Flask, cast: Cast) -> None:
    acts.ordinary(cast, cast.agent)
    acts.bring(cast, acts.good_months(cast.agent))
    held = queries.in_force()
    assert held is not None

    def show() -> None:
        db.database.session.expire_all()
        queries.board(select(Person), held, queries.LevelFilter(), TODAY)

    one = _queries(show)
    for someone in (cast.supervisor, cast.second_supervisor, cast.mentor, cast.trainer, cast.inspector):
        acts.certify(cast, someone)
    acts.propose(TODAY)
    held = queries.in_force()
    assert held is not None
    assert _queries(show) <= one
    found = queries.board(select(Person), held, queries.LevelFilter(), TODAY)
    assert found.total == 6
    assert found.counts[Group.PROPOSED] == 6


def test_a_level_on_another_ladder_is_kept_and_not_judged(context: Flask, cast: Cast) -> None:
    acts.reaching(cast, cast.agent)
    acts.load(cast, text=acts.OTHER)
    gate.firm_decides(cast, queries.CHOICE, "三级客服加管理")
    assert level(cast.agent)["level"] == "ordinary"
    assert level(cast.agent)["ladder"] == "five"
    held = queries.in_force()
    assert held is not None
    found = queries.standings([cast.agent.id], held, TODAY)[cast.agent.id]
    assert found.elsewhere and found.target is None and not found.is_eligible
    assert acts.propose(LATER) == (0, 1), "the open proposal of the old ladder lapses"


def test_levels_are_kinds_of_the_record() -> None:
    assert {"level_reached", "level_declined", "level_on_hold", "level_resumed"} <= KINDS.keys()
