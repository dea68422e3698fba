"""The room's blueprint, and the words its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from cstrain.levels import words

bp = Blueprint("levels", __name__)
SPOKEN = ("BASES", "GROUPS", "KINDS", "NEEDS", "PROMOTIONS")
SAID = ("condition_words", "figure_text", "gap_words", "level_words", "progress")


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    return {name: getattr(words, name) for name in SPOKEN + SAID}
