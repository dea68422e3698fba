"""The blueprint of the room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("content", __name__)
CHECK = "check"  # the button that looks without saving, for those without script
