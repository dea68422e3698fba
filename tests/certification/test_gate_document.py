"""docs/rules/gate.md says what the rules do: its gate is read, every row of its tables is worked out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cstrain.certification import actions, queries
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import Event, State, next_state, valid_until, warning_due
from cstrain.certification.rules.decision import Conditions, require_conditions
from cstrain.certification.rules.evidence import Book, read_evidence
from cstrain.certification.rules.gate import Gate, Need, read_gate
from cstrain.certification.rules.hands import Decider, require_decider
from cstrain.certification.rules.readiness import Evidence, Sitting, require_may_decide, states
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from cstrain.records.rules import Entry
from tests.cast import Cast
from tests.certification import acts
from tests.certification.acts import DECIDING

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "gate.md").read_text(encoding="utf-8")
TODAY = date(2026, 10, 26)


def table(section: str, place: int = 0) -> list[list[str]]:
    """The rows of a table of the section, without its head."""
    part = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", part, re.M)[place]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in found.strip().split("\n")]
    assert len(rows) > 2
    return rows[2:]


def gate() -> Gate:
    """The gate as the document prints it."""
    found, problems = read_gate(read(re.findall(r"```\n(.*?)```", TEXT, re.S)[0], "gate.md"), {})
    assert problems == []
    assert [each.id for each in found.conditions] == ["G1", "G2", "G3", "G4", "G5", "G6"]
    return found


def met(evidence: Evidence, need: Need) -> bool:
    return next(state.is_met for state in states(gate(), evidence) if state.condition.need is need)


def refuses(rule: Callable[[], Any]) -> bool:
    try:
        rule()
    except Refusal:
        return True
    return False


def yes(cell: str) -> bool:
    assert cell in ("是", "否", "可以", "不行", "行", "能", "不能")
    return cell in ("是", "可以", "行", "能")


# What each condition looks at -----------------------------------------------------------------------------------------
SEEN = "每一条看什么"


def test_the_sheet() -> None:
    names = ("steps", "signed", "beside_asked", "beside", "closing_asked", "closing")
    for *figures, cell in table(SEEN):
        evidence = Evidence(**dict(zip(names, map(int, figures), strict=True)))
        assert met(evidence, Need.SHEET) is yes(cell), figures


def test_days() -> None:
    for days, cell in table(SEEN, 1):
        assert met(Evidence(days=int(days)), Need.DAYS) is yes(cell), days


def test_fluency() -> None:
    for wanted, done, cell in table(SEEN, 2):
        assert met(Evidence(fluent={"G4": (int(done), int(wanted))}), Need.FLUENT) is yes(cell), (wanted, done)


def entry(seq: int, kind: str, subject: str, body: dict[str, Any]) -> Entry:
    frame = {"person": "p", "prev": "", "at": DECIDING, "offset": "+08:00", "actor": "exam", "method": "", "text": ""}
    return Entry(**frame, seq=seq, kind=kind, subject=subject, body=body, proof={}, hash="")  # type: ignore[arg-type]


def test_exams() -> None:
    outcomes = {"通过": (1, []), "没过": (0, ["below_line"]), "一票否决": (0, ["fatal"])}
    for cell_sat, cell in table(SEEN, 3):
        entries = []
        for seq, word in enumerate(each for each in cell_sat.split("、") if each in outcomes):
            passed, reasons = outcomes[word]
            body = {"exam": "presale-exam", "num": 40, "den": 1, "line": "40", "passed": passed, "reasons": reasons}
            entries.append(entry(seq + 1, "exam_result", f"exam:presale-exam/{seq}", body))
        evidence = read_evidence(gate(), Book(entries=entries), "e").evidence
        assert met(evidence, Need.EXAM) is yes(cell), cell_sat


def test_scenes() -> None:
    for *scores, counted, cell in table(SEEN, 4):
        best = {
            name: Fraction(score)
            for name, score in zip(("R02", "R03", "R05"), scores, strict=True)
            if score[0].isdigit()
        }
        state = next(each for each in states(gate(), Evidence(roleplays=best)) if each.condition.need is Need.ROLEPLAY)
        assert (state.done, state.is_met) == (int(counted), yes(cell)), scores


def test_certificates() -> None:
    bare = "# 准入 x-gate 甲\n【决定人】主管 【证书】甲 【有效期】12 月\n\n- G1 证书 "
    for asked, held, is_met in table(SEEN, 5):
        found, problems = read_gate(read(bare + asked + "\n", "gate.md"), {})
        assert problems == []
        evidence = Evidence(certificates=frozenset(held.split("、")))
        assert states(found, evidence)[0].is_met is yes(is_met), (asked, held)


# What may be decided, and by whom ------------------------------------------------------------------------------------
WHOLE = Evidence(
    steps=19,
    signed=19,
    closing=2,
    closing_asked=2,
    days=7,
    acknowledged={"charter": "3"},
    fluent={"G4": (120, 120)},
    exams={"presale-exam": Sitting("passed")},
    roleplays={"R02": Fraction(90), "R03": Fraction(85)},
)
LACKING: dict[str, dict[str, Any]] = {
    "什么都不差": {},
    "天数": {"days": 6},
    "流利": {"fluent": {}},
    "演练": {"roleplays": {}},
    "有演练没签完字": {"unsigned_roleplays": 1},
    "记录表": {"signed": 18},
    "确认": {"acknowledged": {}},
    "考试": {"exams": {}},
    "有红线事件没处理完": {"red_lines": 1},
}


def test_what_may_be_decided() -> None:
    for lacking, *cells in table("能怎么决定"):
        shown, evidence = gate(), WHOLE
        for part in re.split("、|，而且", lacking):
            if part == "条件单里有企业还没定的数":
                shown = replace(shown, undecided=("流利次数",))
            else:
                evidence = replace(evidence, **LACKING[part])
        for decision, cell in zip(("agree", "conditional", "postpone"), cells, strict=True):
            refused = refuses(lambda: require_may_decide(shown, evidence, decision))  # noqa: B023 - called at once
            assert refused is not yes(cell), (lacking, decision)


def test_who_may_decide() -> None:
    hands = {"带教过": "coached", "旁边签过字": "counter_signed", "打过演练分": "scored", "阅过卷": "marked"}
    for relation, *cells in table("能怎么决定", 1):
        person = "me" if relation == "就是本人" else "somebody"
        had = (hands[relation],) if relation in hands else ()
        for relaxed, cell in zip((False, True), cells, strict=True):
            refused = refuses(lambda: require_decider(Decider("me", had, relaxed), person))  # noqa: B023 - called at once
            assert refused is not yes(cell), (relation, relaxed)


def test_conditions() -> None:
    for until, daily, cell in table("有条件上岗"):
        said = Conditions(daily=int(daily) if daily.isdigit() else 0, until=date.fromisoformat(until))
        refused = refuses(lambda: require_conditions("conditional", said, gate(), TODAY))  # noqa: B023 - called at once
        assert refused is not yes(cell), (until, daily)


# How long, and what becomes of it -------------------------------------------------------------------------------------
def test_last_days_and_warnings() -> None:
    for start, months, last in table("证书管到哪天"):
        assert valid_until(date.fromisoformat(start), int(months)) == date.fromisoformat(last)
    for start, last, told in table("证书管到哪天", 1):
        begin, end = date.fromisoformat(start), date.fromisoformat(last)
        days = [begin + timedelta(days=count) for count in range((end - begin).days + 1)]
        due = [warning_due(begin, end, day) for day in days]
        assert list(dict.fromkeys(each for each in due if each)) == [int(each) for each in told.split("、")]


STATES = {"有效": State.IN_FORCE, "已暂停": State.SUSPENDED, "已撤销": State.REVOKED, "已换新证": State.REPLACED}
MOVES = (Event.SUSPEND, Event.RESTORE, Event.REVOKE, Event.REPLACE)


def test_the_life_of_a_certificate() -> None:
    rows = table("暂停、恢复、撤销")
    assert {row[0] for row in rows} == set(STATES)
    for now, *cells in rows:
        for move, cell in zip(MOVES, cells, strict=True):
            if cell == "不行":
                assert refuses(lambda: next_state(STATES[now], move)), (now, move)  # noqa: B023 - called at once
            else:
                assert next_state(STATES[now], move) is STATES[cell], (now, move)


# Clearance ------------------------------------------------------------------------------------------------------------
LATER = DECIDING + timedelta(hours=1)
WHEN = {
    "最后一天 23:59": datetime.fromisoformat("2027-10-25T23:59:59.999999+08:00"),
    "到期后零点": datetime.fromisoformat("2027-10-26T00:00:00+08:00"),
}


def _certificate(cast: Cast, word: str) -> None:
    """The certificate as the table names it, through the real decision."""
    if word == "没有":
        return
    made: Certificate = acts.certified(cast, cast.trainee, "conditional" if word == "有条件" else "agree")
    deeds = {"已暂停": [actions.suspend], "已撤销": [actions.revoke], "暂停后恢复": [actions.suspend, actions.restore]}
    for deed in deeds.get(word, []):
        with db.transaction(at=LATER, by=cast.supervisor.id, why="x"):
            deed(made.no, reason="x", by=cast.supervisor.id, at=LATER)


def _person(cast: Cast, state: str, account: str) -> None:
    event = {"请假": "take_leave", "离职": "leave"}.get(state)
    with db.transaction(at=LATER, by=cast.admin.id, why="x"):
        if event:
            people.change_state(cast.trainee.id, event, on=TODAY, reason="x", by=cast.admin.id, at=LATER)
        if account == "停了":
            people.shut_account(cast.trainee.id, at=LATER)


@pytest.mark.data
@pytest.mark.parametrize("row", table("此刻能不能接待"), ids="-".join)
def test_clearance(context: Flask, cast: Cast, row: list[str]) -> None:
    certificate, state, account, cell = row
    _certificate(cast, certificate)
    _person(cast, state, account)
    answer = queries.clearance("CS-20418", WHEN.get(certificate, LATER))
    assert answer["status"] == ("cleared" if yes(cell) else "not_cleared")
