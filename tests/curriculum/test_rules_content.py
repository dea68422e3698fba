"""What can be wrong with a lesson, a modules file and a course: each fault of formats 5.1 to 5.3 by its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cstrain.bank.rules import RuleFacts
from cstrain.curriculum.rules import Known, check_course, check_lesson, check_modules, pages, read_course, read_modules
from cstrain.curriculum.rules.lesson import han
from cstrain.curriculum.rules.steps import Kind
from cstrain.kit.content import Quantity, Section, read

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
THREE_DAYS = (Quantity(Fraction(3), "天"),)
RULES = {
    "TB1": RuleFacts("TB1", 1, "拍下没付款", THREE_DAYS, date(2027, 1, 15)),
    "TB2": RuleFacts("TB2", 2, "随时申请退款", (), date(2027, 1, 15)),
    "TB9": RuleFacts("TB9", 1, "停用的", (), None, True),
}
BODY = "客户问还要几天，其实是在问三件事。" * 30
KNOWN = Known(
    rules=RULES,
    questions=frozenset({"TB-001", "TB-003", "TB-004"}),
    decisions=frozenset({"通话上限"}),
    lessons=frozenset({"L01", "L04"}),
    charters=frozenset({"charter"}),
    banks={"TB": 20, "PD": 5},
    scenarios=frozenset({"R02"}),
    exams=frozenset({"presale-exam"}),
    gates=frozenset({"presale-gate"}),
    pictures=frozenset({"img/clocks.svg"}),
)


def lesson(
    head: str = "", *, body: str = f"拍下没付，**3 天**自动关闭 {{TB1}}。\n\n{BODY}", without: str = "", **given: str
) -> str:
    """A lesson without fault, changed in the one place a test is about."""
    keys = {
        "英文名": "Taobao clocks",
        "英文简介": "Who must act.",
        "目标": "三秒内说出该谁动。",
        "规则": "TB1",
        "自测": "TB-001、TB-003",
        "时长": "60 分钟",
        "负责": "培训师",
        **given,
    }
    lines = "".join(f"【{key}】{value}\n" for key, value in keys.items() if key != without)
    return f"# 课文 L04 淘宝的几座钟\n{lines}{head}\n{body}\n"


def said(text: str, known: Known = KNOWN) -> list[str]:
    return [str(problem) for problem in check_lesson(read(text, "L04-x.md"), known)]


def test_a_lesson_without_fault_has_nothing_said_against_it() -> None:
    assert said(lesson()) == []


@pytest.mark.parametrize("key", ["目标", "自测", "时长", "负责"])
def test_what_a_lesson_must_say_of_itself(key: str) -> None:
    assert any(f"课文开头没写【{key}】" in one for one in said(lesson(without=key)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"自测": "TB-001"}, "L04-x.md:6: 【自测】有 1 题，要 2 到 5 题"),
        ({"自测": "TB-001、TB-003、TB-004、TB-005、TB-006、TB-007"}, "L04-x.md:6: 【自测】有 6 题，要 2 到 5 题"),
        ({"自测": "TB-001、TB-999"}, "L04-x.md:6: 【自测】里的 TB-999 不在题库里：核对题号"),
        ({"自测": "TB-001、TB-001"}, "L04-x.md:6: 【自测】里有一道题写了两次：留一处"),
        ({"自测": "TB-001、淘宝"}, "L04-x.md:6: 【自测】里的「淘宝」不是题号：写成 TB-001"),
        ({"负责": "店长"}, "不认识角色「店长」"),
        ({"时长": "很久"}, "L04-x.md:7:"),
        ({"时长": "2 月"}, "太长：环节的时长写成分钟、小时或天"),
        (
            {"规则": "TB1、TB2@2"},
            "L04-x.md:5: 【规则】写了 TB2，正文里没有 {TB2}：标在讲到它的那一句，或从【规则】里去掉",
        ),
        ({"规则": "PDD5"}, "L04-x.md:10: 正文里有 {TB1}，【规则】里没写：补进【规则】，或去掉花括号"),
        ({"规则": "TB1@2"}, "引用 TB1 第 2 版，规则只到第 1 版"),
        ({"规则": "淘宝"}, "「淘宝」不是规则编号"),
    ],
)
def test_faults_of_the_head(given: dict[str, str], words: str) -> None:
    assert any(words in one for one in said(lesson(**given))), said(lesson(**given))


@pytest.mark.parametrize(
    ("line", "given", "words"),
    [
        ("随时申请退款 {TB2}。", {"规则": "TB1、TB2"}, "引用 TB2 第 1 版，规则已是第 2 版：核对课文后改成 TB2@2"),
        ("别的 {TB9}。", {"规则": "TB1、TB9"}, "引用的规则 TB9 已停用"),
        ("别的 {TB7}。", {"规则": "TB1、TB7"}, "【规则】里的 TB7 不在规则表里：核对编号"),
        ("满 7 天才关闭 {TB1}。", {}, "写的是 7 天，规则 TB1 是 3 天：以规则表为准"),
        ("见 {L99}。", {}, "{L99} 没有这篇课文：核对编号"),
        ("见 {TB-001}。", {}, "正文里不引用题目 TB-001：要问的题写进【自测】"),
        ("最长 {通话上线} 分钟。", {}, "不认识决定「通话上线」，是不是想写「通话上限」"),
        ("![一张表](img/other.svg)", {}, "没有图片 img/other.svg"),
    ],
)
def test_faults_of_the_text(line: str, given: dict[str, str], words: str) -> None:
    text = lesson(body=f"拍下没付，**3 天**自动关闭 {{TB1}}。\n\n{line}\n\n{BODY}", **given)
    assert any(words in one for one in said(text)), said(text)


def test_what_is_doubtful_is_a_warning_and_what_is_wrong_an_error() -> None:
    text = lesson(body=f"满 7 天才关闭 {{TB1}}。\n\n随时 {{TB2}}。\n\n{BODY}", 规则="TB1、TB2")
    assert [problem.warning for problem in check_lesson(read(text, "L04-x.md"), KNOWN)] == [True, True]
    assert [problem.warning for problem in check_lesson(read(lesson(自测="TB-001"), "x"), KNOWN)] == [False]


def test_a_figure_is_compared_with_the_rule_of_its_own_clause_alone() -> None:
    fine = ["等了 7 天。满 3 天自动关闭 {TB1}。", "客户 7 天没动；3 天自动关闭 {TB1}。", "| 7 天 | 3 天 {TB1} |"]
    for line in fine:
        assert said(lesson(body=f"{line}\n\n{BODY}")) == []


@pytest.mark.parametrize(("count", "words"), [(299, "299 个汉字"), (300, ""), (900, ""), (901, "901 个汉字")])
def test_the_length_of_a_lesson(count: int, words: str) -> None:
    body = "字" * (count - 3) + "\n\n关三次 {TB1}"
    found = said(lesson(body=body))
    assert (not found) if not words else any(f"正文有 {words}，要在 300 到 900 之间" in one for one in found)


def test_descriptions_of_pictures_are_not_text_to_read() -> None:
    assert han("两字![说明很长很长](img/a.svg)ab12") == 2


def test_what_is_not_known_is_not_checked() -> None:
    text = lesson(body=f"见 {{L99}}，{{没有的决定}}。![图](img/none.svg) {{TB1}}\n\n{BODY}", 自测="QQ-001、QQ-002")
    assert said(text, Known()) == []


MODULES = """# 模块 presale 售前岗前模块
【英文名】Modules
【英文简介】Steps.

