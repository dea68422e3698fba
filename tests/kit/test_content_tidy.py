"""Canonical text: every accepted variant, what is left alone, and properties over mutated files."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cstrain.kit import content

PILOT = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "content_cases/pilot").glob("*"))]
HEAD = "# 题库 TB 名\n\n"
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large]

VARIANTS = [
    ("byte order mark", "\ufeff# 题库 TB 名\n", "# 题库 TB 名\n"),
    ("Windows line ends", "# 题库 TB 名\r\n题\r\n", "# 题库 TB 名\n题\n"),
    ("old Mac line ends", "# 题库 TB 名\r题\r", "# 题库 TB 名\n题\n"),
    ("no final newline", HEAD + "题", HEAD + "题\n"),
    ("many final newlines", HEAD + "题\n\n\n", HEAD + "题\n"),
    ("blank lines at the start", "\n\n# 题库 TB 名\n", "# 题库 TB 名\n"),
    ("trailing spaces", HEAD + "题  \n", HEAD + "题\n"),
    ("trailing full-width spaces", HEAD + "题\u3000\n", HEAD + "题\n"),
    ("tab", HEAD + "题\t目\n", HEAD + "题  目\n"),
    ("many blank lines", HEAD + "题\n\n\n\n目\n", HEAD + "题\n\n目\n"),
    ("blank line of spaces", HEAD + "题\n \u3000\n目\n", HEAD + "题\n\n目\n"),
    ("no blank line before a title", HEAD + "题\n## TB-001 判断\n", HEAD + "题\n\n## TB-001 判断\n"),
    ("full-width hashes", HEAD + "＃＃ TB-001 判断\n", HEAD + "## TB-001 判断\n"),
    ("full-width hash at the top", "＃ 题库 TB 名\n", "# 题库 TB 名\n"),
    ("no space behind the hashes", HEAD + "##TB-001 判断\n", HEAD + "## TB-001 判断\n"),
    ("no space behind the top hash", "#题库 TB 名\n", "# 题库 TB 名\n"),
    ("full-width space behind the hashes", HEAD + "##\u3000TB-001 判断\n", HEAD + "## TB-001 判断\n"),
    ("many spaces behind the hashes", HEAD + "###   甲\n", HEAD + "### 甲\n"),
    ("middle dot", HEAD + "· 甲\n", HEAD + "- 甲\n"),
    ("middle dot without space", HEAD + "·甲\n", HEAD + "- 甲\n"),
    ("bullet", HEAD + "• 甲\n", HEAD + "- 甲\n"),
    ("star", HEAD + "* 甲\n", HEAD + "- 甲\n"),
    ("plus", HEAD + "+ 甲\n", HEAD + "- 甲\n"),
    ("full-width minus", HEAD + "－甲\n", HEAD + "- 甲\n"),
    ("wide gap behind the dash", HEAD + "-\u3000  甲\n", HEAD + "- 甲\n"),
    ("Chinese comma behind a number", HEAD + "1、甲\n2、乙\n", HEAD + "1. 甲\n2. 乙\n"),
    ("full-width point behind a number", HEAD + "1．甲\n", HEAD + "1. 甲\n"),
    ("full-width number", HEAD + "１．甲\n２、乙\n", HEAD + "1. 甲\n2. 乙\n"),
    ("figures counted by 、", HEAD + "1、24 小时\n2、3 天\n", HEAD + "1. 24 小时\n2. 3 天\n"),
    *[(f"tick {sign}", HEAD + f"- {sign} 甲\n", HEAD + "- √ 甲\n") for sign in "✓✔☑✅"],
    *[(f"cross {sign}", HEAD + f"- {sign} 甲\n", HEAD + "- × 甲\n") for sign in "✗✘✕❌"],
    ("tick as emoji", HEAD + "- ✔\ufe0f 甲\n", HEAD + "- √ 甲\n"),
    ("tick without space", HEAD + "- √甲\n", HEAD + "- √ 甲\n"),
    ("arrow of two signs", HEAD + "- 甲->乙\n", HEAD + "- 甲 → 乙\n"),
    ("double arrow of two signs", HEAD + "- 甲 =>乙\n", HEAD + "- 甲 → 乙\n"),
    ("double arrow", HEAD + "- 甲⇒乙\n", HEAD + "- 甲 → 乙\n"),
    ("dash arrow", HEAD + "- 甲—>乙\n", HEAD + "- 甲 → 乙\n"),
    ("tight arrow", HEAD + "- 甲→乙\n", HEAD + "- 甲 → 乙\n"),
    ("arrow with nothing on the left", HEAD + "- ->乙\n", HEAD + "- → 乙\n"),
    ("full-width square brackets", HEAD + "［规则］TB1\n", HEAD + "【规则】TB1\n"),
    ("blanks inside the brackets", HEAD + "【 规则 】TB1\n", HEAD + "【规则】TB1\n"),
    ("blank behind the bracket", HEAD + "【规则】 TB1\n", HEAD + "【规则】TB1\n"),
    ("no blank before a second tag", HEAD + "【规则】TB1【难度】易\n", HEAD + "【规则】TB1 【难度】易\n"),
    ("wide gap before a second tag", HEAD + "【规则】TB1　 ［难度］ 易\n", HEAD + "【规则】TB1 【难度】易\n"),
    ("no blank before a reason", HEAD + "- × 甲【解析】乙\n", HEAD + "- × 甲 【解析】乙\n"),
    ("square brackets on a list line", HEAD + "- × 甲［解析］ 乙\n", HEAD + "- × 甲 【解析】乙\n"),
]

LEFT_ALONE = [
    "#双11 期间另有规则",
    "##双11##",
    "#双11#",
    "1.5 倍",
    "1．5 倍",
    "3、5、7 天里选一个",
    "2022、2023 两年",
    "*强调*文字",
    "**粗**字",
    "+86 138",
    "－5 度",
    "-5 度",
    "--",
    "5->3",
    "（一）→（二）",
    "- √ 甲 -> 乙",
    "- × 甲=>乙",
    "- 甲 √ 乙",
    "- 甲【现货】乙",
    "- 甲［现货］乙",
    "［图］见下",
    "\u3000\u3000缩进",
    "    缩进",
    "| a | b |",
    "> · 引用",
    "【答案】甲→乙",
    "【解析】· 甲",
    "\\【规则】甲",
    "- 甲 \\【分】2",
]


@pytest.mark.parametrize(("typed", "canonical"), [case[1:] for case in VARIANTS], ids=[case[0] for case in VARIANTS])
def test_a_variant_is_folded_without_a_word(typed: str, canonical: str) -> None:
    assert content.tidy(typed) == canonical
    assert content.tidy(canonical) == canonical
    assert content.read(typed) == content.read(canonical)
    assert [p.text for p in content.read(typed).problems] == [p.text for p in content.read(canonical).problems]


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_what_only_looks_like_a_mark_is_left_alone(line: str) -> None:
    text = f"{HEAD}题\n\n{line}\n"
    assert content.tidy(text) == text
    assert content.write(content.read(text)) == text


def test_the_body_of_a_lesson_keeps_its_marks() -> None:
    body = "· 甲\n＃＃ 乙\n1、丙\n［规则］丁\n- ✓ 戊\n- 甲->乙\n"
    text = f"# 课文 L01 名\n【时长】40 分钟\n\n{body}"
    assert content.tidy(text) == text


def test_the_head_of_a_lesson_is_folded_and_its_spaces_too() -> None:
    typed = "＃课文 L01 名\r\n［时长］ 40 分钟\n\n\n正文 \n## 节\n\n\n完\n"
    assert content.tidy(typed) == "# 课文 L01 名\n【时长】40 分钟\n\n正文\n\n## 节\n\n完\n"


def test_a_fence_keeps_its_blank_lines_and_marks() -> None:
    text = f"{HEAD}## TB-001 判断\n```\n· 甲\n\n\n［规则］乙\n```\n"
    assert content.tidy(text) == text


def test_order_and_lines_are_the_authors() -> None:
    text = f"{HEAD}【难度】易\n\n【规则】TB1\n题\n\n- × 乙\n- √ 甲\n【解析】丙\n【覆盖】F001 【课文】L04\n"
    assert content.tidy(text) == text


def test_nothing_stays_nothing() -> None:
    assert content.tidy("") == ""
    assert content.tidy(" \n\t\n\u3000\n") == ""


# --- properties -------------------------------------------------------------------------------------------------

PIECES = [
    "\r\n", "\t", "\u3000", "  ", "\n\n\n", "\n", "\ufeff", "【", "】", "［", "］", "\\", "【解析】", "【规则】TB9", "［分］2", "【小结】",
    "【 难度 】易", "## ", "＃＃ ", "### x", "#", "# ", "- ", "· ", "* ", "－", "1、", "2．", "12. ", "- √", "- ✓", "- ❌", "√", "×",
    "->", "=>", "→", "—>", "⇒", "```", "~~~", "> ", "> 买家：", "---", "===", "{TB1}", "____", "![a](img/b.svg)", "|", "：", "解析：", "@2",
    "\x0b", "\x85", "\u2028", "\u200b", "\x00", "\ud800", "😀", "# 课文 L09 名\n", "# 模块 m 名\n", "\ufe0f", "\xa0",
]  # fmt: skip
EDIT = st.tuples(st.integers(0, 10_000), st.integers(0, 6), st.sampled_from(PIECES) | st.text(max_size=4))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A few lines of a pilot file with up to eight pieces cut out, put in or exchanged."""
    lines = draw(st.sampled_from(PILOT)).splitlines(keepends=True)
    start = draw(st.integers(0, max(0, len(lines) - 12)))
    text = lines[0] + "".join(lines[start : start + 40])
    for place, gone, piece in draw(st.lists(EDIT, max_size=8)):
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + gone :]
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=HEALTH)
@given(mutated())
def test_tidying_twice_changes_nothing_and_what_is_read_is_written(text: str) -> None:
    tidied = content.tidy(text)
    assert content.tidy(tidied) == tidied
    document = content.read(text)
    if any("半个字符" in problem.text for problem in document.problems):
        return
    assert content.write(document) == tidied
    again = content.read(content.write(document))
    assert again == document
    assert [content.part_hash(part) for part in again.walk()] == [content.part_hash(part) for part in document.walk()]


