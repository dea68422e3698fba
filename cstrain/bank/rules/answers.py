"""Answers as JSON: which shapes there are, which one is the key, and when something has been answered at all."""

from __future__ import annotations

from collections.abc import Mapping

from cstrain.bank.rules.question import Answer, Kind, Question, Verdict
from cstrain.kit.content.numbers import Numeric, number_text
from cstrain.kit.content.refs import REFERENCE

MOST_TEXT = 4000  # characters of a typed answer


def is_answer(question: Question, answer: Answer) -> bool:
    """Whether ``answer`` has the shape of this kind; null is always one. What does not fit came from no form of ours."""
    if answer is None:
        return True
    match question.kind:
        case Kind.SINGLE:
            return _index(answer, len(question.options))
        case Kind.MULTIPLE:
            return _indexes(answer, len(question.options)) and answer == sorted(answer)
        case Kind.JUDGEMENT:
            return isinstance(answer, bool)
        case Kind.BLANKS:
            texts = isinstance(answer, list) and len(answer) == len(question.blanks)
            return texts and all(_text(one) for one in answer)
        case Kind.ORDER:
            return _places(answer, len(question.sequence))
        case Kind.MATCH | Kind.CLASSIFY:
            return _pairing(answer, len(question.lefts), len(question.rights))
        case Kind.AUTHORITY:
            return _authority(answer)
        case Kind.CASE:
            known = {part.place: part for part in question.parts}
            return isinstance(answer, dict) and all(
                place in known and is_answer(known[place], one) for place, one in answer.items()
            )
        case _:
            return _text(answer)


def _index(value: object, count: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def _indexes(value: object, count: int) -> bool:
    return isinstance(value, list) and all(_index(one, count) for one in value) and len(set(value)) == len(value)


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_TEXT


def _places(value: object, count: int) -> bool:
    return (
        isinstance(value, list) and len(value) <= count and _indexes([one for one in value if one is not None], count)
    )


def _pairing(value: object, lefts: int, rights: int) -> bool:
    names = {str(left) for left in range(lefts)}
    return isinstance(value, dict) and all(key in names and _index(one, rights) for key, one in value.items())


def _authority(value: object) -> bool:
    verdicts = {verdict.value for verdict in Verdict}
    return (
        isinstance(value, dict)
        and set(value) <= {"verdict", "limit"}
        and value.get("verdict", "能做") in verdicts
        and _text(value.get("limit", ""))
    )


def is_answered(question: Question, answer: Answer) -> bool:
    """Whether anything at all was answered; a case counts from its first answered part on."""
    if question.kind is Kind.CASE:
        return isinstance(answer, dict) and any(is_answered(part, answer.get(part.place)) for part in question.parts)
    if isinstance(answer, str):
        return bool(answer.strip())
    if isinstance(answer, list):
        return any(one is not None and one != "" for one in answer)
    if isinstance(answer, dict):
        return any(one is not None and one != "" for one in answer.values())
    return answer is not None


def key_of(question: Question, decided: Mapping[str, str]) -> Answer:
    """The answer that earns everything; where a person marks, the reference."""
    match question.kind:
        case Kind.SINGLE:
            return next(index for index, option in enumerate(question.options) if option.is_right)
        case Kind.MULTIPLE:
            return [index for index, option in enumerate(question.options) if option.is_right]
        case Kind.JUDGEMENT:
            return question.truth
        case Kind.BLANKS:
            return [_typed(blank.wordings[0], blank.numbers, decided) for blank in question.blanks]
        case Kind.NUMBER:
            return number_shown(question.number, decided)
        case Kind.ORDER:
            return list(range(len(question.sequence)))
        case Kind.MATCH | Kind.CLASSIFY:
            return {str(left): right for left, right in enumerate(question.pairing)}
        case Kind.AUTHORITY:
            assert question.authority is not None
            figure = question.authority.figure
            verdict = {"verdict": question.authority.verdict.value}
            return {**verdict, "limit": number_shown(figure, decided)} if figure else verdict
        case Kind.CASE:
            return {part.place: key_of(part, decided) for part in question.parts}
        case _:
            return question.reference


def _typed(wording: str, numbers: tuple[Numeric, ...], decided: Mapping[str, str]) -> str:
    return number_shown(numbers[0], decided) if numbers and wording.startswith("介于") else filled(wording, decided)


def number_shown(number: Numeric | None, decided: Mapping[str, str]) -> str:
    """A number that is right, with its unit: the middle of what is accepted."""
    assert number is not None
    if number.low is None or number.high is None:
        return f"{_value(number.decision, decided)} {number.unit}"
    return f"{number_text((number.low + number.high) / 2)} {number.unit}"


def _value(name: str, decided: Mapping[str, str]) -> str:
    return decided.get(name, f"{{{name}}}")


def filled(text: str, decided: Mapping[str, str]) -> str:
    """Plain text with the firm's values where {决定} stands; what is not decided stays as it is written."""
    return REFERENCE.sub(lambda found: decided.get(found[1].strip(), found[0]), text)
