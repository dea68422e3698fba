"""A key changed after the fact: which change there can be, and what it does to one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from cstrain.bank.rules import Kind, Question
from cstrain.kit.errors import Refusal

REASON = 10  # characters at least


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


def options_of(question: Question) -> tuple[str, ...]:
    """The options a key may consist of; none where only striking the question out is left. 判断: right, wrong."""
    if question.kind is Kind.JUDGEMENT:
        return ("对", "错")
    return tuple(option.text for option in question.options)


def right_of(question: Question) -> tuple[int, ...]:
    if question.kind is Kind.JUDGEMENT:
        return (0 if question.truth else 1,)
    return tuple(place for place, option in enumerate(question.options) if option.is_right)


def with_key(question: Question, right: Sequence[int] | None) -> Question:
    """The question with these options right; None strikes it out, so that everybody who was asked earns it.

    An option that has become right is no longer fatal.
    """
    if right is None:
        return replace(question, is_struck=True)
    if question.kind is Kind.JUDGEMENT:
        truth = list(right) == [0]
        return replace(question, truth=truth, is_struck=len(right) == 2)
    options = tuple(
        replace(option, is_right=place in right, fatal="" if place in right else option.fatal)
        for place, option in enumerate(question.options)
    )
    return replace(question, options=options)


def require_change(question: Question, right: Sequence[int] | None, reason: str) -> None:
    """Refuse a change that changes nothing, names no option, or says not why."""
    if right is not None:
        if not right or not all(0 <= place < len(options_of(question)) for place in right):
            raise Refusal("key_needs_an_option")
        if tuple(sorted(right)) == right_of(question) and not question.is_struck:
            raise Refusal("key_is_the_same")
    if len(reason.strip()) < REASON:
        raise Refusal("reason_too_short", least=REASON)


def require_second(asked_by: str, by: str) -> None:
    """Nobody approves what they asked for."""
    if asked_by == by:
        raise Refusal("second_person_approves")


@dataclass(frozen=True)
class Change:
    """One paper before and after."""

    attempt_id: str
    person_id: str
    before: Fraction
    after: Fraction
    was_passed: bool
    is_passed: bool

    @property
    def flips(self) -> bool:
        return self.was_passed != self.is_passed
