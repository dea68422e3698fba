"""What an answer is worth, exactly: a fraction between 0 and 1, never a float (docs/rules/grading.md).

Points of a question are the blueprint's business; here everything is a share of one question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from cstrain.bank.rules.answers import filled, is_answer, is_answered
from cstrain.bank.rules.question import Answer, Blank, Kind, Question, Scoring, Verdict
from cstrain.kit.content.fold import fold_answer, typed_quantity
from cstrain.kit.content.model import Malformed
from cstrain.kit.content.numbers import Numeric, Quantity
from cstrain.kit.content.refs import references
from cstrain.kit.errors import BadInput, Refusal

NONE, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)
STEP = Fraction(1, 2)  # points of 评分 are given in these steps


@dataclass(frozen=True, slots=True)
class Graded:
    """``fraction`` None: a person must mark it. ``fatal_wrong``: this answer fails an attempt, and ``reason`` says why.

    ``detail`` says right or wrong for each blank, place, left side or neighbouring pair; for 权限 verdict and figure.
    """

    fraction: Fraction | None
    fatal_wrong: bool = False
    reason: str = ""
    detail: tuple[bool, ...] = ()
    answered: bool = True
    parts: Mapping[str, Graded] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        return self.fraction == 1


def grade(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    """Grade ``answer``; ``decided`` holds the firm's values by name.

    An unanswered question is worth nothing and is never fatal. Refuses when the key needs a decision that is not made;
    ``BadInput`` when the answer has a shape that this kind cannot have.
    """
    if not is_answer(question, answer):
        raise BadInput(f"{question.id}: no answer to a {question.kind.name}")
    if question.is_struck:
        return Graded(ALL, answered=is_answered(question, answer))
    if question.kind is Kind.CASE:
        return _case(question, answer or {}, decided)
    if not is_answered(question, answer):
        return Graded(None if question.needs_marker else NONE, answered=False)
    if question.needs_marker:
        return Graded(None)
    return _GRADERS[question.kind](question, answer, decided)


def _case(question: Question, answer: Mapping[str, Answer], decided: Mapping[str, str]) -> Graded:
    """Each part weighs the same; one part for a person leaves the whole open; one fatal part is fatal."""
    parts = {part.place: grade(part, answer.get(part.place), decided) for part in question.parts}
    known = [one.fraction for one in parts.values() if one.fraction is not None]
    whole = sum(known, NONE) / len(parts) if len(known) == len(parts) else None
    fatal = next((one for one in parts.values() if one.fatal_wrong), None)
    return Graded(
        whole,
        fatal_wrong=fatal is not None,
        reason=fatal.reason if fatal else "",
        answered=any(one.answered for one in parts.values()),
        parts=parts,
    )


def _single(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    chosen = question.options[answer]
    return Graded(ALL if chosen.is_right else NONE, bool(chosen.fatal), chosen.fatal)


def _multiple(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    """One wrong option costs everything; what is left out costs by the scoring. Fatal: a forbidden option chosen."""
    chosen = [question.options[index] for index in answer]
    right = sum(option.is_right for option in question.options)
    found = sum(option.is_right for option in chosen)
    fatal = next((option.fatal for option in chosen if option.fatal), "")
    fraction = NONE if found < len(chosen) else partial(question.scoring, found, right)
    return Graded(fraction, bool(fatal), fatal)


def partial(scoring: Scoring, found: int, of: int) -> Fraction:
    """The worth of ``found`` right ones ``of`` all: at least one (nothing at all is no answer), nothing wrong among them."""
    if found == of:
        return ALL
    if scoring is Scoring.HALF:
        return HALF
    return Fraction(found, of) if scoring is Scoring.SHARE else NONE


def _judgement(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    right = answer is question.truth
    return Graded(ALL if right else NONE, not right and bool(question.fatal), "" if right else question.fatal)


def _blanks(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    fits = [[_fits(blank, given, decided) for blank in question.blanks] for given in answer]
    if question.any_order:
        detail = _placed(fits)
    else:
        detail = tuple(fits[index][index] for index in range(len(question.blanks)))
    return Graded(partial(question.scoring, sum(detail), len(detail)), detail=detail)


def _fits(blank: Blank, given: str, decided: Mapping[str, str]) -> bool:
    wording = fold_answer(given)
    if not wording:
        return False
    if any(fold_answer(needed(right, decided)) == wording for right in blank.wordings):
        return True
    return any(_accepts(number, given, decided) for number in blank.numbers)


def _placed(fits: Sequence[Sequence[bool]]) -> tuple[bool, ...]:
    """Which of the given wordings find a blank of their own, as many as can (augmenting paths)."""
    holder: dict[int, int] = {}

    def place(given: int, tried: set[int]) -> bool:
        for blank, fit in enumerate(fits[given]):
            if fit and blank not in tried:
                tried.add(blank)
                if blank not in holder or place(holder[blank], tried):
                    holder[blank] = given
                    return True
        return False

    for given in range(len(fits)):
        place(given, set())
    return tuple(given in holder.values() for given in range(len(fits)))


def _number(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    assert question.number is not None
    return Graded(ALL if _accepts(question.number, answer, decided) else NONE)


def _accepts(number: Numeric, given: str, decided: Mapping[str, str]) -> bool:
    """Whether the typed number is right; a unit may be left out, but a wrong one is wrong."""
    try:
        typed = typed_quantity(given)
    except Malformed:
        return False
    if typed.unit and typed.measure != Quantity(ALL, number.unit).measure:
        return False
    low, high = bounds(number, decided)
    return low <= typed.number <= high


def bounds(number: Numeric, decided: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    """What is accepted, from … to; a decision's value is exact."""
    if number.low is not None and number.high is not None:
        return number.low, number.high
    try:
        value = typed_quantity(needed(f"{{{number.decision}}}", decided)).number
    except Malformed as wrong:
        raise Refusal("decision_is_no_number", name=number.decision) from wrong
    return value, value


