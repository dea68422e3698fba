"""What a paper may ask is taught: by all lessons that an item names, in the course or for the certificate before it, in its words."""

from __future__ import annotations

import pytest

from cstrain.content.rules.check import Checked, check_library
from cstrain.content.rules.library import read_library
from cstrain.content.rules.shelf import Around
from tests.content.small import HEAD, SMALL, files

BANK_FILE = "question_banks/TQ-clocks.md"
LESSON_FILE = "curricula/shared/lessons/L90-clock.md"
EXAM_FILE = "curricula/pay/exam.md"
OTHER = {"curricula/shared/lessons/L91-other.md": SMALL[LESSON_FILE].replace("L90", "L91", 1)}
LEAD = {
    "curricula/lead/exam.md": SMALL[EXAM_FILE].replace("pay-exam", "lead-exam"),
    "curricula/lead/gate.md": f"""# 准入 lead-gate 组长准入
{HEAD}【决定人】主管 【证书】组长证 【有效期】12 月

- G1 证书 付款上岗证
- G2 考试 lead-exam
""",
    "curricula/lead/modules.md": f"# 模块 lead 组长模块\n{HEAD}\n## 带人\n- T1 课文 L91 【时长】20 分钟\n- T2 考试 lead-exam\n",
    "curricula/lead/lead-1d.md": SMALL["curricula/pay/pay-1d.md"]
    .replace("pay-1d", "lead-1d")
    .replace("【模块】pay 【准入】pay-gate", "【模块】lead 【准入】lead-gate")
    .replace("- 付款\n", "- 带人\n"),
}


def checked(changes: dict[str, str]) -> Checked:
    return check_library(read_library(files(dict(changes))), Around())


def told(found: Checked, words: str) -> list[str]:
    return [str(problem) for problem in found.problems if words in problem.text]


def test_every_lesson_that_an_item_names_must_be_taught() -> None:
    both = SMALL[BANK_FILE].replace("【课文】L90", "【课文】L90、L91")
    found = checked({**OTHER, BANK_FILE: both})
    assert [line.partition("：")[0] for line in told(found, "会抽到")] == [
        f"{EXAM_FILE}:9: 「付款时限 单选 易」会抽到 TQ-001、TQ-002、TQ-003、TQ-004、TQ-005、TQ-006，讲到它们的课文不在课程 pay-1d 里"
    ]
    assert found.errors


def test_what_the_certificate_before_asked_for_counts_as_taught() -> None:
    assert told(checked({**OTHER, **LEAD}), "会抽到") == []
    without = {**LEAD, "curricula/lead/gate.md": LEAD["curricula/lead/gate.md"].replace("- G1 证书 付款上岗证\n", "")}
    assert len(told(checked({**OTHER, **without}), "不在课程 lead-1d 里")) == 1


def test_of_several_certificates_that_will_do_only_what_all_of_them_teach_counts() -> None:
    other = {
        path.replace("pay", "ship"): text.replace("pay", "ship") for path, text in SMALL.items() if "/pay/" in path
    }
    other["curricula/ship/gate.md"] = other["curricula/ship/gate.md"].replace("付款上岗证", "发货上岗证")
    other["curricula/ship/modules.md"] = other["curricula/ship/modules.md"].replace("课文 L90", "课文 L91")
    other["curricula/ship/modules.md"] = other["curricula/ship/modules.md"].replace(
        "- T5 考试 ship-exam\n", "- T5 线下 看\n"
    )
    either = {
        **LEAD,
        "curricula/lead/gate.md": LEAD["curricula/lead/gate.md"].replace("付款上岗证", "付款上岗证；发货上岗证"),
    }
    found = checked({**OTHER, **other, **either})
    assert len(told(found, "不在课程 lead-1d 里")) == 1, "whoever comes from shipping has not learnt L90"


BLANK = "\n## TQ-007 填空\n没付款的那座钟走完，交易会____。\n\n【答案】{answer}\n【解析】到期自动这样。\n【难度】易\n"
FIGURE = "\n## TQ-007 数值\n拍下以后最多等几天付款？\n\n【答案】{answer}\n【解析】{why}\n【难度】易\n"
ANSWERS = [
    (BLANK.format(answer="关闭；关掉"), ""),
    (BLANK.format(answer="作废；失效"), "TQ-007 的答案「作废」课文 L90 里没有"),
    (FIGURE.format(answer="3 天", why="满三天。"), ""),
    (FIGURE.format(answer="三 天", why="满三天。"), ""),
    (FIGURE.format(answer="8 天", why="规则就是这样。"), "TQ-007 的答案「8 天」课文 L90 里没有"),
    (FIGURE.format(answer="8 天", why="3 + 5 = 8。"), ""),
]


@pytest.mark.parametrize(("question", "expected"), ANSWERS)
def test_an_answer_to_be_given_word_for_word_stands_in_the_lesson(question: str, expected: str) -> None:
    lines = told(checked({BANK_FILE: SMALL[BANK_FILE] + question}), "里没有")
    assert [expected in line for line in lines] == [True] * bool(expected), lines
