"""What the grammar itself can find wrong on a line, whatever the type of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .keys import KNOWN, LESSON, ON_LIST, SHAPES, Shape, nearest, resembles
from .lines import BRACKETED, strangers
from .model import Attribute, AttributeLine, ListLine, Problem, Text
from .tidy import Scanned, Title

# Keys that no sentence begins with: 「解析：…」 at the start of a line can only be a slip.
LABELS = frozenset(
    ("解析", "答案", "参考", "评分", "难度", "知识点", "覆盖", "计分", "一票否决", "英文名", "英文简介", "曾用名")
)
_LABEL = re.compile(r"(?:\[|【|［)?([^\s\[\]【】［］：:]{1,4})(?:\]|】|］)?\s?[：:]")
_SQUARE = re.compile(r"\[([^\[\]\n]{1,6})\](?![(\[:])")
_UNDERLINE = re.compile(r"[-=]+")
_HALF_COLON = re.compile(r"> ?(买家|客户|顾客|客服)( ?\d{1,2}:\d{2})?:")
_INDENTED = re.compile(r"[ \u3000]+(?:[-·•*] ?[√×✓✔✗✘]|[【［](?P<key>[^【】［］]{1,6})[】］])")
_GLUED = re.compile(r"[-*+][√×✓✔☑✅✗✘✕❌]")
_ANY_TITLE = re.compile(r"(#+)(?:[ \u3000]|$)")


def line_problems(scanned: Sequence[Scanned], unclosed: Sequence[int]) -> Iterator[Problem]:
    """Everything wrong that one line shows by itself or with the line above it."""
    lesson = bool(scanned) and isinstance(scanned[0], Title) and scanned[0].title.split(None, 1)[0] == LESSON
    above: Scanned = Text("")
    for line in scanned:
        if isinstance(line, ListLine):
            yield from _list_problems(line)
        elif isinstance(line, AttributeLine):
            yield from _attribute_problems(line, lesson)
        elif isinstance(line, Text) and line.raw and line.where != "code":
            yield from _text_problems(line, above)
        above = line
    for number in unclosed:
        yield Problem(number, "代码围栏没有收尾：在代码后面另起一行，写上同样的几个「`」")


def _list_problems(line: ListLine) -> Iterator[Problem]:
    for word in strangers(line):
        if word in KNOWN and word not in ON_LIST:
            yield Problem(line.line, f"【{word}】不能写在列表行里：另起一行；要当文字写，请写成 \\【{word}】")
        elif word not in ON_LIST and (near := resembles(word)):
            yield Problem(line.line, f"不认识【{word}】，是不是想写【{near}】；要当文字写，请写成 \\【{word}】")
    for attribute in line.attributes:
        if not attribute.raw:
            yield Problem(line.line, f"【{attribute.key}】后面是空的：写上内容，或删掉")


def _attribute_problems(line: AttributeLine, lesson: bool) -> Iterator[Problem]:
    first = line.attributes[0]
    shape = SHAPES.get(first.key)
    if shape is None:
        yield Problem(line.line, f"【{first.key}】只写在列表行的末尾：接在「- ……」后面")
    elif shape is Shape.BLOCK:
        if lesson:
            yield Problem(line.line, f"课文开头不用【{first.key}】：要当正文写，请在前面空一行")
    elif shape is Shape.LINE:
        yield from _empty(first)
        yield from _not_alone(first)
    else:
        for attribute in line.attributes:
            yield from _empty(attribute)
            yield from _tag_problems(attribute, first.key)


def _empty(attribute: Attribute) -> Iterator[Problem]:
    if not attribute.value:
        yield Problem(attribute.line, f"【{attribute.key}】后面是空的：写上内容，或删掉这一项")


def _not_alone(attribute: Attribute) -> Iterator[Problem]:
    for found in BRACKETED.finditer(attribute.raw):
        if found[1] in SHAPES and attribute.raw[: found.start()].endswith(" "):
            yield Problem(attribute.line, f"【{attribute.key}】要独占一行：【{found[1]}】另起一行")


def _tag_problems(attribute: Attribute, first: str) -> Iterator[Problem]:
    shape = SHAPES.get(attribute.key)
    if attribute.key not in KNOWN:
        yield Problem(attribute.line, unknown_key(attribute.key))
    elif shape is None:
        yield Problem(attribute.line, f"【{attribute.key}】只写在列表行的末尾：接在「- ……」后面")
    elif shape is not Shape.TAG:
        yield Problem(attribute.line, f"【{attribute.key}】要另起一行，不能接在【{first}】后面")


def unknown_key(word: str) -> str:
    """The words about 【word】 at the start of a line, with the near miss and the way to write it as text."""
    near = nearest(word, SHAPES)
    offer = f"，是不是想写【{near}】" if near else ""
    return f"不认识【{word}】{offer}；要当文字写，请写成 \\【{word}】"


def _text_problems(line: Text, above: Scanned) -> Iterator[Problem]:
    text, number = line.raw, line.line
    if found := _ANY_TITLE.match(text):
        yield from _title_problem(found[1], text, line)
    if _UNDERLINE.fullmatch(text) and isinstance(above, Text | ListLine) and above != Text(""):
        yield Problem(number, f"「{text[:3]}」紧跟在文字下面会变成标题：在它上面空一行，或删掉")
    if _HALF_COLON.match(text):
        yield Problem(number, "对话里说话人后面的冒号要用全角：「:」改成「：」")
    if line.where:
        return
    if text.startswith("【"):
        word = text[1:].partition("】")[0].strip()
        closed = "】" in text and len(word) <= 24
        yield Problem(number, unknown_key(word) if closed else "「【」没有配上「】」：补上；要当文字写，请写成 \\【")
    else:
        yield from _slips(text, number)


def _title_problem(marks: str, text: str, line: Text) -> Iterator[Problem]:
    if len(marks) == 1 and text != "#":
        fix = "要当文字写，请去掉 # 后面的空格" if line.where else "这一级用「##」；要当文字写，请去掉 # 后面的空格"
        yield Problem(line.line, f"「# 」只能是文件的第一行：{fix}")
    elif not line.where and text == marks:
        yield Problem(line.line, "标题是空的：写上编号和名称，或删掉这一行")
    elif not line.where and len(marks) > 3:
        yield Problem(line.line, "标题只有「##」和「###」两级：减少 # 的个数")


def _slips(text: str, number: int) -> Iterator[Problem]:
    label = _LABEL.match(text)
    square = _SQUARE.match(text)
    indented = _INDENTED.match(text)
    if label and label[1] in LABELS:
        yield Problem(number, f"「{label[0].strip()}」要写成【{label[1]}】")
    elif square and square[1].strip() in SHAPES:
        yield Problem(number, f"「{square[0]}」要写成【{square[1].strip()}】")
    elif indented and (indented["key"] is None or indented["key"].strip() in KNOWN):
        yield Problem(number, f"「{text.strip()[:4]}」前面不能有空格：要顶格写")
    elif _GLUED.match(text):
        yield Problem(number, f"「{text[0]}」后面少了一个空格：写成「- {text[1]} 」")
    elif text == "-":
        yield Problem(number, "这一行只有「-」：写上内容，或删掉这一行")
