"""A room of three: one plays the customer, one the agent, one watches and scores. Everything is on the server, so that a
phone that was dropped comes back to the same talk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person
from cstrain.roleplay import queries
from cstrain.roleplay.actions.scoring import score_session
from cstrain.roleplay.actions.solo import LONGEST
from cstrain.roleplay.models import RoleplayRoom, RoomLine
from cstrain.roleplay.rules.reply import words_hash

AGENT, CUSTOMER, OBSERVER = "agent", "customer", "observer"


@db.deed
def open_room(scenario: str, *, agent: str, customer: str, by: str, at: datetime) -> RoleplayRoom:
    """``by`` watches and scores; ``customer`` may be ``by`` where one phone is shared. Refusals ``score_own_scene``,
    ``customer_is_agent``, ``scene_undecided``."""
    version = queries.live_one(queries.SCENE, scenario)
    if version is None or any(db.database.session.get(Person, one) is None for one in (agent, customer)):
        raise NotYours
    if agent == by:
        raise Refusal("score_own_scene")
    if agent == customer:
        raise Refusal("customer_is_agent")
    undecided = queries.open_decisions(queries.scenario_of(version))
    if undecided:
        raise Refusal("scene_undecided", names="、".join(undecided))
    made = RoleplayRoom(
        scenario_key=scenario,
        scenario_version_id=version.id,
        agent_id=agent,
        customer_id=customer,
        observer_id=by,
        opened_at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


def side_of(room: RoleplayRoom, person_id: str) -> str:
    """agent, customer or observer; NotYours for anybody else. Who holds the one phone is the observer."""
    sides = {room.observer_id: OBSERVER, room.agent_id: AGENT}
    if person_id == room.customer_id and person_id not in sides:
        return CUSTOMER
    if person_id not in sides:
        raise NotYours
    return sides[person_id]


@db.deed
def begin_room(room_id: str, *, by: str, at: datetime) -> RoleplayRoom:
    """The timer runs. Pressed twice it runs from the first time."""
    room = _held(room_id)
    if side_of(room, by) != OBSERVER:
        raise NotYours
    if room.started_at is None and room.ended_at is None:
        room.started_at = at
        db.database.session.flush()
    return room


@db.deed
def say_in_room(room_id: str, *, text: str, seq: int, by: str, at: datetime) -> RoleplayRoom:
    """One line, of whoever types; the observer types for the customer where one phone is shared. ``seq`` is what the page was
    to write next: the same line sent twice counts once, another's line in between does not matter.

    Refusals ``room_not_begun``, ``room_is_over``, ``reply_empty``.
    """
    room = _held(room_id)
    side = side_of(room, by)
    if side == OBSERVER and room.customer_id != by:
        raise NotYours
    if room.ended_at is not None:
        raise Refusal("room_is_over")
    if room.started_at is None:
        raise Refusal("room_not_begun")
    if not text.strip():
        raise Refusal("reply_empty")
    side = CUSTOMER if side == OBSERVER else side
    lines = queries.room_lines(room_id)
    if any(one.seq >= seq and one.side == side and one.text == text for one in lines):
        return room
    db.database.session.add(RoomLine(room_id=room.id, seq=len(lines) + 1, side=side, text=text[:LONGEST], at=at))
    db.database.session.flush()
    return room


@db.deed
def score_room(
    room_id: str, *, scores: Mapping[str, int], critical: Collection[str], comment: str, by: str, at: datetime
) -> RoleplayRoom:
    """The observer's rubric ends the room: the fact, with the hash of the talk, and the signatures. Refusal ``room_is_over``."""
    room = _held(room_id)
    if side_of(room, by) != OBSERVER:
        raise NotYours
    if room.ended_at is not None:
        raise Refusal("room_is_over")
    lines = [{"side": one.side, "text": one.text} for one in queries.room_lines(room_id)]
    transcript = words_hash(queries.version(room.scenario_version_id).hash, lines)
    made = score_session(
        room.agent_id,
        partner=room.customer_id,
        scenario=room.scenario_key,
        scores=scores,
        critical=critical,
        comment=comment,
        by=by,
        at=at,
        evidence={"room": room.id, "transcript": transcript},
    )
    room.started_at = room.started_at or at
    room.ended_at, room.session_id = at, made.id
    db.database.session.flush()
    return room


@db.deed
def end_room(room_id: str, *, by: str, at: datetime) -> RoleplayRoom:
    """Over without a score. Refusal ``room_is_over``."""
    room = _held(room_id)
    if side_of(room, by) != OBSERVER:
        raise NotYours
    if room.ended_at is not None:
        raise Refusal("room_is_over")
    room.ended_at = at
    db.database.session.flush()
    return room


def _held(room_id: str) -> RoleplayRoom:
    room = db.lock(RoleplayRoom, room_id)
    if room is None:
        raise NotYours
    return room
