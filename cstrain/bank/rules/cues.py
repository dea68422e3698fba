"""What gives the key away, or leaves two: words shared by stem and key, absolute words, one quantity written twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from cstrain.bank.rules.question import Kind, Option, Question
from cstrain.kit.content.fold import typed_quantity
from cstrain.kit.content.model import Malformed

ECHO = 5  # so many characters in a row of the stem, found in the key and in no other option
PAIR_ECHO = 3  # 匹配: so many characters that a left side shares with its own right side only
ABSOLUTE = re.compile(r"一律|绝对|从来|永远|百分之百|肯定都|任何|所有|完全不|毫无")
# Absolute words give away only when more than one wrong option bears them: one alone is a way of being wrong.
FEWEST_ABSOLUTE = 2
FEWEST_GIVEN = 2  # characters of a word to fill in that the stem gives away


def cues(question: Question) -> Iterator[tuple[int, str]]:
    """Doubts as (line, what is wrong and what to do)."""
    yield from _twins(question)
    if question.kind is Kind.SINGLE:
        right = [option for option in question.options if option.is_right]
        wrong = [option for option in question.options if not option.is_right]
        if right and wrong:
            yield from _echo(question, right[0], wrong)
            yield from _absolute(question, right[0], wrong)
    yield from _given(question)
    yield from _paired(question)
    yield from _unnoted(question)


def _twins(question: Question) -> Iterator[tuple[int, str]]:
    """Two options that name one quantity: 24 小时 and 1 天, 3000 元 and 三千元."""
    seen: dict[tuple[Fraction, str], Option] = {}
    for option in question.options:
        said = _amount(option.text)
        if said is None:
            continue
        if (first := seen.setdefault(said, option)) is not option and first.is_right != option.is_right:
            yield (
                option.line,
                f"{question.id} 的选项「{option.text}」和「{first.text}」说的是同一个数，一对一错：改掉一个",
            )


def _amount(text: str) -> tuple[Fraction, str] | None:
    """The quantity an option consists of, lengths of time in seconds; None when it says more than that."""
    try:
        said = typed_quantity(text.strip("。").removeprefix("满").removesuffix("内"))
    except Malformed:
        return None
    return (said.number, said.measure) if said.seconds is None else (said.seconds, "秒")


def _echo(question: Question, right: Option, wrong: list[Option]) -> Iterator[tuple[int, str]]:
    stem, key = _spoken(question.stem), _plain(right.text)
    others = [_plain(option.text) for option in wrong]
    for start in range(len(key) - ECHO + 1):
        piece = key[start : start + ECHO]
        if piece in stem and not any(piece in other for other in others):
            said = f"{question.id} 的题干和对的选项都有「{piece}」，别的选项没有，照着字眼就能选中：换一个说法"
            yield right.line, said
            return


def _spoken(stem: str) -> str:
    """The stem without the chat in it: an answer may well take up the customer's own words."""
    return _plain("\n".join(line for line in stem.split("\n") if not line.startswith(">")))


def _plain(text: str) -> str:
    """Letters and figures only."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def _absolute(question: Question, right: Option, wrong: list[Option]) -> Iterator[tuple[int, str]]:
    loud = [found[0] for option in wrong if (found := ABSOLUTE.search(option.text))]
    if len(loud) >= FEWEST_ABSOLUTE and not ABSOLUTE.search(right.text):
        words = "、".join(dict.fromkeys(loud))
        yield right.line, f"{question.id} 只有错的选项把话说死（{words}），不看题也排得掉：把话放平"


def _given(question: Question) -> Iterator[tuple[int, str]]:
    """A blank whose word stands in the stem."""
    stem = _spoken(question.stem)
    for blank in question.blanks:
        word = _plain(blank.shown)
        if len(word) >= FEWEST_GIVEN and not word[0].isdigit() and word in stem:
            yield blank.line, f"{question.id} 空里要填的「{blank.shown}」题干里就有，照抄就对：改题干"


def _paired(question: Question) -> Iterator[tuple[int, str]]:
    """A left side that shares words with its right side only."""
    if question.kind is not Kind.MATCH:
        return
    rights = [_plain(right) for right in question.rights]
    for left, place in zip(question.lefts, question.pairing, strict=True):
        own, others = rights[place], rights[:place] + rights[place + 1 :]
        shared = (own[start : start + PAIR_ECHO] for start in range(len(own) - PAIR_ECHO + 1))
        found = next((one for one in shared if one in _plain(left) and not any(one in other for other in others)), "")
        if found:
            said = f"{question.id} 左边「{left[:16]}」和它的右边都有「{found}」，照着字眼就能连上：换一个说法"
            yield question.line, said


def _unnoted(question: Question) -> Iterator[tuple[int, str]]:
    if question.kind is not Kind.MATCH:
        return
    bare = [
        right
        for place, right in enumerate(question.rights)
        if place not in question.pairing and not question.notes.get(right)
    ]
    if bare:
        yield question.line, f"{question.id} 右边多出来的「{bare[0]}」没写为什么不对：在它后面补【解析】"
