"""The room of three: the observer opens it and scores, customer and agent talk on their own devices.

The talk is fetched again every two seconds as a part of the page; without script a link does it. Nothing needs a socket.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page, part
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import by_number, named
from cstrain.people.rules import May
from cstrain.roleplay import actions, queries
from cstrain.roleplay.forms import RoomForm, ScoreForm, level_fields, levels_of, score_form
from cstrain.roleplay.models import RoleplayRoom
from cstrain.roleplay.rules import Rubric, Scenario, critical_of
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.own import scenario_or_404
from cstrain.roleplay.views.told import typed_line

OBSERVER = "observer"


@bp.get("/roleplay/<key>/room")
@needs(May.ROLEPLAY_SCORE)
def new_room(key: str) -> Any:
    form = RoomForm()
    form.agent.data = request.args.get("agent", "")
    return _new(scenario_or_404(key), form)


def _new(scene: Scenario, form: RoomForm, status: int = 200) -> Page:
    return page("roleplay/new_room.html", status, scene=scene, form=form, undecided=queries.open_decisions(scene))


@bp.post("/roleplay/<key>/room")
@needs(May.ROLEPLAY_SCORE)
def save_room(key: str) -> Any:
    scene, form = scenario_or_404(key), RoomForm()
    agent = by_number(form.agent.data or "")
    customer = by_number(form.customer.data) if form.customer.data else me().person
    if not form.validate() or agent is None or customer is None:
        for field, found in ((form.agent, agent), (form.customer, customer)):
            if found is None and field.data:
                field.errors = [*field.errors, _("没有这个工号，请核对。")]
        return _new(scene, form, 422)
    person_for(agent.id, May.ROLEPLAY_SCORE)
    made = actions.open_room(key, agent=agent.id, customer=customer.id, by=me().id, at=clock.received())
    return back("roleplay.room", room_id=made.id)


def _seen(room_id: str) -> tuple[RoleplayRoom, str]:
    found = queries.room(room_id)
    if found is None:
        raise NotYours
    return found, actions.side_of(found, me().id)


def _scene(made: RoleplayRoom) -> Scenario:
    return queries.scenario_of(queries.version(made.scenario_version_id))


def _rubric(scene: Scenario) -> Rubric:
    row = queries.live_one(queries.RUBRIC, scene.rubric)
    if row is None:
        raise NotYours
    return queries.rubric_of(row)


@bp.get("/roleplay/room/<room_id>")
@needs(May.LEARN)
def room(room_id: str) -> Any:
    made, side = _seen(room_id)
    scene = _scene(made)
    form = score_form(_rubric(scene), critical_of(scene)) if side == OBSERVER and not made.ended_at else None
    return _page(made, side, form)


def _page(made: RoleplayRoom, side: str, form: ScoreForm | None, status: int = 200) -> Page:
    scene = _scene(made)
    return page(
        "roleplay/room.html",
        status,
        scene=scene,
        form=form,
        levels=level_fields(form, _rubric(scene)) if form else [],
        shared=made.customer_id == made.observer_id,
        **_talk(made, side),
    )


def _talk(made: RoleplayRoom, side: str) -> dict[str, Any]:
    lines = queries.room_lines(made.id)
    people: dict[str, Person] = named([made.agent_id, made.customer_id, made.observer_id])
    now = clock.now()
    return {
        "made": made,
        "side": side,
        "people": people,
        "lines": [(one, clock.local(one.at)) for one in lines],
        "seq": len(lines) + 1,
        "state": "over" if made.ended_at else "on" if made.started_at else "waiting",
        "minutes": int((now - made.started_at).total_seconds()) // 60 if made.started_at and not made.ended_at else 0,
        "whole": _scene(made).whole // 60,
    }


@bp.get("/roleplay/room/<room_id>/talk")
@needs(May.LEARN)
def room_talk(room_id: str) -> Any:
    """The part that is fetched again; 204 while there is nothing new to ``have``."""
    made, side = _seen(room_id)
    told = _talk(made, side)
    if request.args.get("have") == f"{told['seq']}-{told['state']}-{told['minutes']}":
        return "", 204
    return part("roleplay/_room_talk.html", **told)


@bp.post("/roleplay/room/<room_id>/begin")
@needs(May.ROLEPLAY_SCORE)
def begin_room(room_id: str) -> Any:
    actions.begin_room(room_id, by=me().id, at=clock.received())
    return back("roleplay.room", room_id=room_id)


@bp.post("/roleplay/room/<room_id>/say")
@needs(May.LEARN)
def say_in_room(room_id: str) -> Any:
    actions.say_in_room(room_id, **typed_line(), by=me().id, at=clock.received())
    return back("roleplay.room", room_id=room_id)


@bp.post("/roleplay/room/<room_id>/score")
@needs(May.ROLEPLAY_SCORE)
def score_room(room_id: str) -> Any:
    made, side = _seen(room_id)
    if side != OBSERVER:
        raise NotYours
    person_for(made.agent_id, May.ROLEPLAY_SCORE)
    scene = _scene(made)
    rubric = _rubric(scene)
    form = score_form(rubric, critical_of(scene))
    if not form.validate():
        return _page(made, side, form, 422)
    done = actions.score_room(
        room_id,
        scores=levels_of(form, rubric),
        critical=form.critical.data or [],
        comment=form.comment.data or "",
        by=me().id,
        at=clock.received(),
    )
    return back("roleplay.played", session_id=done.session_id)


@bp.post("/roleplay/room/<room_id>/end")
@needs(May.ROLEPLAY_SCORE)
def end_room(room_id: str) -> Any:
    actions.end_room(room_id, by=me().id, at=clock.received())
    return back("roleplay.to_score")


@bp.post("/roleplay/room/<room_id>/swap")
@needs(May.ROLEPLAY_SCORE)
def swap_room(room_id: str) -> Any:
    """Another room with the two players the other way round."""
    made, side = _seen(room_id)
    if side != OBSERVER or made.customer_id == me().id:
        raise NotYours
    person_for(made.customer_id, May.ROLEPLAY_SCORE)
    new = actions.open_room(
        made.scenario_key, agent=made.customer_id, customer=made.agent_id, by=me().id, at=clock.received()
    )
    return back("roleplay.room", room_id=new.id)