## 仓库一天
- K1 线下 仓库认货：每人经手 30 件 【时长】1 天 【签字】学员、带教人

## 淘宝时限
- T1 课文 L04 【时长】60 分钟
- T2 练习 TB 15 题 【先完成】T1
- Y4 演练 R02 【先完成】T2

## 验收
- Z1 考试 presale-exam
- Z2 签字 记录表总签
"""


def module_faults(old: str, new: str, known: Known = KNOWN) -> list[str]:
    assert old in MODULES
    return [str(one) for one in check_modules(read(MODULES.replace(old, new), "modules.md"), known)]


def test_modules_are_read_as_values() -> None:
    modules, problems = read_modules(read(MODULES, "modules.md"))
    assert problems == [] and check_modules(read(MODULES, "modules.md"), KNOWN) == []
    steps = modules.steps
    assert list(steps) == ["K1", "T1", "T2", "Y4", "Z1", "Z2"]
    assert (steps["K1"].signers, steps["K1"].minutes) == (("trainee", "mentor"), 480)
    assert (steps["T2"].targets, steps["T2"].count, steps["T2"].after) == (("TB",), 15, ("T1",))
    assert steps["Z2"].signers == ("trainee", "trainer"), "the closing signature is also the trainer's"
    assert steps["T1"].kind is Kind.LESSON and steps["T1"].minutes == 60


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "T1 课文 L04",
            "T1 课程 L04",
            "modules.md:9: 不认识环节类型「课程」，是不是想写「课文」；可用：课文、确认、练习",
        ),
        ("T1 课文 L04", "L04", "环节要写成「环节号 类型 内容」，例如 T1 课文 L04"),
        ("Y4 演练", "T1 演练", "编号「T1」在第 9 行已经用过"),
        ("【先完成】T2", "【先完成】Z1", "modules.md:11: 【先完成】Z1 要写在 Y4 的前面"),
        ("TB 15 题", "TB 15道", "练习要写成「题库 N 题」，例如 TB 15 题：TB 15道"),
        ("TB 15 题", "TB 25 题", "T2 要 25 题，题库 TB 只有 20 题，还差 5 题"),
        ("TB 15 题", "TB、PD 26 题", "T2 要 26 题，题库 TB、PD 只有 25 题，还差 1 题"),
        ("TB 15 题", "QQ 15 题", "T2 要的题库 QQ 没有：核对题库编号"),
        ("课文 L04", "课文 L05", "modules.md:9: T1 要的课文 L05 没有：核对编号"),
        ("演练 R02", "演练 R99", "Y4 要的场景 R99 没有"),
        ("考试 presale-exam", "考试 presale-exm", "Z1 要的考试 presale-exm 没有，是不是想写 presale-exam"),
        ("学员、带教人", "带教人", "【签字】里要有学员：学员本人一定签"),
        ("学员、带教人", "学员、店长", "【签字】不认识「店长」；可用：学员、带教人、培训师"),
        ("【时长】1 天", "【时长】一天", "modules.md:6:"),
        ("## 验收\n", "## 空的\n\n## 验收\n", "模块「空的」里没有环节"),
    ],
)
def test_faults_of_modules(old: str, new: str, words: str) -> None:
    found = module_faults(old, new)
    assert any(words in one for one in found), found


def test_a_steps_id_never_comes_to_mean_another_step() -> None:
    known = replace(KNOWN, former={"T1": ("课文", "L01"), "K1": ("线下", "")})
    found = module_faults("每人经手 30 件", "每人经手 40 件", known)
    assert found == ["modules.md:9: 环节号 T1 以前是「课文 L01」，已经有人签过：换一个没用过的号"]


COURSE = """# 课程 presale-3d 三日课程
【英文名】Three days
【英文简介】Short.
【岗位】售前客服 【天数】3 【模块】presale 【准入】presale-gate 【负责】培训师

