"""Typed answers: which wordings meet, and which must never do."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.kit import content
from cstrain.kit.content import Malformed, fold_answer

MEET = [
    ("七", "７", "7", " 7 ", "7。"),
    ("两天", "2天", "2 天", "二天", "２天"),
    ("十", "10", "１０"),
    ("三十天", "30天", "30 天！"),
    ("二十四小时", "24小时", "24 小时"),
    ("七到十天", "7～10 天", "7到10天", "7至10天", "7-10天", "7—10 天"),
    ("一百零五元", "105元"),
    ("一百二", "120"),
    ("两千七百元", "2,700 元", "2700元"),
    ("三万元", "30,000元", "3万元"),
    ("一点五万元", "1.5万元", "15000元"),
    ("十万零五百件", "100500件"),
    ("二〇二二年", "2022年", "二零二二年"),
    ("百分之三十", "30%", "30％"),
    ("三分之一", "1/3"),
    ("八点五折", "8.5折"),
    ("双十一", "双11", "#双11#"),
    ("第七天", "第 7 天"),
    ("壹佰元", "100元"),
    ("12：30", "12:30"),
    ("EMS", "ems", "ＥＭＳ", "E M S"),
    ("忌专业（行话）", "忌专业(行话)", "忌专业行话"),
    ("好的～", "好的", "好的！"),
    ("到 仓", "到\u3000仓", "到\u200b仓"),
]
NEVER = ["7", "7天", "70天", "10天", "7~10天", "30", "30%", "3.5", "35", "12:30", "1230", "59*2", "592", "1/3", "13", "-5", "5",
         "007", "一起", "一定", "千万", "十分之一", "三四天", "34天", "2022", "2022-12", "专业", "7、8天", "78天", "1,5", "15"]  # fmt: skip
AS_THEY_ARE = ["一起", "一定", "一直", "一样", "一般", "一些", "一下", "一边", "万一", "千万别", "三四天", "不三不四", "统一", "唯一", "两边", "半天"]  # fmt: skip


@pytest.mark.parametrize("wordings", MEET, ids=[wordings[0] for wordings in MEET])
def test_wordings_of_one_answer_meet(wordings: tuple[str, ...]) -> None:
    assert len({fold_answer(wording) for wording in wordings}) == 1


def test_different_answers_never_meet() -> None:
    folded = {answer: fold_answer(answer) for answer in NEVER}
    assert [pair for pair in combinations(NEVER, 2) if folded[pair[0]] == folded[pair[1]]] == []


@pytest.mark.parametrize("word", AS_THEY_ARE)
def test_words_with_a_numeral_in_them_stay(word: str) -> None:
    assert fold_answer(word) == word


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("一百", 100), ("一百一十一", 111), ("一百零一", 101), ("三百五", 350),
     ("一千零一十", 1010), ("两千七", 2700), ("一万二", 12000), ("十万", 100000), ("二十三万四千五百六十七", 234567), ("一亿", 10**8),
     ("三四", None), ("千万", None), ("百", None), ("十百", None), ("一一十", None), ("二〇二二", 2022)],
)  # fmt: skip
def test_numerals(numeral: str, value: int | None) -> None:
    assert content.chinese_number(numeral) == value


@given(st.integers(0, 99_999_999))
def test_every_number_written_out_is_read_back(number: int) -> None:
    assert content.chinese_number(written_out(number)) == number
    assert fold_answer(written_out(number) + "元") == f"{number}元"


def written_out(number: int) -> str:
    """The plain way to say a number: 10500 is 一万零五百."""
    if number == 0:
        return "零"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return written_out(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + written_out(low))
    out, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if zero and out else "") + "零一二三四五六七八九"[digit] + sign
        zero = not digit if out else False
    return out


@settings(max_examples=400)
@given(st.text(max_size=60) | st.text("一二三十百千万亿零两点第双百分之天元到～、,.:-%7 3", max_size=20))
def test_folding_twice_changes_nothing_and_never_fails(text: str) -> None:
    assert fold_answer(fold_answer(text)) == fold_answer(text)


def test_a_number_typed_by_a_trainee() -> None:
    assert content.typed_quantity("两千七百 元").number == 2700
    assert content.typed_quantity("2,700").number == 2700
    assert content.typed_quantity("十五").number == 15
    assert content.typed_quantity("84.5 分").number == Fraction(169, 2)
    assert content.typed_quantity("１０ 天").unit == "天"
    for wrong in ("很多", "", "7～10 天", "10 天 3 小时"):
        with pytest.raises(Malformed):
            content.typed_quantity(wrong)


def test_long_nonsense_is_folded_in_reasonable_time() -> None:
    start = process_time()
    for nonsense in (
        "一亿" * 20_000,
        "七" * 50_000,
        "七，" * 20_000,
        "三分之" * 20_000,
        "1,000" * 20_000,
        "十天" * 20_000,
    ):
        assert fold_answer(nonsense)
    assert process_time() - start < 10
