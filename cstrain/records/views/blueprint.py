"""The room's blueprint, and the words its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from cstrain.records import words

bp = Blueprint("records", __name__)
SPOKEN = ("DONE", "KINDS", "MARKS", "METHODS", "PAPERS", "ROLES", "STEP_KINDS", "WAYS", "WHY")
SAID = ("asked_words", "group_title", "grouped", "in_order", "labelled", "sign_title")


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    return {name: getattr(words, name) for name in SPOKEN + SAID}
