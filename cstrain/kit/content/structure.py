"""What the grammar can find wrong in a part as a whole: ids, repeated keys, versions, dates, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .keys import REPEATS, TYPES, TYPES_WITH_LINE_IDS, TYPES_WITH_PART_IDS, unknown
from .model import Document, ListLine, Malformed, Part, Problem
from .numbers import day
from .refs import IMAGE_PATH, images_of
from .versions import parse_status, parse_version

_ASCII_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*", re.ASCII)
_READERS = {"版本": parse_version, "状态": parse_status, "截至": day, "复核": day}


def part_problems(document: Document) -> Iterator[Problem]:
    """Everything wrong that the finished tree shows without knowing what a question or a course is."""
    yield from _title_problems(document)
    yield from _level_problems(document.head)
    yield from _id_problems(document)
    for part in document.head.walk():
        yield from _repeated(part)
        yield from _values(part)
        yield from _images(part)


def _title_problems(document: Document) -> Iterator[Problem]:
    if not document.head.title:
        yield Problem(1, "第 1 行要是标题：写成「# 类型 编号 名称」，例如「# 题库 TB 淘宝交易时限」")
    elif document.type not in TYPES:
        yield Problem(document.head.line, unknown("类型", document.type, TYPES))
    elif not document.name:
        yield Problem(document.head.line, f"标题没写全：写成「# {document.type} 编号 名称」")
    elif not _ASCII_ID.fullmatch(document.id):
        yield Problem(document.head.line, f"编号「{document.id}」只能用英文字母、数字和「-」")


def _level_problems(head: Part) -> Iterator[Problem]:
    for part in head.parts:
        if part.level > 2:
            yield Problem(part.line, f"「### {part.title}」上面没有「##」：先写「##」那一级，或减一个 #")


def _id_problems(document: Document) -> Iterator[Problem]:
    seen: dict[tuple[int, str], int] = {}
    coded = document.type in TYPES_WITH_PART_IDS
    for part in document.walk():
        level = 0 if coded else part.level
        if (first := seen.setdefault((level, part.id), part.line)) != part.line:
            what = "编号" if coded else "标题"
            yield Problem(part.line, f"{what}「{part.id}」在第 {first} 行已经用过：换一个")
        if coded and document.type != "决定" and not _ASCII_ID.fullmatch(part.id):
            yield Problem(part.line, f"编号「{part.id}」只能用英文字母、数字、「-」和「.」，后面空一格再写别的")
    yield from _line_id_problems(document)


def _line_id_problems(document: Document) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for part in document.head.walk() if document.type in TYPES_WITH_LINE_IDS else ():
        for item in part.items:
            if isinstance(item, ListLine) and (first := seen.setdefault(item.id, item.line)) != item.line:
                yield Problem(item.line, f"编号「{item.id}」在第 {first} 行已经用过：换一个，用过的编号不再用")


def _repeated(part: Part) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for attribute in part.attributes:
        if attribute.key not in seen:
            seen[attribute.key] = attribute.line
        elif attribute.key not in REPEATS:
            first = seen[attribute.key]
            where = "这一行" if first == attribute.line else f"第 {first} 行"
            yield Problem(attribute.line, f"【{attribute.key}】{where}已经写过：合成一项")


def _values(part: Part) -> Iterator[Problem]:
    for attribute in part.attributes:
        if attribute.key in _READERS and attribute.value:
            try:
                _READERS[attribute.key](attribute.value)
            except Malformed as wrong:
                yield Problem(attribute.line, str(wrong))


def _images(part: Part) -> Iterator[Problem]:
    for image in images_of(part):
        if not image.alt:
            yield Problem(image.line, f"图片 {image.path} 没写说明文字：在「![」和「]」之间写上图里有什么")
        if not IMAGE_PATH.fullmatch(image.path):
            yield Problem(
                image.line,
                f"图片路径「{image.path}」不对：写成 img/文件名.svg，文件名只用小写字母、数字和「-」，"
                "可用 svg、png、jpg、webp",
            )