def needed(text: str, decided: Mapping[str, str]) -> str:
    """The text with the firm's values in it; refuses when one is not decided."""
    done = filled(text, decided)
    if missing := references(done):
        raise Refusal("question_is_undecided", names="、".join(missing))
    return done


def _order(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    count = len(question.sequence)
    placed = [*answer, *[None] * (count - len(answer))]
    if question.scoring is Scoring.NEIGHBOURS:
        follows = {(one, other) for one, other in pairwise(placed) if one is not None}
        detail = tuple((index, index + 1) in follows for index in range(count - 1))
        return Graded(Fraction(sum(detail), len(detail)), detail=detail)
    detail = tuple(given == index for index, given in enumerate(placed))
    return Graded(partial(question.scoring, sum(detail), count), detail=detail)


def _pairs(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    detail = tuple(answer.get(str(left)) == right for left, right in enumerate(question.pairing))
    return Graded(partial(question.scoring, sum(detail), len(detail)), detail=detail)


def _authority(question: Question, answer: Answer, decided: Mapping[str, str]) -> Graded:
    """The verdict; where it is 有尺度 and the measure has a figure, the figure too. Only a wrong verdict is fatal."""
    assert question.authority is not None
    key, verdict = question.authority, answer.get("verdict")
    right = verdict == key.verdict.value
    detail: tuple[bool, ...] = (right,)
    if key.verdict is Verdict.LIMITED and key.figure is not None:
        detail = (right, right and _accepts(key.figure, answer.get("limit") or "", decided))
    fatal = question.fatal if verdict is not None and not right else ""
    return Graded(partial(question.scoring, sum(detail), len(detail)), bool(fatal), fatal, detail)


_GRADERS = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANKS: _blanks,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.MATCH: _pairs,
    Kind.CLASSIFY: _pairs,
    Kind.AUTHORITY: _authority,
}


def marked(question: Question, points: Sequence[Fraction]) -> Fraction:
    """The share that a marker's points are worth: one figure for each line of 评分, in steps of 0.5.

    Refuses another number of figures, steps finer than 0.5, and more than a line allows.
    """
    if len(points) != len(question.criteria):
        raise Refusal("points_missing", wanted=len(question.criteria), found=len(points))
    for criterion, given in zip(question.criteria, points, strict=True):
        if not 0 <= given <= criterion.points or given % STEP:
            raise Refusal("points_out_of_range", text=criterion.text, most=str(float(criterion.points)))
    return sum(points, NONE) / sum((criterion.points for criterion in question.criteria), NONE)


def whole(question: Question, graded: Graded, marks: Mapping[str, Fraction]) -> Fraction | None:
    """The fraction of a question once people have marked: ``marks`` by part number ("" for a question that is no case).

    None while a mark is still owed.
    """
    if question.is_struck:
        return ALL
    if question.kind is not Kind.CASE:
        return marks.get("") if graded.fraction is None else graded.fraction
    shares = [marks.get(place) if one.fraction is None else one.fraction for place, one in graded.parts.items()]
    known = [share for share in shares if share is not None]
    return sum(known, NONE) / len(shares) if len(known) == len(shares) else None
