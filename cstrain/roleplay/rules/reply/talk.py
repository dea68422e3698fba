"""A whole talk against its scene: the path it takes, the points on it, the score (formats 6.1)."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cstrain.kit.content import fold_answer
from cstrain.roleplay.rules.reply.fold import Span
from cstrain.roleplay.rules.reply.manners import Pace, Shown, manners, paces
from cstrain.roleplay.rules.reply.turn import Fault, Ground, Mark, mark_reply
from cstrain.roleplay.rules.scenario import FATAL, Choice, Jump, Kind, Scenario, Turn, When

FULL = 100
_SIGNS = {"≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent said; ``seconds`` since the customer spoke, where known."""

    text: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as it went: the reply, its marks, where the talk went on."""

    turn: str
    reply: str
    marks: tuple[Mark, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Score:
    """``points`` of 100, exact; ``reached``: the ending, 致命, or "" while the talk has not come to an end."""

    points: Fraction
    earned: Fraction
    possible: Fraction
    reached: str
    played: tuple[Played, ...]
    manners: tuple[Shown, ...]
    paces: tuple[Pace, ...]
    unused: int = 0

    @property
    def shown(self) -> int:
        """Whole points, rounded down, so that nothing below a line prints as the line."""
        return int(self.points)


def play(scenario: Scenario, replies: Sequence[Reply], ground: Ground) -> Score:
    """One reply a turn, from the first turn down to an ending. Replies after the end are counted as ``unused``."""
    turns = {turn.name: turn for turn in scenario.turns}
    here = scenario.turns[0].name if scenario.turns else ""
    played: list[Played] = []
    times = paces([one.seconds for one in replies], scenario.first_reply, scenario.reply)
    late = {pace.turn for pace in times if pace.is_late}
    for place, reply in enumerate(replies):
        if here not in turns:
            break
        step = _step(turns[here], reply.text, ground, (place in late, played))
        played.append(step)
        here = step.target
    texts = [step.reply for step in played]
    marks = [mark for step in played for mark in step.marks]
    earned = sum((mark.earned for mark in marks), Fraction(0))
    possible = sum((mark.possible for mark in marks), Fraction(0))
    is_fatal = any(mark.is_fatal for mark in marks)
    reached = here if here not in turns else ""
    return Score(
        Fraction(0) if is_fatal else share(earned, possible),
        earned,
        possible,
        reached,
        tuple(played),
        manners(texts),
        times[: len(played)],
        len(replies) - len(played),
    )


def share(earned: Fraction, possible: Fraction) -> Fraction:
    """Points of 100, never below 0 nor above 100."""
    return max(Fraction(0), min(Fraction(FULL), earned * FULL / possible)) if possible else Fraction(0)


def _step(turn: Turn, text: str, ground: Ground, so_far: tuple[bool, list[Played]]) -> Played:
    if turn.is_choice:
        return _chosen(turn, text)
    marks = mark_reply(turn, text, ground)
    if any(mark.is_fatal for mark in marks):
        return Played(turn.name, text, marks, FATAL)
    is_late, before = so_far
    known = [*(mark for step in before for mark in step.marks), *marks]
    jump = next(jump for jump in turn.jumps if _holds(jump, marks, known, is_late))
    return Played(turn.name, text, marks, jump.target)


def _holds(jump: Jump, marks: Sequence[Mark], known: Sequence[Mark], is_late: bool) -> bool:
    faults = {mark.name: mark.fault for mark in marks if mark.kind != "禁语"}
    match jump.when:
        case When.ALL:
            return all(mark.fault is None for mark in marks if mark.kind == Kind.MUST)
        case When.MISSED | When.COMMITTED:
            return faults.get(jump.named) not in (None, Fault.UNDECIDED)
        case When.MISSTATED:
            return faults.get(jump.named) is Fault.WRONG
        case When.SCORE:
            earned = sum((mark.earned for mark in known), Fraction(0))
            possible = sum((mark.possible for mark in known), Fraction(0))
            return bool(_SIGNS[jump.sign](share(earned, possible), jump.least))
        case When.LATE:
            return is_late
    return True


def _chosen(turn: Turn, text: str) -> Played:
    """A choice turn takes one of its sentences; anything else gains nothing and goes where the worst choice goes."""
    best = max(choice.gain for choice in turn.choices)
    choice = next((one for one in turn.choices if fold_answer(one.text) == fold_answer(text)), None)
    if choice is None:
        worst = min(turn.choices, key=lambda one: one.gain - one.cost.points)
        return Played(turn.name, text, (Mark("选", turn.name, best, fault=Fault.MISSING),), worst.target)
    mark = _choice_mark(turn, choice, best, Span(0, len(text)))
    return Played(turn.name, text, (mark,), FATAL if choice.cost.is_fatal else choice.target)


def _choice_mark(turn: Turn, choice: Choice, best: Fraction, span: Span) -> Mark:
    earned = choice.gain - choice.cost.points
    fault = None if earned == best else Fault.SAID if choice.cost != type(choice.cost)() else Fault.MISSING
    return Mark("选", turn.name, best, earned, fault, choice.cost.is_fatal, (span,), choice.text)
