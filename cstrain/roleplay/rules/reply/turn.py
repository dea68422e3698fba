"""One reply against the points of one turn: what was gained and what it cost, with the words that did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cstrain.bank.rules import Rule
from cstrain.kit.content import Quantity
from cstrain.roleplay.rules.known import BannedLine
from cstrain.roleplay.rules.reply.banned import Banned, watch
from cstrain.roleplay.rules.reply.facts import Standing, fact, promises
from cstrain.roleplay.rules.reply.fold import FILLERS, Folded, Span, fold
from cstrain.roleplay.rules.reply.wording import POLITE, look
from cstrain.roleplay.rules.scenario import GAINING, Kind, Point, Turn


class Fault(StrEnum):
    """Why points were lost or not gained."""

    MISSING = "missing"
    DENIED = "denied"
    SAID = "said"
    WRONG = "wrong_figure"
    CONDITION = "missing_condition"
    UNSAID = "unsaid"
    BEYOND = "beyond_authority"
    UNDECIDED = "undecided"
    BANNED = "banned"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one point came to. ``fault`` None: it is as it should be. ``earned`` may be below 0."""

    kind: str
    name: str
    possible: Fraction = Fraction(0)
    earned: Fraction = Fraction(0)
    fault: Fault | None = None
    is_fatal: bool = False
    spans: tuple[Span, ...] = ()
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What replies are judged by beside the scene. ``decisions``: what the firm has decided, by name."""

    rules: Mapping[str, Rule]
    banned: tuple[BannedLine, ...]
    decisions: Mapping[str, Fraction]


def mark_reply(turn: Turn, text: str, ground: Ground) -> tuple[Mark, ...]:
    """The points of a free-text turn in the order of the page, then banned phrases."""
    said = fold(text).without(FILLERS)
    given = fold("\n".join(one.text for one in turn.says))
    marks = [_mark(point, said, given, ground) for point in turn.points]
    charged = [span for mark in marks if mark.fault is Fault.SAID for span in mark.spans]
    marks += [_banned(one, charged) for one in watch(ground.banned).find(text)]
    return tuple(marks)


def _mark(point: Point, said: Folded, given: Folded, ground: Ground) -> Mark:
    if point.kind is Kind.FACT:
        return _fact(point, said, given, ground)
    if point.kind is Kind.LIMIT:
        return _limit(point, said, ground)
    found = look(said, point.wordings, politely=point.kind in GAINING)
    good = next((one for one in found if not one.denied), None)
    if point.kind in GAINING:
        if good is not None:
            return Mark(point.kind, point.name, point.gain, point.gain, None, False, good.spans, good.wording)
        denied = found[0] if found else None
        fault = Fault.DENIED if denied else Fault.MISSING
        spans, wording = (denied.spans, denied.wording) if denied else ((), "")
        return Mark(point.kind, point.name, point.gain, Fraction(0), fault, False, spans, wording)
    if good is None:
        return Mark(point.kind, point.name)
    is_fatal = point.kind is Kind.FATAL or point.cost.is_fatal
    return Mark(point.kind, point.name, Fraction(0), -point.cost.points, Fault.SAID, is_fatal, good.spans, good.wording)


_FAULTS = {Standing.WRONG: Fault.WRONG, Standing.BARE: Fault.CONDITION, Standing.UNSAID: Fault.UNSAID}


def _fact(point: Point, said: Folded, given: Folded, ground: Ground) -> Mark:
    """Right: its points. Wrong, or not said: what the scene says it costs. Without its condition: no points, no cost."""
    if point.figure is None:
        return Mark(point.kind, point.name, point.gain)
    told = fact(said.translated(POLITE), point, given, ground.rules)
    if told.standing is Standing.RIGHT:
        return Mark(point.kind, point.name, point.gain, point.gain, None, False, told.spans, str(told.figure))
    costs = {Standing.WRONG: point.cost, Standing.UNSAID: point.unsaid}
    cost = costs.get(told.standing)
    lost = -cost.points if cost else Fraction(0)
    wording = str(told.figure) if told.figure else ""
    fault = _FAULTS[told.standing]
    return Mark(point.kind, point.name, point.gain, lost, fault, bool(cost and cost.is_fatal), told.spans, wording)


def _limit(point: Point, said: Folded, ground: Ground) -> Mark:
    most = _most(point, ground)
    for promise in promises(said.translated(POLITE)):
        if most is None and promise.figure is not None:
            return Mark(
                point.kind, point.name, fault=Fault.UNDECIDED, spans=(promise.span,), wording=str(promise.figure)
            )
        if promise.figure is None or most is None or promise.figure.number > most:
            wording = str(promise.figure or "")
            lost = -point.beyond.points
            return Mark(
                point.kind, point.name, Fraction(0), lost, Fault.BEYOND, point.beyond.is_fatal, (promise.span,), wording
            )
    return Mark(point.kind, point.name)


def _most(point: Point, ground: Ground) -> Fraction | None:
    figure: Quantity | None = point.figure
    return figure.number if figure is not None else ground.decisions.get(point.decision)


COSTS = {True: Fraction(20), False: Fraction(10)}  # grave, light: points of what the scene's own points are counted in
CLASHING = "鄙视语"


def _banned(one: Banned, charged: Sequence[Span]) -> Mark:
    """A grave phrase of contempt is a clash, which ends the scene; others cost, unless the scene has charged for the same words."""
    is_clash = one.line.is_grave and one.line.group == CLASHING
    fault = Fault.CLASH if is_clash else Fault.BANNED
    paid = any(span.start < one.span.end and one.span.start < span.end for span in charged)
    lost = Fraction(0) if is_clash or paid else -COSTS[one.line.is_grave]
    name = f"{one.line.group} {one.line.id}"
    return Mark("禁语", name, Fraction(0), lost, fault, is_clash, (one.span,), one.wording)
