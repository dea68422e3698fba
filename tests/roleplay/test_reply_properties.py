"""What holds for every reply: the same score for the same text, nothing lost by saying more, nothing changed by signs between;
and work that grows with the text, whatever stands in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.roleplay.rules import Kind, Turn
from cstrain.roleplay.rules.reply import Mark, fold, mark_reply
from cstrain.roleplay.rules.reply import fold as reply_fold
from cstrain.roleplay.rules.reply.finder import Finder
from cstrain.roleplay.rules.reply.fold import READ
from tests.roleplay.shipped import ground, scenes

TURNS = [
    turn for key in ("R01", "R02", "R03", "R07", "R13", "R14", "R22") for turn in scenes()[key].turns if turn.points
]
REPLIES = [text for scene in scenes().values() for example in scene.examples for text in example.replies]
PIECES = "抱歉 不 没有 快递 10天 7 天 不会 给您 催 仓库 ， 。 便宜 40元 爱买不买 ai mai 您好 主管 4点 吗 您说 「 」 ？".split(
    " "
)
TEXTS = st.one_of(
    st.sampled_from(REPLIES), st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=60)
)
SIGNS = st.sampled_from([" ", "*", "·", "_", "\u200b", "\u3000", "★", "|", "\u0301", "-", "🙄"])
FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in ",.'\"@~"}


def told(turn: Turn, text: str) -> list[tuple[str, str, object, object, bool]]:
    return [(mark.kind, mark.name, mark.earned, mark.fault, mark.is_fatal) for mark in mark_reply(turn, text, ground())]


def gained(marks: tuple[Mark, ...]) -> dict[str, object]:
    return {mark.name: mark.earned for mark in marks if mark.kind == Kind.MUST}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TURNS), TEXTS)
def test_same_text_same_score_and_every_span_is_in_the_text(turn: Turn, text: str) -> None:
    first, again = mark_reply(turn, text, ground()), mark_reply(turn, text, ground())
    assert first == again
    for mark in first:
        assert all(0 <= span.start < span.end <= len(text) for span in mark.spans)
        assert not (mark.earned > 0 or mark.earned < 0) or mark.spans or mark.fault is not None


def test_the_score_does_not_hang_on_the_hash_seed() -> None:
    command = (
        "from tests.roleplay.shipped import ground, scenes;from cstrain.roleplay.rules.reply import mark_reply;"
        "t=scenes()['R13'].turns[2];print([mark_reply(t,x,ground()) and [(m.name,m.earned,m.spans,m.wording) for m in"
        " mark_reply(t,x,ground())] for x in ('快递 10 天，我催仓库，烦死了爱买不买','您难道没看吗 急什么急')])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", command],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TURNS), TEXTS, st.data())
def test_a_must_sentence_more_never_lowers_must_points(turn: Turn, text: str, data: st.DataObject) -> None:
    wordings = [wording for point in turn.points if point.kind is Kind.MUST for wording in point.wordings]
    more = data.draw(st.sampled_from(wordings)).replace("…", "").replace("＋", "")
    before = gained(mark_reply(turn, text, ground()))
    for longer in (f"{text}。{more}", f"{more}。{text}"):
        after = gained(mark_reply(turn, longer, ground()))
        assert all(after[name] >= earned for name, earned in before.items())  # type: ignore[operator]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TURNS), st.sampled_from(REPLIES), st.data())
def test_signs_between_and_full_width_change_nothing(turn: Turn, text: str, data: st.DataObject) -> None:
    places = [
        at
        for at in range(1, len(text))
        if not (text[at - 1] in "0123456789零一二两三四五六七八九十百千万.," or text[at - 1].isascii())
    ]
    cuts = data.draw(st.lists(st.sampled_from(places or [0]), max_size=6, unique=True))
    spaced = text
    for at in sorted(cuts, reverse=True):
        spaced = spaced[:at] + data.draw(SIGNS) + spaced[at:]
    assert told(turn, spaced) == told(turn, text)
    assert told(turn, text.translate(FULL_WIDTH)) == told(turn, text)


MUSTS = [
    (turn, point.name, wording)
    for turn in TURNS
    for point in turn.points
    for wording in point.wordings
    if point.kind is Kind.MUST and wording[0] not in "不没别:" and "…" not in wording and "＋" not in wording
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MUSTS), st.sampled_from(["不会", "我没有", "没法给您", "我们不能", "拒绝", "不打算"]))
def test_a_negated_must_does_not_count(must: tuple[Turn, str, str], no: str) -> None:
    turn, name, wording = must
    assert gained(mark_reply(turn, f"{no}{wording}", ground()))[name] == 0


BAIT: dict[str, Callable[[int], str]] = {
    "one letter": lambda n: "a" * n,
    "marks": lambda n: "抱" + "\u0301" * (n - 2) + "歉",
    "digits": lambda n: "1" * n,
    "numerals": lambda n: "一" * n,
    "numbers": lambda n: ("1 2一三" * n)[:n],
    "negators": lambda n: ("不会给您" * n)[:n],
    "gaps": lambda n: ("难道" * n)[:n],
    "closed gaps": lambda n: ("难道吗" * n)[:n],
    "phrases": lambda n: ("爱买不买" * n)[:n],
    "letters": lambda n: ("aimaibumai " * n)[:n],
    "expanding": lambda n: "\ufdfa" * n,
    "halves": lambda n: ("讠兑" * n)[:n],
    "quotes": lambda n: ("您说「烦死了" * n)[:n],
    "promises": lambda n: ("便宜40元" * n)[:n],
    "figures": lambda n: ("10天" * n)[:n],
    "conditions": lambda n: ("快递10天," * n)[:n],
    "pieces": lambda n: ("催仓库验收" * n)[:n],
    "regex": lambda n: ("(a+)+$" * n)[:n],
}


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python run: the work itself, whatever the machine is doing beside."""
    count = 0

    def counting(_frame: object, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return counting

    held = sys.gettrace()
    sys.settrace(counting)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(held)
    return count


@pytest.mark.parametrize("bait", BAIT)
def test_work_grows_with_the_text_and_no_faster(bait: str) -> None:
    turn = scenes()["R13"].turns[2]
    for size in (100, 1000, 4000):
        mark_reply(turn, BAIT[bait](size), ground())  # what is kept from one reply to the next is kept now
    small, large = (steps(lambda size=size: mark_reply(turn, BAIT[bait](size), ground())) for size in (1000, 4000))  # type: ignore[misc]
    assert large <= 6 * small + 3000


def test_what_comes_after_the_characters_that_count_is_not_read() -> None:
    turn = scenes()["R13"].turns[0]
    padded = mark_reply(turn, " " * 50_000 + "抱歉", ground())
    assert gained(padded)["致歉"] == 15
    assert gained(mark_reply(turn, "好" * READ * 2 + "抱歉", ground()))["致歉"] == 0
    assert len(reply_fold("好" * 50_000).text) <= 2 * READ
    assert len(fold("\ufdfa" * 50_000).text) <= 100_000


@given(
    st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=6, unique=True), st.text("abc", max_size=40)
)
def test_the_finder_finds_what_looking_everywhere_finds(needles: list[str], text: str) -> None:
    plain = {
        (index, at, at + len(needle))
        for index, needle in enumerate(needles)
        for at in range(len(text))
        if text.startswith(needle, at)
    }
    assert set(Finder(needles).find(text)) == plain
