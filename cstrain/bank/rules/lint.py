"""Doubts about a question that is correct in form: warnings, they stop nothing (formats 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from cstrain.bank.rules.cues import cues
from cstrain.bank.rules.known import Known
from cstrain.bank.rules.question import Kind, Question
from cstrain.bank.rules.register import figures_in
from cstrain.kit.content.fold import fold_answer
from cstrain.kit.content.model import Problem
from cstrain.kit.content.numbers import Quantity, number_text
from cstrain.kit.content.refs import any_of

LONGER, BY = 1.5, 8  # the right option is this much longer than the longest wrong one, and by so many characters
ALIKE = 0.9
SHORTEST_STEM = 10
_HARMLESS = re.compile(r"(.{1,2})不\1|有没有|不(?:管|论|但|仅|同|然|过|如|久|断|满|少|得已)")
_DOUBLE = re.compile(r"(?:不|没有|未|非|无|别|勿|禁止)[^，。？！；、：也又或\n]{0,5}(?:不|没|未|非|无(?!论|关))")


def lint(question: Question, known: Known) -> tuple[Problem, ...]:
    """Everything doubtful in one question (its parts included), sorted by line."""
    found = [problem for one in (question, *question.parts) for problem in _one(one, known)]
    return tuple(sorted(found))


def _one(question: Question, known: Known) -> Iterator[Problem]:
    yield from _longest(question)
    yield from _double_negative(question)
    yield from _unexplained(question)
    yield from (_doubt(line, text) for line, text in cues(question))
    yield from _banned(question, known.banned)
    if known.rules is not None:
        cited = [known.rules[one.id] for one in question.citations if one.id in known.rules]
        yield from _figures(question, [figure for rule in cited for figure in rule.figures])


def _doubt(line: int, text: str) -> Problem:
    return Problem(line, text, warning=True)


def _longest(question: Question) -> Iterator[Problem]:
    right = [option for option in question.options if option.is_right]
    wrong = [len(option.text) for option in question.options if not option.is_right]
    if question.kind is Kind.SINGLE and right and wrong:
        length = len(right[0].text)
        if length >= LONGER * max(wrong) and length - max(wrong) >= BY:
            yield _doubt(right[0].line, f"{question.id} 对的选项比别的长出一截，不看题也猜得到：缩短它，或把别的写满")


def _double_negative(question: Question) -> Iterator[Problem]:
    stem = "\n".join(line for line in question.stem.split("\n") if not line.startswith(">"))
    if found := _DOUBLE.search(_HARMLESS.sub("", re.sub(r"「[^」]*」|“[^”]*”", "", stem))):
        yield _doubt(question.line, f"{question.id} 的题干有双重否定「{found[0]}」：改成正面的问法")


def _unexplained(question: Question) -> Iterator[Problem]:
    bare = [option for option in question.options if not option.is_right and not option.explanation]
    if bare:
        yield _doubt(bare[0].line, f"{question.id} 有 {len(bare)} 个错的选项没写为什么错：在选项后面补【解析】")


def _banned(question: Question, phrases: tuple[str, ...]) -> Iterator[Problem]:
    right = [(option.line, option.text) for option in question.options if option.is_right]
    if question.reference:
        right.append((question.line, question.reference))
    for line, text in right:
        for phrase in phrases:
            if phrase_in(phrase, text):
                yield _doubt(line, f"{question.id} 对的说法里有禁语「{phrase}」：换一种说法，或说明这是反例")


def phrase_in(phrase: str, text: str) -> bool:
    """Whether a banned phrase stands in the text; … leaves room for up to 12 characters."""
    return _pattern(phrase).search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = [re.escape(piece) for piece in phrase.split("…") if piece]
    return re.compile(r".{0,12}".join(pieces) or r"(?!)")


def _figures(question: Question, held: list[Quantity]) -> Iterator[Problem]:
    """A length of time in the key or the explanation that the cited rules do not have, nor the stem, nor a sum of theirs.

    A stem that states what is so (判断 with 对, 填空) is looked at itself, and vouches for nothing.
    """
    stated = question.kind is Kind.BLANKS or question.truth is True
    allowed = {(one.number, one.measure) for one in [*held, *(() if stated else figures_in(question.stem))]}
    units = {one.measure for one in held}
    sums = {
        (abs(one.number + sign * other.number), one.measure)
        for one in held
        for other in held
        for sign in (1, -1)
        if one.measure == other.measure
    }
    for where, line, text in [*([("题干", question.line, question.stem)] if stated else []), *_claims(question)]:
        for figure in figures_in(text):
            claim = (figure.number, figure.measure)
            if figure.measure in units and claim not in allowed | sums:
                rules = "、".join(dict.fromkeys(one.id for one in question.citations))
                right = "、".join(dict.fromkeys(_shown(one) for one in held if one.measure == figure.measure))
                yield _doubt(
                    line, f"{question.id} 的{where}写的是 {_shown(figure)}，规则 {rules} 是 {right}：以规则表为准"
                )


def _shown(figure: Quantity) -> str:
    return f"{number_text(Fraction(figure.number))} {figure.unit}"


def _claims(question: Question) -> Iterator[tuple[str, int, str]]:
    yield "解析", question.line, question.explanation
    for option in question.options:
        if option.is_right:
            yield "答案", option.line, option.text
    if question.number is not None:
        yield "答案", question.line, question.number_text
    for blank in question.blanks:
        yield "答案", blank.line, "；".join(any_of("；".join(blank.wordings)))
    for left, right in zip(question.lefts, question.pairing, strict=True):
        yield "答案", question.line, f"{left}，{question.rights[right]}"


@lru_cache(maxsize=4096)
def grams(stem: str) -> frozenset[str]:
    """The three-character pieces of a stem, by which two of them are compared."""
    plain = fold_answer(stem)
    return frozenset(plain[start : start + 3] for start in range(max(1, len(plain) - 2)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of two stems is the same, 0 … 1 (Dice's coefficient over three-character pieces)."""
    return 2 * len(one & other) / (len(one) + len(other))


def alike(stems: Mapping[str, str], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs (question, older one) whose stems say nearly the same; ``others`` belong to other banks."""
    older = {name: grams(stem) for name, stem in others.items() if len(stem) >= SHORTEST_STEM}
    for name, stem in stems.items():
        if len(stem) < SHORTEST_STEM:
            continue
        pieces = grams(stem)
        for other, held in older.items():
            close = min(len(held), len(pieces)) >= 0.8 * max(len(held), len(pieces))
            if other != name and close and likeness(pieces, held) >= ALIKE:
                yield name, other
                break
        older[name] = pieces
