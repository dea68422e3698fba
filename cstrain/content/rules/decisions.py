"""Checks of the 决定 file (formats 4.4): what the firm is asked must be answerable, and what is suggested an answer."""

from __future__ import annotations

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.register import check_head
from cstrain.kit.content import Document, Malformed, Part, Problem
from cstrain.kit.content.keys import unknown
from cstrain.kit.errors import Refusal
from cstrain.people.rules.decisions import CHOICE, KINDS, MONEY, WHOLE, Asked, read_decision

LEFT_TO_THE_FIRM = "由企业决定"
MOST_NAME = 40
WRONG_SUGGESTION = {
    "decision_is_empty": "没有值",
    "decision_not_a_number": "不是数字",
    "decision_not_an_option": "不在选项里",
    "decision_out_of_range": "超出了【范围】",
    "decision_too_long": "太长",
}


def check_decisions(document: Document) -> tuple[Problem, ...]:
    """Everything wrong in a 决定 file, sorted by line."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    if not document.parts:
        found.wrong(document.head.line, "没有决定：用「## 名称 类型」写出至少一项")
    for part in document.parts:
        _check(part, found)
    return found.all


def _check(part: Part, found: Findings) -> None:
    if part.rest not in KINDS:
        found.wrong(part.line, unknown("决定的类型", part.rest, KINDS))
        return
    if len(part.id) > MOST_NAME:
        found.wrong(part.line, f"名称有 {len(part.id)} 个字，最多 {MOST_NAME} 个")
    for key, what in (("用在", "用在哪里，例如 考试"), ("取值", LEFT_TO_THE_FIRM)):
        if not part.own(key):
            found.wrong(part.line, f"决定「{part.id}」没写【{key}】：写上{what}")
    if part.own("取值") not in ("", LEFT_TO_THE_FIRM):
        found.wrong(_line(part, "取值"), f"【取值】只能写{LEFT_TO_THE_FIRM}：要给起点，写在【建议】里")
    try:
        asked = read_decision(part)
    except (Malformed, ValueError) as wrong:
        found.wrong(_line(part, "范围"), str(wrong))
        return
    _check_shape(part, asked, found)
    _check_suggestion(part, asked, found)


def _line(part: Part, key: str) -> int:
    written = part.attribute(key)
    return written.line if written else part.line


def _check_shape(part: Part, asked: Asked, found: Findings) -> None:
    if not asked.question:
        found.doubt(part.line, f"决定「{part.id}」没写问的是什么：在标题下面用一句话写清")
    listed = [line.body for run in part.runs for line in run]
    if asked.kind == CHOICE and len(set(listed)) < 2:
        found.wrong(part.line, f"决定「{part.id}」是选项，至少要两个不同的「- ……」")
    if asked.kind != CHOICE and listed:
        found.wrong(part.line, f"决定「{part.id}」是{asked.kind}，不用列选项：去掉，或把类型改成选项")
    if asked.kind in (WHOLE, MONEY) and not asked.unit:
        found.wrong(part.line, f"决定「{part.id}」没写【单位】：写上，例如 分钟")


def _check_suggestion(part: Part, asked: Asked, found: Findings) -> None:
    if not part.has("建议"):
        return
    try:
        asked.read(asked.suggestion)
    except Refusal as wrong:
        found.wrong(_line(part, "建议"), f"决定「{part.id}」的【建议】{WRONG_SUGGESTION.get(wrong.code, wrong.code)}")
    if not asked.ground:
        found.wrong(_line(part, "建议"), f"决定「{part.id}」的【建议】没写理由：写成「80 分 理由」")
