"""What the doctor finds, and the copies: when the last one was made, when one was last put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.backup import Copy
from cstrain.kit.web import page
from cstrain.people.doors import needs, require_all_teams
from cstrain.people.rules import May
from cstrain.running import queries
from cstrain.running.rules import Finding
from cstrain.running.views.blueprint import bp
from cstrain.running.words import FINDINGS

MOST = 30


@dataclass(frozen=True)
class Line:
    """A copy as the page shows it."""

    copy: Copy
    made: datetime
    megabytes: str
    badge: tuple[str, str, str]


def _badge(copy: Copy) -> tuple[str, str, str]:
    if copy.is_good:
        return _("恢复过，完整"), "circle-check", "ok"
    if copy.tested_at:
        return _("恢复不了"), "octagon-alert", "bad"
    return _("没有试过"), "circle-dot", "warn"


def _said(one: Finding) -> dict[str, Any]:
    wrong, remedy = FINDINGS[one.code]
    facts = dict(one.facts)
    return {
        "title": str(wrong) % facts if facts else wrong,
        "why": remedy,
        "icon_name": "info" if one.is_note else "triangle-alert",
        "tone": "info" if one.is_note else "warn",
    }


@bp.get("/state")
@needs(May.RUNNING_SEE)
def state() -> Any:
    require_all_teams(May.RUNNING_SEE)
    at, found = clock.received(), queries.kept()
    tried = [one for one in found if one.is_good]
    seen = queries.findings(queries.the_world(), at)
    return page(
        "running/state.html",
        alarms=[_said(one) for one in seen if not one.is_note],
        notes=[_said(one) for one in seen if one.is_note],
        lines=[Line(one, one.at, f"{one.size / 1e6:.1f}", _badge(one)) for one in found[:MOST]],
        newest=found[0] if found else None,
        tried=tried[0] if tried else None,
        restored=queries.last_restore(),
        hour=current_app.config["BACKUP_AT"],
    )
