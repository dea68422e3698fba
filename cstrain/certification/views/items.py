"""What the page of one person shows: the evidence line by line, what may be decided, what to know before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from cstrain.certification import queries
from cstrain.certification.queries import Readiness
from cstrain.certification.rules.decision import require_open
from cstrain.certification.rules.gate import Need
from cstrain.certification.rules.hands import Decider, require_decider
from cstrain.certification.rules.readiness import AGREE, CONDITIONAL, POSTPONE, State, require_may_decide
from cstrain.certification.views.gate import tone_of
from cstrain.certification.views.sentences import why_of
from cstrain.certification.words import NEEDS, figure
from cstrain.kit.errors import Refusal
from cstrain.kit.web import words_of
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.records import queries as records

ICONS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "hold": "circle-pause",
    "mute": "circle-minus",
}


@dataclass(frozen=True)
class Item:
    """One line of the evidence: the requirement, its figure, the why, one link to the original."""

    title: str
    figure: str
    why: str
    tone: str
    icon_name: str
    url: str | None
    act: str


def evidence_items(ready: Readiness, at: datetime) -> list[Item]:
    """Every requirement of the gate in its order."""
    sheet = records.sheet(ready.person_id)
    so_far = queries.fluent_progress([ready], at).get(ready.person_id, {})
    return [_item(ready, state, sheet, so_far.get(state.condition.id)) for state in ready.states]


def _item(ready: Readiness, state: State, sheet: Any, so_far: tuple[int, int] | None) -> Item:
    need, tone = state.condition.need, tone_of(state)
    targets = state.condition.targets
    sitting = ready.evidence.exams.get(targets[0]) if need is Need.EXAM and targets else None
    url, act = _original(ready, state)
    return Item(
        str(NEEDS[need.value]), figure(state, sitting, so_far), why_of(ready, state, sheet), tone, ICONS[tone], url, act
    )


KINDS = {
    Need.ACKNOWLEDGED: "acknowledged",
    Need.FLUENT: "fluency",
    Need.EXAM: "exam_result",
    Need.ROLEPLAY: "roleplay",
}


def _original(ready: Readiness, state: State) -> tuple[str | None, str]:
    """Where the original of a condition is read."""
    need, person_id = state.condition.need, ready.person_id
    if need is Need.SHEET:
        return (url_for("records.sheet", person_id=person_id), _("看记录表")) if ready.found.plan else (None, "")
    if need is Need.DAYS:
        return url_for("records.person", person_id=person_id), _("看记录")
    seqs = [entry.seq for entry in ready.found.used if entry.kind == KINDS.get(need)]
    if not seqs:
        return None, ""
    return url_for("records.entry", person_id=person_id, seq=seqs[-1]), _("看原文")


@dataclass(frozen=True)
class Choice:
    """One of the three decisions: whether it can be made now, and if not, why."""

    value: str
    text: str
    refused: str = ""


def choices_of(ready: Readiness, who: Decider, on: date) -> list[Choice]:
    """What this person may decide now; the action asks the same again."""
    return [
        Choice(value, _explained(ready, value), _refusal(ready, who, value, on))
        for value in (AGREE, CONDITIONAL, POSTPONE)
    ]


def _explained(ready: Readiness, value: str) -> str:
    months = ready.held.gate.months if ready.held else 0
    said = {
        AGREE: _("全部范围，证书有效期 %(months)s 个月", months=months),
        CONDITIONAL: _("限定店铺、接待量和期限，到期自动停"),
        POSTPONE: _("写明原因和下一步，本人看得到"),
    }
    return str(said[value])


def _refusal(ready: Readiness, who: Decider, value: str, on: date) -> str:
    try:
        if ready.held is None:
            raise Refusal("gate_not_loaded", gate=ready.enrolment.gate_key)
        require_decider(who, ready.person_id)
        require_open(queries.before(ready), ready.held.gate, on)
        require_may_decide(ready.held.gate, ready.evidence, value)
    except Refusal as refusal:
        return words_of(refusal)
    return ""


def named_hands(person_id: str) -> list[tuple[Person, tuple[str, ...]]]:
    found = queries.hands_in(person_id)
    people = named(found)
    return [(people[each], how) for each, how in found.items() if each in people]


def notes_of(ready: Readiness, who: Decider) -> list[str]:
    """What the decider should know before deciding; facts, no judgement."""
    evidence, found = ready.evidence, []
    gate = ready.held.gate if ready.held else None
    if gate is None:
        found.append(_("课程要用的准入“%(gate)s”还没有载入。", gate=ready.enrolment.gate_key))
    elif gate.undecided:
        found.append(_("还有要由企业决定的事没有定：%(names)s。", names="、".join(gate.undecided)))
    if evidence.red_lines:
        found.append(_("有 %(count)s 件红线事件还没处理完。", count=evidence.red_lines))
    for sitting in evidence.exams.values():
        if sitting.times > 1:
            found.append(_("上岗考试考了 %(times)s 次。", times=sitting.times))
    if evidence.waived:
        found.append(_("有 %(count)s 个环节免修，原因在记录表上。", count=evidence.waived))
    if who.hands and who.relaxed:
        found.append(_("您参与过这个人的培训或评分。企业允许主管兼带教可决定，这一点会写在证书依据里。"))
    return found
