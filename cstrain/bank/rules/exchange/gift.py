"""GIFT, Moodle's text of questions: read with all its kinds, written with those of ours that it can carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cstrain.bank.rules.exchange.carried import NOT_CARRIED, Carried, carried, marks_of, set_pairs
from cstrain.bank.rules.exchange.item import ANSWER, CRITERIA, EXPLANATION, ID, KIND, LETTERS, STEM, Brought, Item, Told
from cstrain.bank.rules.question import Kind, Question
from cstrain.kit.content.ids import is_id

_ESCAPED = re.compile(r"\\(.)", re.S)
_SPECIAL = re.compile(r"([\\~=#{}:])")
_FORMAT = re.compile(r"^\[(?:html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,5})?)%")


@dataclass(frozen=True, slots=True)
class Piece:
    """One answer: its sign, weight in per cent (None: all or nothing by the sign), text, feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str = ""


def read_gift(text: str) -> Brought:
    """The questions of a GIFT text; categories and what is no question are named."""
    brought = Brought("gift")
    for line, block in _blocks(text):
        if block.startswith("$"):
            brought.left_out.append(Told("", f"第 {line} 行的分类没有收：{block[:60]}"))
            continue
        item = _item(line, block)
        if item is None:
            brought.left_out.append(Told("", f"第 {line} 行是说明，不是题目：{block[:60]}"))
        else:
            brought.items.append(item)
    return brought


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    lines: list[str] = []
    began, depth = 1, 0
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            continue
        depth += len(re.findall(r"(?<!\\)\{", line)) - len(re.findall(r"(?<!\\)\}", line))
        if line.strip() or (depth > 0 and number - began < 200):
            began = began if lines else number
            lines.append(line)
        elif lines:
            yield began, "\n".join(lines).strip()
            lines, depth = [], 0
    if lines:
        yield began, "\n".join(lines).strip()


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text.strip()).strip()


def _find(text: str, sign: str, start: int = 0) -> int:
    found = re.compile(rf"(?<!\\){re.escape(sign)}").search(text, start)
    return found.start() if found else -1


def _item(line: int, block: str) -> Item | None:
    item = Item("", line)
    name = re.match(r"::(.*?)(?<!\\)::", block, re.S)
    if name:
        title = _plain(name[1])
        if is_id("question", title):
            item[ID] = title
        elif title:
            item.note(f"名称：{title}")
        block = block[name.end() :]
    start = _find(block, "{")
    if start < 0:
        return None
    end = _find(block, "}", start)
    if end < 0:
        item[STEM] = _plain(block)
        item.refuse(STEM, "题目的「{」没有收尾：补上「}」")
        return item
    before = _FORMAT.sub("", block[:start].strip())
    after = _plain(block[end + 1 :])
    inside = block[start + 1 : end]
    item[STEM] = _plain(before)
    _read_answers(item, inside, after)
    return item


def _read_answers(item: Item, inside: str, after: str) -> None:
    general = _find(inside, "####")
    if general >= 0:
        item[EXPLANATION] = _FORMAT.sub("", _plain(inside[general + 4 :]))
        inside = inside[:general]
    inside = inside.strip()
    verdict = re.match(r"(T|F|TRUE|FALSE)\s*(?:(?<!\\)#(.*))?$", inside, re.S | re.I)
    if after:
        item[STEM] = f"{item[STEM]} ____ {after}"
    if not inside:
        item[KIND] = "简答"
    elif verdict:
        item[KIND], item[ANSWER] = "判断", "对" if verdict[1][0] in "Tt" else "错"
        item.note("；".join(_plain(one) for one in re.split(r"(?<!\\)#", verdict[2] or "") if one.strip()))
    elif inside.startswith("#"):
        _numbers(item, inside[1:])
    else:
        _pieces(item, list(_split(inside)), bool(after))


def _split(inside: str) -> Iterator[Piece]:
    for found in re.finditer(r"(?<!\\)([=~])((?:\\.|[^\\=~])*)", inside, re.S):
        body = found[2].strip()
        weight = _WEIGHT.match(body)
        body = body[weight.end() :] if weight else body
        text, _, feedback = re.sub(r"(?<!\\)#", "\0", body).partition("\0")
        yield Piece(found[1], float(weight[1]) if weight else None, _FORMAT.sub("", text.strip()), _plain(feedback))


