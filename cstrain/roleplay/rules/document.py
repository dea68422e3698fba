"""What is signed of a scene: everything that makes the score, as text and whole numbers (the record takes nothing else)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cstrain.kit.content import number_text
from cstrain.roleplay.rules.critical import Critical
from cstrain.roleplay.rules.rubric import FULL, Judged, Rubric
from cstrain.roleplay.rules.scenario import Kind, Point

METHOD = "played"
# The words stand in the record as they were signed; they are therefore never translated.
CRITICAL: dict[str, str] = {
    "clash": "和客户起冲突",
    "retort": "被骂回嘴",
    "authority": "答应了权限以外的事",
    "rule": "说错平台规则",
}


def critical_words(critical: Critical) -> str:
    """What the scorer ticks: 说错“最迟退款”（应为 10 天）; 选了“算，您放心。”."""
    if critical.choice is not None:
        return f"选了“{critical.choice.text}”"
    return CRITICAL[critical.key] if critical.point is None else _point_words(critical.point)


def _point_words(point: Point) -> str:
    if point.kind is Kind.FACT:
        return f"说错“{point.name}”（应为 {point.figure}）"
    if point.kind is Kind.LIMIT:
        return f"“{point.name}”超出上限"
    return f"{point.name}（{'、'.join(point.wordings[:3])}{'……' if len(point.wordings) > 3 else ''}）"


def share(points: Fraction) -> tuple[int, int]:
    """Points of 100 as num and den of the record: 86 → (86, 100), 86.4 → (432, 500). Readable, not reduced."""
    return points.numerator, FULL * points.denominator


def result_words(judged: Judged) -> str:
    """What the record sheet shows as the result."""
    if judged.is_fatal:
        return "0 分，致命错误"
    return f"{number_text(judged.points)} 分，{'通过' if judged.passed else '未通过'}"


def document_of(
    rubric: Rubric, levels: Mapping[str, int], critical: Sequence[Critical], judged: Judged
) -> dict[str, Any]:
    """Criteria with the anchored level each was given and what it brought, and the critical failures."""
    criteria = [
        {
            "name": one.name,
            "weight": one.weight,
            "grade": levels[one.name],
            "anchor": one.anchors[levels[one.name] - 1],
            "points": number_text(judged.parts[one.name]),
        }
        for one in rubric.criteria
    ]
    num, den = share(judged.points)
    return {
        "num": num,
        "den": den,
        "fatal": int(judged.is_fatal),
        "method": METHOD,
        "result": result_words(judged),
        "criteria": criteria,
        "critical": [critical_words(one) for one in critical],
    }
