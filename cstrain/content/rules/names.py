"""Lints on names: one id one thing, files called as line 1 says, the words of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cstrain.content.rules.kinds import PHRASES, REGISTERS, SCRIPTS, Kind, is_named_well, usual_name
from cstrain.content.rules.library import Entry
from cstrain.content.rules.shelf import Shelf
from cstrain.kit.content import Problem
from cstrain.kit.content.refs import numbered_lines

# One thing, one word, on every screen and in every text: the words that docs/glossary.md has retired, with what is said
# instead. Words that people also use for other things (任务, 步骤, 班) are left to the reviewer.
RETIRED: dict[str, str] = {
    "带教师傅": "带教人",
    "带教老师": "带教人",
    "上岗审批": "上岗准入",
    "准入通过": "上岗准入",
    "准予上岗": "同意上岗",
    "暂不放行": "暂缓上岗",
    "考试验收": "上岗考试",
    "验收考试": "上岗考试",
    "结业考试": "上岗考试",
    "合格线": "及格线",
    "考卷": "试卷",
    "死题": "否决题",
    "红线题": "否决题",
    "未签字": "待签字",
    "漏签": "待签字",
    "会签": "签字",
    "副签": "签字",
    "哈希": "校验码",
    "数字指纹": "校验码",
    "最短学时": "最少培训天数",
    "班期": "第几批",
    "课件": "课文",
    "情景剧本": "情景模拟",
    "模拟演练": "情景模拟",
    "情景演练": "情景模拟",
    "角色扮演": "情景模拟",
    "末场": "最后一场",
    "辱骂客户": "遇到客户辱骂",
    "导入预演": "导入预览",
    "离座": "离岗",
    "禁用语": "服务禁语",
}
INNOCENT = ("会签字", "周末场", "上班期间", "分离座")  # they contain a retired word and mean something else
MOST_KEY, MOST_NAME, MOST_PATH = 40, 80, 160
_RETIRED = re.compile(f"(?:{'|'.join(INNOCENT)})|({'|'.join(RETIRED)})")


def lint_names(shelf: Shelf) -> Iterator[Problem]:
    """Ids used twice, names of files, retired words."""
    yield from _twice(shelf)
    yield from _numbers_twice(shelf, REGISTERS, "规则")
    yield from _lines_twice(shelf, PHRASES, "禁语")
    yield from _lines_twice(shelf, SCRIPTS, "话术")
    for entry in shelf.library.entries:
        yield from _too_long(entry)
        if not is_named_well(entry.kind, entry.key, entry.path):
            usual = usual_name(entry.kind, entry.key)
            said = f"文件名和第 1 行对不上：这是「{entry.document.type} {entry.key}」，文件叫 {usual} 这样的名字"
            yield _problem(entry, 1, said)
        yield from retired_words(entry)


def _problem(entry: Entry, line: int, text: str, *, warning: bool = False) -> Problem:
    return entry.document.problem(line, text, warning=warning)


def _too_long(entry: Entry) -> Iterator[Problem]:
    lengths = (("编号", entry.key, MOST_KEY), ("名称", entry.document.name, MOST_NAME), ("路径", entry.path, MOST_PATH))
    for what, text, most in lengths:
        if len(text) > most:
            yield _problem(entry, 1, f"{what}有 {len(text)} 个字，最多 {most} 个：写短一点")


def _twice(shelf: Shelf) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for entry in shelf.library.entries:
        first = seen.setdefault(entry.name, entry.path)
        if first != entry.path:
            yield _problem(entry, 1, f"「{entry.document.type} {entry.key}」在 {first} 里已经有了：换一个编号")


def _numbers_twice(shelf: Shelf, kinds: tuple[Kind, ...], what: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for entry in shelf.library.of(*kinds):
        for part in entry.document.parts:
            first = seen.setdefault(part.id, entry.path)
            if first != entry.path:
                yield _problem(entry, part.line, f"{what}编号 {part.id} 在 {first} 里用过了：换一个")


def _lines_twice(shelf: Shelf, kind: Kind, what: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for entry in shelf.library.of(kind):
        for line in (one for part in entry.document.parts for run in part.runs for one in run):
            first = seen.setdefault(line.id, entry.path)
            if first != entry.path:
                yield _problem(entry, line.line, f"{what}编号 {line.id} 在 {first} 里用过了：换一个")


def retired_in(text: str) -> list[str]:
    """The retired words in a text, in its order."""
    return [found[1] for found in _RETIRED.finditer(text) if found[1]]


def retired_words(entry: Entry) -> Iterator[Problem]:
    """Words that the glossary has retired."""
    for part in entry.document.head.walk():
        for number, text in numbered_lines(part):
            for word in retired_in(text):
                yield _problem(entry, number, f"不用「{word}」这个说法：写「{RETIRED[word]}」")
