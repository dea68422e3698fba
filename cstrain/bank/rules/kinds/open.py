"""简答 改写: a person marks them along 【评分】."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.question import Criterion
from cstrain.kit.content.model import ListLine, Malformed, Part
from cstrain.kit.content.numbers import quantity


def open_text(part: Part, found: Findings) -> dict[str, Any]:
    if not part.own("参考"):
        found.wrong(part.line, f"{part.id} 没写【参考】：写一个好的回答给阅卷人看")
    rubric = part.attribute("评分")
    lines = rubric.lines if rubric else ()
    if not lines:
        line = rubric.line if rubric else part.line
        found.wrong(line, f"{part.id} 没写【评分】的要点：一行一个，写成「- 要点 【分】2」")
    criteria = tuple(one for line in lines if (one := _criterion(line, found)))
    return {"reference": part.own("参考"), "criteria": criteria}


def _criterion(line: ListLine, found: Findings) -> Criterion | None:
    for attribute in line.attributes:
        if attribute.key != "分":
            found.wrong(line.line, f"【{attribute.key}】不能写在评分要点后面：这里只写【分】")
    if not line.body.strip():
        found.wrong(line.line, "评分要点是空的：写上要看到什么")
    typed = line.value("分")
    try:
        points = quantity(typed).number if typed else Fraction(0)
    except Malformed:
        points = Fraction(0)
    if points <= 0 or (points * 2).denominator != 1:
        shown = f"「{typed}」" if typed else "没写"
        found.wrong(line.line, f"要点的分{shown}：写成「【分】2」，最小一档是 0.5")
        return None
    return Criterion(line.body.strip(), points)
