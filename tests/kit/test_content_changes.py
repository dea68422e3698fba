"""Two versions of a part: what needs a number, what changed, what is gone; and parts made in the browser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.kit import content
from cstrain.kit.content import QUESTION, Attribute, Bearing, Change, ListLine, changes

CHOICE = """## TB-001 单选
多久以后订单会自动关闭？

- × 2 天 【解析】那是未发货退款的时限。
- √ 3 天
- × 7 天 【一票否决】红线

【解析】从拍下那一刻起算。
【规则】TB1 【难度】易
"""
CASE = """## TB-011 案例
> 买家：钱呢？

【规则】TB11

### TB-011.1 数值
几天？

【答案】10 天
【解析】快递。

### TB-011.2 改写
改写。

【参考】今天给您回话。
【评分】
- 说清在做什么 【分】2
- 给出时间 【分】2
【解析】没有信息。
"""


def one(text: str, head: str = "【计分】全对才得分 【知识点】淘宝时限") -> content.Part:
    document = content.read(f"# 题库 TB 名\n{head}\n\n{text}")
    assert document.problems == ()
    return document.parts[0]


def change(text: str, old: str, new: str) -> Change:
    assert text.count(old) == 1
    return changes(one(text), one(text.replace(old, new)), QUESTION)


def test_nothing_changed() -> None:
    assert changes(one(CHOICE), one(CHOICE), QUESTION) is Change.NONE
    assert changes(one(CHOICE), one(CHOICE.replace("- × 2", "·❌2").replace("\n\n", "\n\n\n")), QUESTION) is Change.NONE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("多久以后", "过多久"),
        ("那是未发货", "这是未发货"),
        ("从拍下那一刻起算", "从拍下起算"),
        ("【规则】TB1", "【规则】TB1、TB2"),
        ("【难度】易", "【难度】难"),
    ],
)
def test_wording_and_labels_are_editorial(old: str, new: str) -> None:
    assert change(CHOICE, old, new) is Change.EDITORIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- √ 3 天", "- √ 4 天"),
        ("- √ 3 天", "- × 3 天"),
        ("- √ 3 天\n", ""),
        ("TB-001 单选", "TB-001 多选"),
        (" 【一票否决】红线", ""),
        ("【规则】TB1", "【计分】按比例 【规则】TB1"),
        ("- √ 3 天\n- × 7 天 【一票否决】红线", "- × 7 天 【一票否决】红线\n- √ 3 天"),
    ],
)
def test_what_bears_the_answer_needs_a_number(old: str, new: str) -> None:
    assert change(CHOICE, old, new) is Change.NEEDS_NUMBER
    assert change(CHOICE, old, new).value == "needs_number"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("【答案】10 天", "【答案】30 天", Change.NEEDS_NUMBER),
        ("给出时间 【分】2", "给出时间 【分】1", Change.NEEDS_NUMBER),
        ("- 给出时间 【分】2\n", "", Change.NEEDS_NUMBER),
        ("### TB-011.1 数值", "### TB-011.3 数值", Change.NEEDS_NUMBER),
        ("【参考】今天", "【参考】明天", Change.EDITORIAL),
        ("【解析】快递。", "【解析】快递退货。", Change.EDITORIAL),
        ("钱呢？", "我的钱呢？", Change.EDITORIAL),
    ],
)
def test_a_case_changes_with_its_parts(old: str, new: str, kind: Change) -> None:
    assert change(CASE, old, new) is kind


def test_a_number_settles_it() -> None:
    other = CHOICE.replace("- √ 3 天", "- √ 4 天")
    major = one(other.replace("【规则】", "【版本】2 平台改为 4 天\n【规则】"))
    minor = one(other.replace("【规则】", "【版本】1.1 补充\n【规则】"))
    assert changes(one(CHOICE), major, QUESTION) is Change.MAJOR
    assert changes(one(CHOICE), minor, QUESTION) is Change.MINOR
    assert changes(minor, major, QUESTION) is Change.MAJOR
    assert changes(major, minor, QUESTION) is Change.WENT_BACK
    assert changes(major, one(CHOICE), QUESTION) is Change.WENT_BACK
    assert content.refusal(Change.MAJOR, one(CHOICE), major) == ""


def test_a_number_that_was_there_before_does_not_settle_it() -> None:
    second = CHOICE.replace("【规则】", "【版本】2.1 平台改为 4 天\n【规则】")
    third = one(second.replace("- √ 3 天", "- √ 4 天"))
    assert changes(one(second), third, QUESTION) is Change.NEEDS_NUMBER
    said = content.refusal(Change.NEEDS_NUMBER, one(second), third)
    assert said == "TB-001 的答案变了，【版本】却没加一：改对错写「3 原因」，只改错字写「2.2 原因」"


def test_the_words_of_the_refusal() -> None:
    old, new = one(CHOICE), one(CHOICE.replace("- √ 3 天", "- √ 4 天"))
    said = content.refusal(changes(old, new, QUESTION), old, new)
    assert said == "TB-001 的答案变了，【版本】却没加一：改对错写「2 原因」，只改错字写「1.1 原因」"
    assert content.refusal(Change.EDITORIAL, old, new) == ""
    back = content.refusal(Change.WENT_BACK, one(CHOICE.replace("【规则】", "【版本】3 x\n【规则】")), new)
    assert back == "TB-001 的【版本】从 3 退回了 1：版本号只加不减"


def test_what_the_head_gives_counts() -> None:
    old = one(CHOICE)
    assert changes(old, one(CHOICE, "【计分】全对才得分 【知识点】拼多多"), QUESTION) is Change.EDITORIAL
    assert changes(old, one(CHOICE, "【计分】按比例 【知识点】淘宝时限"), QUESTION) is Change.NEEDS_NUMBER
    moved = one(CHOICE.replace("【规则】", "【计分】全对才得分 【规则】"))
    assert changes(old, moved, QUESTION) is Change.EDITORIAL


def test_the_caller_says_what_bears() -> None:
    rule = Bearing(keys=frozenset({"时限", "该动"}))
    old = content.read("# 规则 taobao 名\n\n## TB3 未发货\n【结果】退款\n【该动】卖家 【时限】2 天\n").parts[0]
    new = content.read("# 规则 taobao 名\n\n## TB3 没发货\n【结果】退款\n【该动】卖家 【时限】3 天\n").parts[0]
    said = content.read("# 规则 taobao 名\n\n## TB3 没发货\n【结果】退钱\n【该动】卖家 【时限】2 天\n").parts[0]
    assert changes(old, new, rule) is Change.NEEDS_NUMBER
    assert changes(old, said, rule) is Change.EDITORIAL


# --- differences and what is gone -------------------------------------------------------------------------------


def test_a_difference_to_show() -> None:
    shown = content.difference("甲\n乙\n丙\n丁\n", "甲\n乙二\n丁\n戊\n")
    assert shown == [(" ", "甲", "甲"), ("~", "乙", "乙二"), ("-", "丙", ""), (" ", "丁", "丁"), ("+", "", "戊")]
    assert content.difference("", "") == []
    assert content.difference("甲", "甲") == [(" ", "甲", "甲")]


@given(st.lists(st.sampled_from("甲乙丙丁")), st.lists(st.sampled_from("甲乙丙丁")))
def test_both_sides_can_be_read_off_a_difference(old: list[str], new: list[str]) -> None:
    shown = content.difference("\n".join(old), "\n".join(new))
    assert [line.old for line in shown if line.mark != "+"] == old
    assert [line.new for line in shown if line.mark != "-"] == new
    assert all((line.mark == " ") == (line.old == line.new) for line in shown)


def test_what_is_gone() -> None:
    document = content.read("# 题库 TB 名\n\n## TB-001 判断\n题\n\n## TB-003 判断\n题\n\n【状态】停用 x\n", "TB.md")
    assert content.part_ids(document) == ("TB-001", "TB-003")
    assert content.vanished(["TB-001", "TB-002", "TB-003", "TB-004"], document) == ("TB-002", "TB-004")
    problems = content.vanished_problems(["TB-001", "TB-002", "TB-003", "TB-004"], document)
    assert [problem.line for problem in problems] == [3, 6]
    assert str(problems[0]).startswith("TB.md:3: 文件里少了 TB-002：不用了请写【状态】停用 原因，不要删")
    assert content.vanished_problems(["TB-001"], document) == ()
    assert content.vanished_problems(["TB-000"], document)[0].line == 1


def test_sub_questions_vanish_too_and_a_new_name_answers_for_the_old() -> None:
    case = content.read(f"# 题库 TB 名\n\n{CASE}")
    assert content.part_ids(case) == ("TB-011", "TB-011.1", "TB-011.2")
    modules = content.read("# 模块 presale 名\n\n## 仓库两天\n【曾用名】仓库一天、仓库\n- K1 线下 x\n")
    assert content.vanished(["仓库一天", "仓库", "欢迎"], modules) == ("欢迎",)


# --- parts made in the browser ----------------------------------------------------------------------------------


def option(mark: str, body: str, reason: str = "") -> ListLine:
    return ListLine("-", mark, body, (Attribute("解析", reason),) if reason else ())


def test_standard_form() -> None:
    text = content.standard(
        2,
        "TB-x001 单选",
        "多久？\n\n说说看。",
        [option("√", "3 天"), option("×", "7 天", "太久")],
        {"难度": "易", "规则": "TB1", "解析": "第一行\n第二行", "一票否决": "红线", "覆盖": "", "来源": "本店"},
    )
    assert text == (
        "## TB-x001 单选\n多久？\n\n说说看。\n\n- √ 3 天\n- × 7 天 【解析】太久\n\n"
        "【来源】本店\n【一票否决】红线\n【解析】第一行\n第二行\n【规则】TB1 【难度】易\n"
    )


def test_standard_form_of_a_head_of_blanks_and_of_points() -> None:
    head = content.standard(1, "题库 TB 名", "前言。", [], {"难度": "易", "英文名": "Clocks"})
    assert head == "# 题库 TB 名\n【英文名】Clocks\n【难度】易\n\n前言。\n"
    blank = content.standard(2, "TB-x002 填空", "满 ____ 天，____ 天。", [], {"答案": ("10；十", "30")})
    assert blank.endswith("\n\n【答案】10；十\n【答案】30\n")
    points = content.standard(3, "TB-x003.1 改写", "改。", [], {"参考": "好", "评分": "- 甲 【分】2\n- 乙 【分】1"})
    assert points.endswith("【参考】好\n【评分】\n- 甲 【分】2\n- 乙 【分】1\n")
    with pytest.raises(KeyError, match="小结"):
        content.standard(2, "TB-x004 判断", "", [], {"小结": "x"})


TYPED = st.text(st.sampled_from("甲乙 【】［］\\#＃-·*√×→规则解析分签字0123.、：|{}_`"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
WORDS = TYPED.filter(lambda text: text and not text.endswith("\\"))


@settings(max_examples=300)
@given(WORDS, WORDS, WORDS, WORDS)
def test_what_is_typed_into_a_form_reads_back(stem: str, body: str, reason: str, label: str) -> None:
    text = content.standard(
        2, "TB-x001 单选", f"题：{stem}", [option("√", body, reason)], {"规则": label, "答案": label}
    )
    assert content.tidy(text) == text
    document = content.read(f"# 题库 TB 名\n\n{text}")
    (part,) = document.parts
    (line,) = part.lines
    assert part.text == f"题：{stem}"
    assert (line.mark, line.body) == ("√", unslashed(body))
    assert line.value("解析") == unslashed(reason)
    assert part.own("规则") == label
    assert part.own("答案") == label
    assert {attribute.key for attribute in part.attributes} == {"规则", "答案"}


def unslashed(text: str) -> str:
    """What a list line that was written with these characters says."""
    return text.replace("\\【", "【").replace("\\［", "［")


@pytest.mark.parametrize(
    "line", ["【小结】甲", "【规则】甲", "［规则］甲", "## 甲", "# 甲", "##甲", "＃＃甲", "#### 甲", "###"]
)
def test_a_line_of_text_that_looks_like_a_mark_is_escaped(line: str) -> None:
    text = content.standard(2, "TB-x001 判断", line, [], {"答案": "对"})
    document = content.read(f"# 题库 TB 名\n\n{text}")
    assert document.problems == ()
    assert document.parts[0].text == "\\" + line
    assert content.plain(line) in content.render(document.parts[0].text)