## 第一段 认识店和货

### 第 1～2 天 仓库
【目标】说得出优点。

- 每天 仓库一天
- 淘宝时限

## 第二段 收尾

### 第 3 天 验收
- 验收
"""


def course_faults(old: str, new: str) -> list[str]:
    assert old in COURSE
    modules = read_modules(read(MODULES, "modules.md"))[0]
    known = replace(KNOWN, modules={"presale": modules})
    return [str(one) for one in check_course(read(COURSE.replace(old, new), "presale-3d.md"), known)]


def test_a_course_lays_its_modules_out_over_its_days() -> None:
    modules = read_modules(read(MODULES, "modules.md"))[0]
    course, problems = read_course(read(COURSE, "presale-3d.md"), modules)
    assert problems == [] and course is not None
    placed = [(step.key, step.day, step.due) for step in course.steps]
    assert placed[:5] == [("K1", 1, 1), ("T1", 1, 2), ("T2", 1, 2), ("Y4", 1, 2), ("K1#2", 2, 2)]
    assert placed[5:] == [("Z1", 3, 3), ("Z2", 3, 3)]
    assert [(day.number, day.name, day.block) for day in course.plan] == [
        (1, "仓库", "第一段 认识店和货"),
        (2, "仓库", "第一段 认识店和货"),
        (3, "验收", "第二段 收尾"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- 淘宝时限", "- 淘宝时线", "presale-3d.md:12: 模块「淘宝时线」不在模块文件里，是不是想写「淘宝时限」"),
        ("- 验收", "- 验收\n- 淘宝时限", "模块「淘宝时限」排了两次：要天天上的写「每天 淘宝时限」"),
        ("【天数】3", "【天数】4", "【天数】4，写出来的是第 1、2、3 天：要从第 1 天起不断开"),
        ("第 3 天", "第 4 天", "写出来的是第 1、2、4 天：要从第 1 天起不断开"),
        ("### 第 3 天 验收", "### 第三天 验收", "「第三天 验收」要写成「第 N 天 名字」或「第 N～M 天 名字」"),
        ("第 1～2 天", "第 2～1 天", "「第 2～1 天 仓库」要写成「第 N 天 名字」"),
        ("【岗位】售前客服 ", "", "缺【岗位】"),
        ("【模块】presale", "【模块】aftersale", "presale-3d.md:4: 没有模块文件「aftersale」"),
        ("【准入】presale-gate", "【准入】other-gate", "没有准入「other-gate」"),
        ("# 课程 presale-3d", "# 课程 Presale3", "课程编号「Presale3」不对"),
    ],
)
def test_faults_of_a_course(old: str, new: str, words: str) -> None:
    found = course_faults(old, new)
    assert any(words in one for one in found), found


def test_what_must_be_done_first_must_be_in_the_course_and_not_later() -> None:
    split = MODULES.replace("- T2 练习", "\n## 时限练习\n- T2 练习")
    modules = {"presale": read_modules(read(split, "modules.md"))[0]}
    known = replace(KNOWN, modules=modules)
    swapped = COURSE.replace("- 淘宝时限", "- 时限练习").replace("- 验收", "- 验收\n- 淘宝时限")
    found = [one.text for one in check_course(read(swapped, "x"), known)]
    assert found == ["第 1 天的 T2 要先完成 T1，T1 在这门课里排在第 3 天"]
    without = [one.text for one in check_course(read(COURSE.replace("- 淘宝时限", "- 时限练习"), "x"), known)]
    assert without == ["第 1 天的 T2 要先完成 T1，T1 在这门课里没有排"]


def test_short_sections_of_a_lesson_share_a_page() -> None:
    short, long = "字" * 90, "字" * 200
    cut = [
        Section("", short),
        Section("甲", short),
        Section("乙", long),
        Section("丙", short),
        Section("丁", "字" * 20),
    ]
    found = pages(cut)
    assert [page.titles for page in found] == [("甲",), ("乙",), ("丙", "丁")]
    assert found[0].text == f"{short}\n\n## 甲\n\n{short}"
    assert [page.titles for page in pages([Section("甲", long), Section("乙", "字" * 20)])] == [("甲", "乙")]
    assert len(pages([])) == 1


@PATIENT
@given(st.lists(st.tuples(st.sampled_from(["", "甲", "乙"]), st.integers(0, 400)), max_size=12))
def test_packing_loses_nothing_and_keeps_the_order(given_sections: list[tuple[str, int]]) -> None:
    cut = [Section(title, f"{number}：" + "字" * length) for number, (title, length) in enumerate(given_sections)]
    packed = "\n\n".join(page.text for page in pages(cut))
    whole = "\n\n".join(f"## {one.title}\n\n{one.text}" if one.title else one.text for one in cut)
    assert packed == whole
