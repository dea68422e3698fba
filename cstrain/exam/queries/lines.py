"""The pass line that a panel has set: it holds from the decision on, for papers of the same full score."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from cstrain.exam.models import Panel
from cstrain.exam.rules.blueprint import Blueprint
from cstrain.exam.rules.standard_setting import SET_BY, Round
from cstrain.kit import db


def settled_panel(exam_id: str) -> Panel | None:
    """The panel whose decision holds."""
    query = select(Panel).where(Panel.exam_id == exam_id, Panel.state == Round.SETTLED.value)
    return db.database.session.scalar(query.order_by(Panel.settled_at.desc()).limit(1))


def with_line(exam_id: str, blueprint: Blueprint, decided: dict[str, str]) -> tuple[Blueprint, dict[str, str]]:
    """The blueprint with the line that holds, and which panel set it, to be pinned into the attempt."""
    panel = settled_panel(exam_id)
    if panel is None or Fraction(panel.full) != blueprint.full:
        return blueprint, decided
    return replace(blueprint, line=Fraction(panel.line)), {**decided, SET_BY: panel.id}


def line_told(decided: dict[str, str]) -> dict[str, Any]:
    """What the record says of where the line of an attempt came from; nothing when it stood in the exam's own text."""
    panel = db.database.session.get(Panel, decided[SET_BY]) if SET_BY in decided else None
    if panel is None:
        return {}
    told = {"panel": panel.id, "judges": panel.judges, "cut": panel.cut, "error": panel.error, "line": panel.panel_line}
    if panel.is_overridden:
        told |= {"decided": panel.line, "reason": panel.reason}
    return {"line_set": told}
