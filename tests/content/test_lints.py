"""Every lint that is promised for the library finds its fault when the fault is planted in a whole library, at file and line."""

from __future__ import annotations

from datetime import date

import pytest

from cstrain.content.rules.check import check_library
from cstrain.content.rules.library import read_library
from cstrain.content.rules.shelf import Around
from tests.content.small import SMALL, files

BANK = "question_banks/TQ-clocks.md"
LESSON = "curricula/shared/lessons/L90-clock.md"
SCENE = "curricula/shared/scenarios/R90-late.md"
AROUND = Around(today=date(2026, 11, 22), facts=frozenset({"F001"}))
COVERED = SMALL[BANK].replace("【难度】易", "【难度】易 【覆盖】F001", 1)
FIRST = "买家拍下商品以后一直没有付款，几天以后这笔交易会自动关闭？"
OTHER_BANK = COVERED.replace("# 题库 TQ", "# 题库 TR").replace("TQ-0", "TR-0")
SAID = SMALL[LESSON].split("## 小结\n\n")[1].strip()
TURN = "\n## 绕路\n> 客户：还有呢？\n\n- 必须 接住：明白 【分】10\n- 转 否则 → 结局·知道了\n\n## 结局·知道了"

FAULTS = {
    "two keys": (BANK, "- × 2 天", "- √ 2 天", "是单选"),
    "a wrong option that is the key again": (BANK, "- × 2 天", "- × 72 小时", "说的是同一个数"),
    "the longest option": (BANK, "- √ 3 天", "- √ 3 天，从买家拍下那一刻开始走，走满为止", "对的选项比别的长出一截"),
    "all of the above": (BANK, "- × 7 天", "- × 以上都对", "以上都对"),
    "a double negative": (BANK, FIRST, "没有付款的订单，哪一种情形不会不关闭？", "双重否定"),
    "a cue": (BANK, "- √ 3 天", "- √ 这笔交易会等 3 天", "照着字眼就能选中"),
    "no reason for a distractor": (BANK, "- × 2 天 【解析】那是别的钟。", "- × 2 天", "没写为什么错"),
    "no explanation": (BANK, "【解析】从拍下算起，满 3 天没付款就关闭。\n", "", "解析"),
    "a key against the rule": (BANK, "- √ 3 天", "- √ 4 天", "的答案写的是 4 天，规则 TQ1 是 3 天"),
    "a stem twice": (BANK, "客户说他前天拍的还没付，最晚在第几天以前付款都还来得及？", FIRST, "题干几乎一样"),
    "an overdue review": (LESSON, "【复核】2030-01-15", "【复核】2026-01-15", "过了复核日期 2026-01-15"),
    "a lesson that is not there": (BANK, "【课文】L90", "【课文】L99", "L99"),
    "a rule that is not there": (BANK, "【规则】TQ1", "【规则】TQ9", "TQ9"),
    "a turn nobody comes to": (SCENE, "\n## 结局·知道了", TURN, "绕路"),
    "a lesson too short": (LESSON, f"{SAID}\n\n{SAID}", "记住三天。", "字"),
    "a lesson too long": (LESSON, SAID, SAID * 9, "字"),
    "a fact without question": (BANK, " 【覆盖】F001", "", "有 1 条事实还没有题：F001"),
}


def told(changes: dict[str, str | bytes | None]) -> list[str]:
    return [str(problem) for problem in check_library(read_library(files({BANK: COVERED, **changes})), AROUND).problems]


def test_without_a_fault_nothing_is_said() -> None:
    assert told({}) == []


@pytest.mark.parametrize(("path", "old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(path: str, old: str, new: str, expected: str) -> None:
    text = COVERED if path == BANK else SMALL[path]
    assert old in text
    found = told({path: text.replace(old, new, 1)})
    place = "docs/facts.md" if "事实" in expected else path
    assert [line for line in found if line.startswith(f"{place}:") and expected in line], found


def test_a_stem_that_stands_nearly_the_same_in_another_bank_is_found() -> None:
    found = told({"question_banks/TR-again.md": OTHER_BANK})
    assert [
        line for line in found if "TR-001 和 TQ-001 的题干几乎一样" in line or "TQ-001 和 TR-001 的题干几乎一样" in line
    ]


def test_a_lesson_that_no_course_reaches_is_found() -> None:
    other = {"curricula/shared/lessons/L91-other.md": SMALL[LESSON].replace("L90", "L91", 1)}
    assert [line for line in told({**other}) if "没有课程用到课文 L91" in line]


def test_a_statement_against_the_rule_is_found() -> None:
    statement = "\n## TQ-007 判断\n拍下没付款，满 5 天才会自动关闭。\n\n【答案】对\n【解析】看规则。\n【难度】易\n"
    assert [line for line in told({BANK: COVERED + statement}) if "TQ-007 的题干写的是 5 天" in line]


def test_keys_in_one_place_are_found() -> None:
    block = COVERED.partition("## TQ-001")
    asked = [
        f"## TQ-{number:03d} 单选\n第 {number} 位客户来问的第 {number * 7} 件事，您先看哪一样？\n\n"
        f"- √ 规则表\n- × 群里的话 【解析】没有出处。\n- × 自己的记性 【解析】会记岔。\n\n【解析】以表为准。\n【难度】易\n"
        for number in range(1, 25)
    ]
    found = told({BANK: block[0] + "\n".join(asked)})
    assert [line for line in found if "对的选项位置不匀：第 1 个 24 次" in line]
