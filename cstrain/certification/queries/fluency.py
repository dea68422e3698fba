"""Fluency: the drill is told which lines of the gate ask for it, and tells how far people are.

Whether a line is reached says the record alone; how far somebody is on the way there is counted by the drill.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cstrain.certification.models import Certificate
from cstrain.certification.queries.certificates import holds, today
from cstrain.certification.queries.content import gates
from cstrain.certification.queries.evidence import Readiness
from cstrain.certification.rules.gate import Need
from cstrain.curriculum.models import Enrolment
from cstrain.drill.queries import CERTIFIED, GATE_LINES, Target, fluent_counts


def gate_lines(enrolment: Enrolment) -> list[Target]:
    """The 流利 lines of the gate an enrolment leads to; none while the gate is not loaded."""
    held = gates([enrolment.gate_key]).get(enrolment.gate_key)
    lines = held.gate.of(Need.FLUENT) if held else []
    return [Target(enrolment.gate_key, each.id, each.targets, each.times, each.seconds) for each in lines]


def fluent_progress(shown: Iterable[Readiness], at: datetime) -> dict[str, dict[str, tuple[int, int]]]:
    """Person → condition → (questions fluent, questions in all) of the lines not reached yet.

    The same queries for any number of people; meant for the people of one page.
    """
    asked: dict[tuple[tuple[str, ...], int, int], list[tuple[str, str]]] = {}
    for one in shown:
        for state in one.missing:
            line = state.condition
            if line.need is Need.FLUENT and line.times and line.seconds:
                asked.setdefault((line.targets, line.times, line.seconds), []).append((one.person_id, line.id))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for (banks, times, seconds), lines in asked.items():
        counts = fluent_counts([person_id for person_id, _line in lines], banks, times, seconds, at)
        for person_id, line_id in lines:
            found.setdefault(person_id, {})[line_id] = counts[person_id]
    return found


def certified(person_id: Any, at: datetime) -> ColumnElement[bool]:
    """Whoever holds a certificate in force that lets them serve customers."""
    held = select(Certificate.person_id).where(holds(today(at)), Certificate.clears)
    found: ColumnElement[bool] = person_id.in_(held)
    return found


GATE_LINES.append(gate_lines)
CERTIFIED.append(certified)
