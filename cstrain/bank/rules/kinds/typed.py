"""判断 填空 数值 权限: the key stands in 【答案】."""

from __future__ import annotations

import re
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.question import Authority, Blank, Verdict
from cstrain.kit.content.fold import fold_answer
from cstrain.kit.content.keys import unknown
from cstrain.kit.content.model import Attribute, Malformed, Part
from cstrain.kit.content.numbers import Numeric, bare_range, numeric
from cstrain.kit.content.refs import any_of, blanks, references

TRUTH = {"对": True, "错": False}
_NUMERIC = re.compile(r"介于|.*\d\s*±\s*\d")
_UNITS = "元|角|分钟|小时|天|个月|月|年|秒|次|个|件|单|条|字|折|分|句|家|人|块|%"
_FIGURE = re.compile(rf"(\{{[^{{}}\n]{{1,40}}\}}|\d+(?:\.\d+)?)\s*({_UNITS})")


def _answers(part: Part) -> list[Attribute]:
    return [attribute for attribute in part.attributes if attribute.key == "答案"]


def _one_answer(part: Part, found: Findings, form: str) -> Attribute | None:
    answers = _answers(part)
    if not answers:
        found.wrong(part.line, f"{part.id} 没写【答案】：写成「【答案】{form}」")
        return None
    for more in answers[1:]:
        found.wrong(more.line, f"{part.id} 的【答案】只能有一行：删掉一行")
    return answers[0]


def judgement(part: Part, found: Findings) -> dict[str, Any]:
    answer = _one_answer(part, found, "对」或「【答案】错")
    if answer is None:
        return {}
    if answer.value not in TRUTH:
        found.wrong(answer.line, f"判断的【答案】只有「对」和「错」：「{answer.value}」改成其中一个")
    return {"truth": TRUTH.get(answer.value)}


def blanks_of(part: Part, found: Findings) -> dict[str, Any]:
    wanted, answers = blanks(part.body), _answers(part)
    if not wanted:
        found.wrong(part.line, f"{part.id} 是填空，题干里没有空：在要填的地方打三个以上的「_」")
    elif wanted != len(answers):
        line = answers[-1].line if answers else part.line
        found.wrong(line, f"题干有 {wanted} 个空，【答案】有 {len(answers)} 行：一个空写一行【答案】")
    order = part.attribute("空位")
    if order and order.value != "不限顺序":
        found.wrong(order.line, unknown("空位", order.value, ["不限顺序"]))
    return {"blanks": tuple(_blank(answer, found) for answer in answers), "any_order": order is not None}


def _blank(answer: Attribute, found: Findings) -> Blank:
    wordings = any_of(answer.value)
    numbers: list[Numeric] = []
    for wording in wordings:
        if trouble := bare_range(wording):
            found.wrong(answer.line, trouble)
        elif _NUMERIC.match(wording):
            try:
                numbers.append(numeric(wording))
            except Malformed as wrong:
                found.wrong(answer.line, str(wrong))
        elif not fold_answer(wording) and not references(wording):
            found.wrong(answer.line, f"「{wording}」只有标点，比不出来：写上文字或数字")
    return Blank(wordings or ("",), tuple(numbers), answer.line)


def number(part: Part, found: Findings) -> dict[str, Any]:
    answer = _one_answer(part, found, "10 天")
    if answer is None:
        return {}
    try:
        return {"number": numeric(answer.value), "number_text": answer.value}
    except Malformed as wrong:
        found.wrong(answer.line, str(wrong))
        return {}


def authority(part: Part, found: Findings) -> dict[str, Any]:
    names = [verdict.value for verdict in Verdict]
    answer = _one_answer(part, found, "能做」「不能做」或「有尺度")
    if answer is None:
        return {}
    if answer.value not in names:
        found.wrong(answer.line, unknown("权限", answer.value, names))
        return {}
    verdict = Verdict(answer.value)
    measure, decider = part.own("尺度"), part.own("谁决定")
    if verdict is Verdict.LIMITED and not measure:
        found.wrong(answer.line, f"{part.id} 是「有尺度」，没写【尺度】：写明做到哪里为止")
    if verdict is not Verdict.LIMITED and measure:
        stray = part.attribute("尺度")
        found.wrong(
            stray.line if stray else part.line, f"【尺度】只用在「有尺度」：{part.id} 的答案是「{verdict.value}」"
        )
    if verdict is not Verdict.MAY and not decider:
        found.wrong(answer.line, f"{part.id} 是「{verdict.value}」，没写【谁决定】：写明该找谁")
    return {"authority": Authority(verdict, measure, _figure(measure), decider)}


def _figure(measure: str) -> Numeric | None:
    """The first figure with a unit in the measure, such as {客服让价上限} 元."""
    found = _FIGURE.search(measure)
    return numeric(f"{found[1]} {found[2]}") if found else None
