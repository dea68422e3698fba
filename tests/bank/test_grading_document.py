"""docs/rules/grading.md says what the rules do: every figure of its tables is worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cstrain.bank.rules import (
    SHUFFLE,
    Blank,
    Graded,
    Kind,
    Option,
    Question,
    Scoring,
    grade,
    marked,
    whole,
)
from cstrain.kit.content.numbers import numeric
from tests.bank import contents as c

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "grading.md").read_text(encoding="utf-8")
SIGNS = "甲乙丙丁戊"
ALL, HALF, SHARE, NEIGHBOURS = Scoring


def table(section: str, place: int = 0) -> list[list[str]]:
    """The rows of a table of the section, without its head."""
    part = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", part, re.M)[place]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in found.strip().split("\n")]
    assert len(rows) > 2
    return rows[2:]


def agree(question: Question, answer: object, scorings: list[Scoring], cells: list[str]) -> None:
    for scoring, cell in zip(scorings, cells, strict=True):
        found = grade(replace(question, scoring=scoring), answer, c.MADE).fraction
        assert found == Fraction(cell), (answer, scoring, found, cell)


def test_multiple_choice() -> None:
    options = tuple(Option(sign, sign in "甲乙丙") for sign in SIGNS)
    question = Question("TK-900", Kind.MULTIPLE, "题", options=options)
    for chosen, *cells in table("多选"):
        answer = [SIGNS.index(sign) for sign in chosen.split("、") if sign in SIGNS]
        agree(question, answer or None, [ALL, HALF, SHARE], cells)


def test_blanks() -> None:
    question = c.question(c.BLANKS)
    for one, other, *cells in table("填空"):
        agree(question, [one, other], [ALL, SHARE], cells)
    free = c.question(c.ANY_ORDER)
    blanks = tuple(Blank(tuple(words.split("、"))) for words in re.findall(r"“([^”]+、[^”]+)”", TEXT)[:3])
    assert [blank.wordings for blank in blanks] == [
        ("专业", "行话", "术语"),
        ("直白", "直接"),
        ("批评", "指责", "专业"),
    ]
    for typed, cell in table("填空", 1):
        agree(replace(free, blanks=blanks), typed.split("、"), [SHARE], [cell])


def test_numbers() -> None:
    for key, typed, cell in table("数值"):
        question = Question("TK-901", Kind.NUMBER, "题", number=numeric(key))
        agree(question, typed, [ALL], [cell])


def test_orders() -> None:
    question = Question("TK-902", Kind.ORDER, "题", sequence=tuple(SIGNS))
    for given, *cells in table("排序"):
        agree(question, [SIGNS.index(sign) for sign in given], [ALL, SHARE, NEIGHBOURS], cells)


def test_pairs_and_classes() -> None:
    for of, right, *cells in table("匹配、归类"):
        count = int(of)
        sides = tuple(str(place) for place in range(count))
        for kind in (Kind.MATCH, Kind.CLASSIFY):
            question = Question("TK-903", kind, "题", lefts=sides, rights=sides, pairing=tuple(range(count)))
            answer = {str(left): left if left < int(right) else (left + 1) % count for left in range(count)}
            if int(right) == 0:
                answer = {str(left): (left + 1) % count for left in range(count)}
            agree(question, answer, [ALL, SHARE], cells)


def test_authority() -> None:
    question = c.question(c.AUTHORITY)
    for given, *cells in table("权限"):
        verdict, _, limit = given.partition("，")
        agree(question, {"verdict": verdict, **({"limit": limit} if limit else {})}, [ALL, SHARE], cells)


def test_marked_points() -> None:
    question = c.question(c.SHORT)
    assert [str(float(one.points)) for one in question.criteria] == ["1.5", "1.0", "0.5"]
    for given, cell in table("简答、改写"):
        assert marked(question, [Fraction(points) for points in given.split("、")]) == Fraction(cell)


def test_cases() -> None:
    for given, cell in table("案例"):
        shares = {str(place): Fraction(share) for place, share in enumerate(given.split("、"), start=1)}
        parts = tuple(Question(f"TK-904.{place}", Kind.SHORT, "题") for place in shares)
        case = Question("TK-904", Kind.CASE, "题", parts=parts)
        graded = Graded(None, parts={place: Graded(None) for place in shares})
        assert whole(case, graded, shares) == Fraction(cell)


def fatal_rows() -> Iterator[tuple[str, str, bool]]:
    """What the table says of each (kind, answer)."""
    for kinds, answer, verdict in table("一票否决"):
        for kind in kinds.split("、"):
            yield kind, answer, verdict == "是"


SINGLE = c.SINGLE.replace("【解析】那是未发货退款的时限。", "【解析】x 【一票否决】红线")
ANSWERS: dict[tuple[str, str], tuple[str, object]] = {
    ("判断", "选了错的一边"): (c.JUDGEMENT, True),
    ("判断", "没有作答"): (c.JUDGEMENT, None),
    ("权限", "能不能做选错了"): (c.FORBIDDEN, {"verdict": "能做"}),
    ("权限", "选对了，数字写错"): (
        c.AUTHORITY.replace("【来源】", "【一票否决】越权\n【来源】"),
        {"verdict": "有尺度", "limit": "99"},
    ),
    ("权限", "没有作答"): (c.FORBIDDEN, None),
    ("单选", "选了写着一票否决的那一项"): (SINGLE, 0),
    ("单选", "选了别的错项"): (SINGLE, 2),
    ("单选", "没有作答"): (SINGLE, None),
    ("多选", "选了写着一票否决的那一项"): (c.MULTIPLE, [0, 1, 2, 3]),
    ("多选", "选了别的错项"): (c.MULTIPLE, [0, 1, 2, 4]),
    ("多选", "漏了对的选项"): (c.MULTIPLE, [0]),
    ("多选", "没有作答"): (c.MULTIPLE, None),
}


@pytest.mark.parametrize(("kind", "answer", "fatal"), list(fatal_rows()))
def test_what_is_fatal(kind: str, answer: str, fatal: bool) -> None:
    text, given = ANSWERS[kind, answer]
    graded = grade(c.question(text), given, c.MADE)
    assert c.question(text).is_fatal
    assert graded.fatal_wrong is fatal


def test_the_whole_table_of_fatal_answers_is_tested_and_the_shuffle_is_named() -> None:
    assert {(kind, answer) for kind, answer, _fatal in fatal_rows()} == set(ANSWERS)
    assert f"`{SHUFFLE}`" in TEXT
