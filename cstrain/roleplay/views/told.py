"""A talk as a page shows it: who said what, and beside every reply the points it gained or lost with the words that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.roleplay.rules import Point, Scenario, Turn
from cstrain.roleplay.rules.known import BannedLine
from cstrain.roleplay.words import FAULTS, POINTS

FEW = 3


def typed_line() -> dict[str, Any]:
    """What was typed as the next line of a talk; ``seq`` 0 when the page said none."""
    seq = request.form.get("seq", "")
    return {"text": request.form.get("text", "").strip(), "seq": int(seq) if seq.isdecimal() else 0}


@dataclass(frozen=True)
class Reason:
    """One line under a reply. ``n``: the number on its words, 0 where there are none."""

    n: int
    tone: str
    points: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A run of a reply; ``n`` 0: nothing is said of it."""

    text: str
    n: int = 0
    tone: str = ""


@dataclass(frozen=True)
class ToldTurn:
    """``why`` is empty while it is not to be seen."""

    name: str
    said: Sequence[str]
    pieces: Sequence[Piece]
    why: Sequence[Reason]
    seconds: int
    late: bool


def told_turns(
    scene: Scenario, kept: Sequence[Mapping[str, Any]], banned: Sequence[BannedLine], *, open_: bool
) -> list[ToldTurn]:
    """From what is kept of a talk (``rules.reply.kept``). ``open_``: with the points."""
    turns = {turn.name: turn for turn in scene.turns}
    lines = {line.id: line for line in banned}
    return [_told(turns.get(one["turn"]), one, lines, open_) for one in kept]


def _told(turn: Turn | None, one: Mapping[str, Any], lines: Mapping[str, BannedLine], open_: bool) -> ToldTurn:
    points = one["points"] if open_ else []
    numbered = [(place + 1 if point["spans"] else 0, point) for place, point in enumerate(points)]
    pieces = list(_pieces(one["reply"], numbered))
    shown = {piece.n for piece in pieces}
    why = [
        Reason(n if n in shown else 0, tone_of(point), _signed(point["earned"]), _why(turn, point, lines))
        for n, point in numbered
    ]
    return ToldTurn(one["turn"], one["said"], pieces, why, one["seconds"], bool(one["late"]))


def tone_of(point: Mapping[str, Any]) -> str:
    if point["fatal"] or point["earned"].startswith(("-", "−")) or point["fault"] in ("banned", "clash", "said"):
        return "bad"
    return "warn" if point["fault"] else "ok"


def _signed(earned: str) -> str:
    return earned.replace("-", "−") if earned.startswith("-") else f"+{earned}" if earned != "0" else "0"


def _pieces(reply: str, numbered: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Piece]:
    """The reply cut at the marked words; of words that overlap the first are marked."""
    spans = sorted((span["from"], span["to"], n, tone_of(point)) for n, point in numbered for span in point["spans"])
    here = 0
    for start, end, n, tone in spans:
        if start < here:
            continue
        if start > here:
            yield Piece(reply[here:start])
        yield Piece(reply[start:end], n, tone)
        here = end
    if here < len(reply):
        yield Piece(reply[here:])


def _why(turn: Turn | None, point: Mapping[str, Any], lines: Mapping[str, BannedLine]) -> str:
    kind, name = POINTS.get(point["kind"], point["kind"]), point["name"]
    fault = FAULTS[point["fault"]]
    line = lines.get(name.split(" ")[-1]) if point["kind"] == "禁语" else None
    if line is not None:
        return str(
            _("%(fault)s“%(words)s”。换成：%(better)s", fault=fault, words=point["wording"], better=line.instead)
        )
    held = turn.point(name) if turn else None
    better = _better(held) if point["fault"] else ""
    if better:
        return str(_("%(kind)s“%(name)s”：%(fault)s。%(better)s", kind=kind, name=name, fault=fault, better=better))
    return str(_("%(kind)s“%(name)s”：%(fault)s", kind=kind, name=name, fault=fault))


def _better(point: Point | None) -> str:
    """What would have been right."""
    if point is None:
        return ""
    if point.explanation:
        return point.explanation
    if point.figure is not None and point.gain:
        of = _("（%(condition)s）", condition=point.condition) if point.condition else ""
        return str(_("应为 %(figure)s%(of)s", figure=str(point.figure), of=of))
    if point.gain:
        return str(_("可以说：%(words)s", words=_("；").join(point.wordings[:FEW])))
    return ""


def helps(turn: Turn) -> list[tuple[Any, str, str]]:
    """What a turn asks for: (kind, name, words), for practice."""
    found = []
    for point in turn.points:
        words = str(point.figure) if point.figure else _("；").join(point.wordings[:FEW])
        if point.figure and point.condition:
            words += _("（%(condition)s）", condition=point.condition)
        found.append((POINTS[point.kind.value], point.name, words))
    return found
