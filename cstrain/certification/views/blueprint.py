"""The room's blueprint, and the words its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from cstrain.certification import words

bp = Blueprint("certification", __name__)
SPOKEN = (
    "BASES",
    "CERTIFICATE",
    "COLUMN_NEEDS",
    "EVENTS",
    "GATE",
    "GROUPS",
    "HANDS",
    "NEEDS",
    "RED_LINES",
    "TAKE_OVERS",
)
SAID = ("condition_pairs", "day_words", "scope_words", "score_text")


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    return {name: getattr(words, name) for name in SPOKEN + SAID}
