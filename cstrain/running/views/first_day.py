"""The first day: from the demo, or from nothing, to an installation that people work in."""

from __future__ import annotations

from typing import Any

from flask import url_for

from cstrain.kit import clock
from cstrain.kit.web import page
from cstrain.people.doors import me, needs, require_all_teams
from cstrain.people.rules import May
from cstrain.running import queries
from cstrain.running.views.blueprint import bp
from cstrain.running.words import FIRST_DAY

# code -> (page that does it, what one must be allowed to)
WAYS: dict[str, tuple[str, May]] = {
    "doctor": ("running.state", May.RUNNING_SEE),
    "teams": ("people.team_list", May.PEOPLE_KEEP),
    "people": ("people.import_sheet", May.PEOPLE_KEEP),
    "roles": ("people.everyone", May.PEOPLE_SEE),
    "administrators": ("people.everyone", May.PEOPLE_SEE),
    "decisions": ("people.open_decisions", May.DECISIONS_SEE),
    "take_over": ("certification.take_over", May.TAKE_OVER),
    "enrol": ("curriculum.enrol", May.ENROL),
    "copy": ("running.state", May.RUNNING_SEE),
}


def _line(step: queries.Step) -> dict[str, Any]:
    title, done, left, act = FIRST_DAY[step.code]
    endpoint, may = WAYS[step.code]
    words = str(done if step.is_done else left)
    return {
        "title": title,
        "icon_name": "circle-check" if step.is_done else "circle-dot",
        "tone": "ok" if step.is_done else "warn",
        "why": words % {"count": step.count} if "%(" in words else words,
        "url": url_for(endpoint) if me().can(may) else None,
        "act": act,
    }


@bp.get("/first-day")
@needs(May.RUNNING_SEE)
def first_day() -> Any:
    require_all_teams(May.RUNNING_SEE)
    found = queries.steps(clock.received())
    return page(
        "running/first_day.html",
        lines=[_line(step) for step in found],
        left=sum(not step.is_done for step in found),
        blocks=queries.blocks(),
    )