def _pieces(item: Item, pieces: list[Piece], inline: bool) -> None:
    if pieces and all(re.search(r"(?<!\\)->", one.text) for one in pieces):
        set_pairs(item, [_pair(one) for one in pieces])
    elif any(one.sign == "~" for one in pieces):
        right = [one for one in pieces if (one.sign == "=" if one.weight is None else one.weight > 0)]
        item[KIND] = "多选" if len(right) > 1 else "单选"
        item.set_options([_option(one) for one in pieces])
        item[ANSWER] = "".join(letter for letter, one in zip(LETTERS, pieces, strict=False) if one in right)
    elif pieces:
        item[KIND] = "填空"
        if not inline and "___" not in item[STEM]:
            item[STEM] += " ____"
        item[ANSWER] = "；".join(_plain(one.text) for one in pieces)
        item.note("；".join(one.feedback for one in pieces if one.feedback))
    else:
        item.refuse(ANSWER, "花括号里的答案看不懂")


def _pair(one: Piece) -> str:
    left, _, right = re.sub(r"(?<!\\)->", "\0", one.text).partition("\0")
    return f"{_plain(left)} → {_plain(right)}".strip()


def _option(one: Piece) -> str:
    text = " ".join(_plain(one.text).split())
    return f"{text} 【解析】{' '.join(one.feedback.split())}" if one.feedback else text


def _numbers(item: Item, inside: str) -> None:
    """{#3.14:0.01}, {#1..5}; several with weights are refused by name."""
    item[KIND] = "数值"
    pieces = [one for one in re.split(r"(?<!\\)=", inside) if one.strip()] or [inside]
    text, _, feedback = pieces[0].partition("#")
    text = _WEIGHT.sub("", text.strip()).strip()
    unit = re.search(r"（单位：([^（）]{1,12})）\s*$", item[STEM])
    name = unit[1] if unit else "个"
    if unit:
        item[STEM] = item[STEM][: unit.start()].strip()
    else:
        item.say(ANSWER, "数值没有单位，写成「个」")
    if len(pieces) > 1:
        item.say(ANSWER, f"{len(pieces)} 个带分值的数值，只读第一个")
        item.note(f"其余的数值：{'、'.join(_plain(one) for one in pieces[1:])}")
    if ".." in text:
        low, _, high = text.partition("..")
        item[ANSWER] = f"介于 {low.strip()}～{high.strip()} {name}"
    else:
        middle, _, off = text.partition(":")
        item[ANSWER] = (
            f"{middle.strip()}±{off.strip()} {name}" if off.strip() not in ("", "0") else f"{middle.strip()} {name}"
        )
    item.note(_plain(feedback))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def write_gift(questions: list[Question]) -> tuple[str, list[str]]:
    """The text, and what it does not carry: (question: what) in words."""
    written: list[str] = []
    lost: list[str] = []
    for question in questions:
        held = carried(question)
        lost += held.lost
        if held.kind is None:
            continue
        written.append(f"::{question.id}::[markdown]{_escaped(held.stem)}{{{_answers(held)}{_general(held)}}}")
    return "\n\n".join([*written, ""]), lost


def _general(held: Carried) -> str:
    return f"####{_escaped(held.explanation)}" if held.explanation else ""


def _answers(held: Carried) -> str:
    question = held.question
    if held.kind is Kind.JUDGEMENT:
        return "TRUE" if question.truth else "FALSE"
    if held.kind in (Kind.SINGLE, Kind.MULTIPLE):
        return "".join(
            f"{sign}{_escaped(option.text)}{f'#{_escaped(option.explanation)}' if option.explanation else ''} "
            for sign, option in zip(marks_of(question), question.options, strict=True)
        )
    if held.kind in (Kind.MATCH, Kind.CLASSIFY):
        pairs = [
            f"={_escaped(left)} -> {_escaped(question.rights[right])} "
            for left, right in zip(question.lefts, question.pairing, strict=True)
        ]
        spare = [right for place, right in enumerate(question.rights) if place not in question.pairing]
        return "".join([*pairs, *(f"= -> {_escaped(right)} " for right in spare)])
    if held.kind is Kind.BLANKS:
        return "".join(f"={_escaped(wording)} " for wording in question.blanks[0].wordings)
    if held.kind is Kind.NUMBER:
        return f"#{held.number}"
    return ""


__all__ = ["CRITERIA", "NOT_CARRIED", "read_gift", "write_gift"]
