"""The attempt: begin, hand in, expire, void. Each takes the attempt's row first and decides on what it reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from cstrain.exam import queries
from cstrain.exam.actions.results import settle, strike_out
from cstrain.exam.models import Attempt, AttemptMove, Publication, Slot
from cstrain.exam.rules.attempt import Event, State, is_over, is_running, move
from cstrain.exam.rules.blueprint import Blueprint, require_line
from cstrain.exam.rules.drawing import CHANCE
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person

GRACE = timedelta(seconds=5)  # for what was sent in time and travelled, where a publication says nothing else


@db.deed
def start_attempt(
    person_id: str, publication_id: str, *, at: datetime, seed: str, room_id: str | None = None
) -> Attempt:
    """Begin, or give back the attempt that is under way; one whose time is over is closed and given back.

    The paper is drawn here, once, from ``seed``. ``room_id``: where, see ``rooms.admitted``. Refusals: those of ``queries.require_may_begin``, ``bank_is_short``.
    """
    person = db.lock(Person, person_id)  # two starts of one person queue here
    publication = db.database.session.get(Publication, publication_id)
    if person is None or publication is None:
        raise NotYours
    running = queries.open_attempt(person_id, publication.exam_id)
    if running is not None:
        expire(running.id, at=at)
        return running
    blueprint, decided, earlier = queries.require_may_begin(person_id, publication_id, at)
    number = max((each.number for each in earlier), default=0) + 1
    seen = queries.seen_questions([each for each in earlier if each.state != State.VOID])
    made = _begun(person_id, publication, (blueprint, decided, number, seen), at, seed)
    made.room_id = room_id
    return made


def _begun(
    person_id: str,
    publication: Publication,
    found: tuple[Blueprint, dict[str, str], int, frozenset[str]],
    at: datetime,
    seed: str,
) -> Attempt:
    """The attempt with its paper. ``found``: the blueprint, the decisions in it, the attempt's number, questions seen."""
    blueprint, decided, number, seen = found
    line = require_line(blueprint)
    attempt = Attempt(
        exam_id=publication.exam_id,
        person_id=person_id,
        publication_id=publication.id,
        version_id=publication.version_id,
        number=number,
        seed=seed,
        chance=CHANCE,
        started_at=at,
        deadline=at + timedelta(minutes=blueprint.minutes),
        line_num=line.numerator,
        line_den=line.denominator,
        decided=decided,
        grace=publication.grace,
    )
    db.database.session.add(attempt)
    db.database.session.flush()
    _lay_out(attempt, blueprint, seen)
    return attempt


def _lay_out(attempt: Attempt, blueprint: Blueprint, seen: frozenset[str]) -> None:
    paper = queries.drawn(blueprint, attempt.started_at, attempt.seed, seen)
    places = [(section, draw) for section, draw in blueprint.draws for _ in range(draw.count)]
    slots = [
        {
            "attempt_id": attempt.id,
            "place": place,
            "section": section,
            "question_version_id": version_id,
            "points_num": draw.points.numerator,
            "points_den": draw.points.denominator,
        }
        for place, ((section, draw), version_id) in enumerate(zip(places, paper, strict=True), start=1)
    ]
    db.append(Slot, *slots)


def held(attempt_id: str, person_id: str) -> Attempt:
    """The person's own attempt, held until the commit; 404 for another's."""
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None or attempt.person_id != person_id:
        raise NotYours
    return attempt


@db.deed
def submit_attempt(attempt_id: str, *, by: str, received: datetime) -> Attempt:
    """Hand in, once. After the deadline it is what it would have been anyway: closed with what was saved in time."""
    attempt = held(attempt_id, by)
    late = is_over(attempt.deadline, received, attempt.allowance)
    end(attempt, Event.EXPIRE if late else Event.SUBMIT, by, received)
    return attempt


@db.deed
def end(attempt: Attempt, event: Event, by: str, at: datetime, reason: str = "") -> None:
    """Grade inside the lock. An attempt that expired ended at its deadline, whenever that is noticed."""
    results = queries.results(attempt)
    state = move(State(attempt.state), event, to_mark=bool(results.to_mark))
    ended = attempt.deadline if event is Event.EXPIRE else at
    if state is State.TO_MARK:
        attempt.state, attempt.ended_at, attempt.ended_by = state.value, ended, event.value
    else:
        settle(attempt, results, at=at, by=by, ended=(ended, event.value))
    attempt.paused_at = None
    db.database.session.add(AttemptMove(attempt_id=attempt.id, event=event.value, at=at, by=by, reason=reason))
    db.database.session.flush()


@db.deed
def expire(attempt_id: str, *, at: datetime) -> bool:
    """Close one attempt whose time is over; False when it is not, or somebody else already did."""
    attempt = db.lock(Attempt, attempt_id)
    if (
        attempt is None
        or attempt.state != State.OPEN
        or is_running(State.OPEN, attempt.deadline, at, attempt.allowance)
    ):
        return False
    end(attempt, Event.EXPIRE, "clock", at)
    return True


def close_overdue(at: datetime) -> int:
    """Close every attempt whose time is over, each in a write of its own. Returns how many."""
    return sum(_expire_alone(attempt_id, at) for attempt_id in queries.overdue(at))


def _expire_alone(attempt_id: str, at: datetime) -> bool:
    """One that is refused (a clock that went back) waits for the next round and does not hold up the others."""
    try:
        with db.transaction(at=at, by="clock", why="exam: time is up"):
            return expire(attempt_id, at=at)
    except Refusal as refusal:
        current_app.logger.warning("attempt %s is not closed: %s", attempt_id, refusal)
        return False


@db.deed
def void_attempt(attempt_id: str, *, reason: str, by: str, at: datetime) -> Attempt:
    """Declare an attempt void, with a reason; it stays readable, counts for nothing, and its result is struck out.

    Refusals ``attempt_does_not_allow``, ``not_your_own_paper``.
    """
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    if attempt.person_id == by:
        raise Refusal("not_your_own_paper")
    was, attempt.state = attempt.state, move(State(attempt.state), Event.VOID).value
    attempt.score_num = attempt.score_den = attempt.passed = attempt.paused_at = None
    attempt.ended_at = attempt.ended_at or at
    db.database.session.add(AttemptMove(attempt_id=attempt.id, event="void", at=at, by=by, reason=reason))
    db.database.session.flush()
    if was == State.GRADED:
        strike_out(attempt, reason=reason, by=by, at=at)
    return attempt
