"""The small grammars of content files: ids, citations, versions, references, figures, dates, chats."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.kit import content
from cstrain.kit.content import Citation, Malformed, Origin, Quantity, Status, Version

F = Fraction


def part(attributes: str) -> content.Part:
    return content.read(f"# 题库 TB 名\n\n## TB-001 判断\n题\n\n{attributes}\n").parts[0]


# --- ids --------------------------------------------------------------------------------------------------------

IDS = {
    "bank": (["TB", "PD", "ABCDEF"], ["T", "tb", "ABCDEFG", "T1"]),
    "question": (["TB-001", "PD-015", "TB-x001", "TB-1001"], ["TB-1", "TB001", "tb-001", "TB-001a", "TB-00１", "TB-001\n"]),
    "subquestion": (["TB-011.2", "TB-x001.10"], ["TB-011.0", "TB-011", "TB-011.2.1", "TB-011.02"]),
    "rule": (["TB1", "PDD5", "ZC2", "TB1b", "TBx1"], ["TB-1", "1TB", "TB", "TB1x", "TB1bb", "tb1"]),
    "lesson": (["L04", "L22", "Lx01"], ["L4", "l04", "K04", "L04a"]),
    "scenario": (["R13", "Rx01"], ["R1", "S13"]),
    "step": (["T1", "K12", "Zx1"], ["TT1", "T", "t1"]),
    "gate item": (["G3", "Gx1"], ["H3", "G"]),
    "phrase": (["B001", "Bx001"], ["B1", "H001"]),
    "script": (["H001"], ["B001"]),
    "slug": (["senior", "presale-10d", "taobao", "presale-x1"], ["Senior", "presale_10d", "-a", "a-", "10d"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", IDS)
def test_ids(kind: str) -> None:
    good, bad = IDS[kind]
    assert [text for text in good if not content.is_id(kind, text)] == []
    assert [text for text in bad if content.is_id(kind, text)] == []
    assert set(IDS) == set(content.PATTERNS)


def test_what_a_firm_made_carries_an_x() -> None:
    made = ["TB-x001", "TB-x001.2", "TBx1", "Lx01", "presale-x1", "x-presale"]
    shipped = ["TB-001", "TB1b", "L04", "EX-001", "XX-001", "expert", "presale-exam", "max", "box-set"]
    assert [one for one in made if not content.made_here(one)] == []
    assert [one for one in shipped if content.made_here(one)] == []


def test_the_case_of_a_sub_question() -> None:
    assert content.parent_id("TB-011.2") == "TB-011"
    assert content.parent_id("TB-011") == ""


def test_a_citation_pins_the_major_version() -> None:
    assert content.citation("TB1") == Citation("TB1", 1)
    assert content.citation(" TB1@2 ") == ("TB1", 2)
    assert str(Citation("TB1b", 3)) == "TB1b@3"
    assert str(Citation("TB1", 1)) == "TB1"


@pytest.mark.parametrize("text", ["TB1@0", "TB1@", "TB-001", "TB1 @2", "", "TB1@1.1", "规则一"])
def test_what_is_no_citation(text: str) -> None:
    with pytest.raises(Malformed, match="不是规则编号：写成 TB1"):
        content.citation(text)


# --- versions and states ----------------------------------------------------------------------------------------


def test_a_part_without_mark_is_version_one() -> None:
    assert content.version_of(part("【答案】对")) == Version(1, 0, "")
    assert content.status_of(part("【答案】对")) == Status(False, "")
    assert content.former_names(part("【答案】对")) == ()


def test_major_and_minor_versions() -> None:
    major = content.version_of(part("【版本】2 平台改为 4 天"))
    minor = content.version_of(part("【版本】1.1 补充换算"))
    assert major == (2, 0, "平台改为 4 天")
    assert minor == (1, 1, "补充换算")
    assert str(major) == "2"
    assert str(minor) == "1.1"
    assert Version(1, 10).number > Version(1, 9).number
    assert Version(2, 0).number > Version(1, 10).number


@pytest.mark.parametrize("text", ["2", "0 原因", "v2 原因", "1.1.1 原因", "2平台", "", "99999 原因"])
def test_a_version_without_number_or_reason_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="原因"):
        content.parse_version(text)


def test_withdrawn_and_renamed() -> None:
    assert content.status_of(part("【状态】停用 平台取消了这条规则")) == (True, "平台取消了这条规则")
    assert content.former_names(part("【曾用名】时限、旧时限")) == ("时限", "旧时限")


# --- references and separators ----------------------------------------------------------------------------------


def test_references() -> None:
    assert content.references("最长 {通话上限} 分钟 {ZC2}，{ZC2} 见 { L04 }") == ("通话上限", "ZC2", "L04")
    assert content.references("\\{不是} {} {a{b}c} {跨\n行}") == ("b",)


def test_references_of_a_part_with_their_lines() -> None:
    document = content.read(
        "# 规则 charter 章程\n【说明】{A}\n\n## ZC2 {B} 时长\n{C}。\n\n```\n{D}\n```\n- 甲 {E} 【备注】{F}\n【参考】一\n二 {G}\n"
    )
    assert content.references_of(document.head) == (("A", 2),)
    named = {reference.name: reference.line for reference in content.references_of(document.parts[0])}
    assert named == {"B": 4, "C": 5, "E": 10, "F": 10, "G": 12}


def test_separators() -> None:
    assert content.all_of("TB4、TB5、 TB6、") == ("TB4", "TB5", "TB6")
    assert content.any_of("30；三十；30天") == ("30", "三十", "30天")
    assert content.any_of("a;b,c、d") == ("a;b,c、d",)
    assert content.all_of("") == content.any_of("") == ()


def test_blanks_are_three_or_more_underscores() -> None:
    assert content.blanks("满 ____ 天，____ 小时，a_b __ ___") == 3


# --- figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit", "origin", "decision"),
    [
        ("80 分", 80, "分", Origin.NUMBER, ""),
        ("80分", 80, "分", Origin.NUMBER, ""),
        ("80 分（本库选定）", 80, "分", Origin.LIBRARY, ""),
        ("80 分(本库选定)", 80, "分", Origin.LIBRARY, ""),
        ("８０ 分（本库选定）", 80, "分", Origin.LIBRARY, ""),
        ("60%（本库选定）", 60, "%", Origin.LIBRARY, ""),
        ("24 小时（本库选定）", 24, "小时", Origin.LIBRARY, ""),
        ("3 个月（本库选定）", 3, "个月", Origin.LIBRARY, ""),
        ("0.5 分", F(1, 2), "分", Origin.NUMBER, ""),
        ("1,200 元", 1200, "元", Origin.NUMBER, ""),
        ("90", 90, "", Origin.NUMBER, ""),
        ("{及格线} 分", None, "分", Origin.DECISION, "及格线"),
        ("{上岗证有效期} 月", None, "月", Origin.DECISION, "上岗证有效期"),
        ("{高级KPI线}", None, "", Origin.DECISION, "高级KPI线"),
    ],
)
def test_settings(text: str, number: Fraction | None, unit: str, origin: Origin, decision: str) -> None:
    held = content.setting(text)
    assert held.origin is origin
    assert held.unit == unit
    assert held.decision == decision
    assert (held.quantity.number if held.quantity else None) == number
    assert held.quantity is None or type(held.quantity.number) is Fraction


@pytest.mark.parametrize(
    "text", ["", "分", "八十分", "80 分 左右（大概）", "80～90 分", "{} 分", "80 {分}", "1e9 分", "1/2 分"]
)
def test_what_is_no_setting(text: str) -> None:
    with pytest.raises(Malformed, match="本库选定"):
        content.setting(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30 秒", 30), ("60 分钟", 3600), ("2 小时", 7200), ("1.5 个小时", 5400), ("1 天", 86400), ("3 日", 259200)],
)
def test_durations(text: str, seconds: int) -> None:
    assert content.duration(text).seconds == seconds


def test_a_month_has_no_length_of_its_own() -> None:
    assert content.duration("6 个月") == Quantity(F(6), "个月")
    assert content.duration("6 个月").measure == "月"
    assert content.duration("6 个月").seconds is None


@pytest.mark.parametrize("text", ["60", "60 分", "-1 天", "一天", "3 工作日", "3 天左右", ""])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Malformed, match="写成「数字 单位」，单位用秒、分钟、小时、天、月"):
        content.duration(text)


def test_minutes_are_not_points() -> None:
    with pytest.raises(Malformed, match="「分」是分数，时间写「分钟」"):
        content.duration("60 分")


def test_limits_of_rules() -> None:
    assert content.limit("10 天") == Quantity(F(10), "天")
    assert content.limit("24 小时").seconds == content.limit("1 天").seconds
    with pytest.raises(Malformed, match="单位用分钟、小时、天、月"):
        content.limit("30 秒")


def test_percentages_and_ranges() -> None:
    assert content.percentage("60%") == F(3, 5)
    assert content.percentage("33.3％") == F(333, 1000)
    assert content.span("60～100") == (60, 100)
    assert content.span("0-1000") == (0, 1000)
    for wrong in ("60", "101%", "-1%", "60 分"):
        with pytest.raises(Malformed, match="不是百分数"):
            content.percentage(wrong)
    with pytest.raises(Malformed, match="小的要写在前面"):
        content.span("100～60")
    with pytest.raises(Malformed, match="写成「60～100」"):
        content.span("60")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("2700 元", 2700, 2700, "元"),
        ("2,700元", 2700, 2700, "元"),
        ("-5 度", -5, -5, "度"),
        ("84±0.5 分", F(167, 2), F(169, 2), "分"),
        ("84 ± 0.5分", F(167, 2), F(169, 2), "分"),
        ("介于 80～120 个", 80, 120, "个"),
        ("介于80到120个", 80, 120, "个"),
        ("介于 80 和 120 个", 80, 120, "个"),
        ("60%", 60, 60, "%"),
    ],
)
def test_typed_numbers(text: str, low: Fraction, high: Fraction, unit: str) -> None:
    key = content.numeric(text)
    assert (key.low, key.high, key.unit, key.decision) == (low, high, unit, "")
    assert key.accepts(F(low))
    assert key.accepts(F(high))
    assert not key.accepts(F(low) - F(1, 10**9))
    assert not key.accepts(F(high) + F(1, 10**9))


def test_a_typed_number_that_waits_for_a_decision() -> None:
    key = content.numeric("{通话上限} 分钟")
    assert (key.low, key.unit, key.decision) == (None, "分钟", "通话上限")
    with pytest.raises(ValueError, match="通话上限"):
        key.accepts(F(3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2700", "少了单位"),
        ("{通话上限}", "少了单位"),
        ("介于 80～120", "少了单位"),
        ("7～10 天", "「7～10 天」是范围：写成「介于 7～10 天」"),
        ("7～10", "「7～10」是要学员照写，还是一个范围？范围请写成「介于 7～10」；照写请加单位"),
        ("三天", "看不懂：写成「2700 元」"),
        ("84±-1 分", "误差是负数"),
        ("介于 120～80 个", "小的要写在前面"),
        ("", "看不懂"),
        ("1e5 元", "看不懂"),
    ],
)
def test_what_is_no_typed_number(text: str, words: str) -> None:
    with pytest.raises(Malformed) as wrong:
        content.numeric(text)
    assert words in str(wrong.value)


def test_a_bare_range_must_say_which_it_means() -> None:
    said = "「7～10」是要学员照写，还是一个范围？范围请写成「介于 7～10」；照写请加单位"
    assert content.bare_range("7～10") == said
    assert content.bare_range("7～10 天") == ""
    assert content.bare_range("介于 7～10") == ""
    assert content.bare_range("7到10天") == ""
    assert content.bare_range("十") == ""


@given(st.fractions(max_denominator=10**6).map(lambda value: F(round(value * 1000), 1000)))
def test_numbers_are_exact_and_come_back(value: Fraction) -> None:
    if abs(value) < 10**15:
        assert content.number(content.number_text(value)) == value


def test_numbers_as_people_write_them() -> None:
    assert content.number_text(F(169, 2)) == "84.5"
    assert content.number_text(F(2700)) == "2700"
    assert content.number_text(F(-1, 4)) == "-0.25"
    assert content.number_text(F(1, 3)) == "1/3"
    assert str(Quantity(F(5, 2), "小时")) == "2.5 小时"
    with pytest.raises(Malformed, match="不是数字"):
        content.number("1" * 16)


def test_days() -> None:
    assert content.day("2027-01-15") == datetime.date(2027, 1, 15)
    for typed in ("2027-1-15", "2027/01/15", "2027年1月15日", "2027.1.15"):
        with pytest.raises(Malformed, match="是不是想写「2027-01-15」"):
            content.day(typed)
    for typed in ("明天", "01-15-2027", "２０２７-01-15x", ""):
        with pytest.raises(Malformed, match="写成 2027-01-15 这样"):
            content.day(typed)
    with pytest.raises(Malformed, match="不存在"):
        content.day("2027-02-29")


# --- chats ------------------------------------------------------------------------------------------------------


def test_chat() -> None:
    said = content.chat(
        "前\n> 买家 09:12：包：寄回来了\n> 第二行\n\n> 不是对话\n> 客服·改后：好\n>买家 小鹿 14:03:10：嗯"
    )
    assert said == (
        ("买家", "09:12", "包：寄回来了\n第二行"),
        ("客服·改后", "", "好"),
        ("买家 小鹿", "14:03:10", "嗯"),
    )
    assert [message.is_agent for message in said] == [False, True, False]
