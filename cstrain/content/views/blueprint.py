"""The blueprint of the room."""

from __future__ import annotations

from flask import Blueprint

from cstrain.content.rules.kinds import BANK, KINDS, RULES

bp = Blueprint("content", __name__)
# Banks and registers have pages of their own. Every other word in its place is nobody's address.
PIECE = f"/content/<any({', '.join(kind.slug for kind in KINDS if kind not in (BANK, RULES))}):kind>/<key>"
CHECK = "check"  # the button that looks without saving, for those without script
