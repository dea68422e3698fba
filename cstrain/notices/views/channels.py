"""The administrators' page: when what is told, which groups hear it, what got there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.notices import actions, queries
from cstrain.notices.actions import RobotSaid
from cstrain.notices.forms import RobotForm
from cstrain.notices.models import Outgoing, Robot
from cstrain.notices.rules.hours import hour_text, read_hour
from cstrain.notices.rules.robots import Platform
from cstrain.notices.views.blueprint import bp
from cstrain.notices.words import KINDS, PLATFORMS, STATES
from cstrain.people.doors import me, needs, require_all_teams
from cstrain.people.forms import choices
from cstrain.people.queries import teams
from cstrain.people.rules import May

FIELDS = {"address_not_https": "address", "address_is_odd": "address", "robot_address_of_other": "address"}
FIELDS |= {"robot_needs_secret": "secret"}


@dataclass(frozen=True)
class Line:
    """A message that was to leave, as the list shows it."""

    row: Outgoing
    to: str
    badge: tuple[Any, str, str]


def state_of(row: Outgoing) -> str:
    if row.sent_at is not None:
        return "sent"
    if row.given_up_at is not None:
        return "given_up"
    return "again" if row.tries else "waiting"


def _lines(robots: list[Robot]) -> list[Line]:
    names = {f"robot:{one.id}": one.name for one in robots}
    return [Line(row, names.get(row.lane, _("已移除的群")), STATES[state_of(row)]) for row in queries.latest("robot:")]


def _hours() -> list[tuple[str, Any, str]]:
    held = queries.hours()
    return [(name, word, hour_text(held[name]) if held[name] >= 0 else "") for name, word in KINDS.items()]


@bp.get("/notices")
@needs(May.NOTICES_KEEP)
def channels() -> Any:
    require_all_teams(May.NOTICES_KEEP)
    return _channels(_hours())


def _channels(hours: list[tuple[str, Any, str]], status: int = 200, wrong: tuple[str, ...] = ()) -> Page:
    robots = queries.robots()
    return page(
        "notices/channels.html",
        status,
        robots=robots,
        hours=hours,
        wrong=wrong,
        lines=_lines(robots),
        PLATFORMS=PLATFORMS,
        mails=bool(current_app.config["MAIL_URL"]),
        site=current_app.config["SITE_URL"],
        tried=request.args.get("tried", ""),
    )


@bp.post("/notices/hours")
@needs(May.NOTICES_KEEP)
def save_hours() -> Any:
    """Empty: not told at all."""
    require_all_teams(May.NOTICES_KEEP)
    typed = {name: request.form.get(name, "").strip() for name in KINDS}
    read = {name: read_hour(text) if text else -1 for name, text in typed.items()}
    wrong = tuple(name for name, minute in read.items() if minute is None)
    if wrong:
        return _channels([(name, word, typed[name]) for name, word in KINDS.items()], 422, wrong)
    actions.set_hours({name: minute for name, minute in read.items() if minute is not None})
    return back("notices.channels")


def _robot_form() -> RobotForm:
    form = RobotForm()
    form.team.choices = choices([("", _("不分小组的")), *((team.id, team.name) for team, _people in teams())])
    return form


@bp.get("/notices/robots/new")
@needs(May.NOTICES_KEEP)
def new_robot() -> Any:
    require_all_teams(May.NOTICES_KEEP)
    return page("notices/new_robot.html", form=_robot_form())


@bp.post("/notices/robots/new")
@needs(May.NOTICES_KEEP)
def save_robot() -> Any:
    asked, form = require_all_teams(May.NOTICES_KEEP), _robot_form()
    if not form.validate():
        return page("notices/new_robot.html", 422, form=form)
    said = RobotSaid(
        Platform(form.platform.data),
        str(form.name.data),
        form.team.data or None,
        str(form.address.data),
        form.secret.data or "",
    )
    try:
        actions.add_robot(said, by=asked.id, at=clock.received())
    except Refusal as refusal:
        form[FIELDS[refusal.code]].errors = [words_of(refusal)]
        return page("notices/new_robot.html", 422, form=form)
    return back("notices.channels")


@bp.post("/notices/robots/<robot_id>/try")
@needs(May.NOTICES_KEEP)
def try_robot(robot_id: str) -> Any:
    require_all_teams(May.NOTICES_KEEP)
    actions.try_robot(robot_id, by=me().id, at=clock.received())
    return back("notices.channels", tried=robot_id)


@bp.post("/notices/robots/<robot_id>/end")
@needs(May.NOTICES_KEEP)
def end_robot(robot_id: str) -> Any:
    require_all_teams(May.NOTICES_KEEP)
    actions.end_robot(robot_id, by=me().id, at=clock.received())
    return back("notices.channels")