@settings(max_examples=150, deadline=None, suppress_health_check=HEALTH)
@given(mutated())
def test_problems_are_sorted_and_point_into_the_file(text: str) -> None:
    problems = content.read(text, "f.md").problems
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    assert all(1 <= problem.line <= last for problem in problems)
    assert all(str(problem).startswith("f.md:") for problem in problems)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert content.tidy(content.tidy(text)) == content.tidy(text)
    document = content.read(text)
    assert content.read(content.write(document)) == document
    for part in document.head.walk():
        assert isinstance(part.text + part.body + str(part.lines) + str(part.runs), str)
        content.references_of(part)
        content.images_of(part)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    document = content.read(data, "f.md")
    assert content.read(content.write(document)) == document


BAIT = {
    "spaces in a line": "a" + " " * 150_000 + "b",
    "spaces in a list line": "- a" + " " * 150_000 + "【解析】b",
    "spaces in a tag line": "【规则】a" + " " * 150_000 + "【难度】b",
    "open brackets": "- " + "【" * 60_000,
    "brackets with spaces": "- " + "【 " * 30_000,
    "empty brackets": "【规则】" + "【】" * 30_000,
    "arrows": "- " + "->" * 60_000,
    "dashes": "- " + "-" * 150_000,
    "hashes": "#" * 150_000,
    "hashes and spaces": "## " + " " * 150_000 + "x",
    "numbers": "1、" * 50_000,
    "braces": "{" * 150_000,
    "pictures": "![" * 60_000,
    "quotes": ">" * 150_000,
    "titles": "\n".join(f"## TB-{number:03d} 判断" for number in range(9000)),
    "lists": "- a 【解析】b\n" * 9000,
    "strange keys": "【规则】" + "".join(f"【规{number}】" for number in range(12_000)),
    "keys": "【规则】a\n" * 12_000,
    "fences": "```\n" * 40_000,
    "colons": "：" * 60_000,
    "underlines": "_" * 150_000,
}


@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT)
def test_two_hundred_kilobytes_of_bait_are_read_in_reasonable_time(bait: str) -> None:
    """They take up to 0.3 s; quadratic reading takes minutes. Processor time, so that a busy machine does no harm."""
    text = HEAD + bait
    start = process_time()
    assert content.write(content.read(text)) == content.tidy(text)
    assert process_time() - start < 10
