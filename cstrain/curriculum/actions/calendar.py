"""A person's own calendar: working days, pauses; every date after a change moves with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import held_running, require_workdays
from cstrain.curriculum.models import Absence, Enrolment
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.people.rules import Period
from cstrain.records import actions as records


@db.deed
def pause(enrolment_id: str, *, from_on: date, until_on: date | None, reason: str, by: str, at: datetime) -> Absence:
    """Away from a day to the end of a day (none: until resumed): every date after it moves.

    Refusals: ``pause_is_backwards``, ``pauses_overlap``, ``enrolment_has_ended``.
    """
    enrolment = held_running(enrolment_id)
    if until_on is not None and until_on < from_on:
        raise Refusal("pause_is_backwards")
    if any(_overlap(other, from_on, until_on) for other in queries.absences(enrolment_id)):
        raise Refusal("pauses_overlap")
    made = Absence(enrolment_id=enrolment_id, from_on=from_on, until_on=until_on, reason=reason, by=by, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    body = {"from": from_on.isoformat(), "until": until_on.isoformat() if until_on else ""}
    _record(enrolment, "paused", body, by=by, at=at, private={"reason": reason})
    return made


def _overlap(other: Absence, from_on: date, until_on: date | None) -> bool:
    if other.until_on is not None and other.until_on < other.from_on:
        return False  # taken back on its first day
    return Period(from_on, until_on).holds(other.from_on) or Period(other.from_on, other.until_on).holds(from_on)


@db.deed
def resume(enrolment_id: str, *, on: date, by: str, at: datetime) -> Absence:
    """Back on a day: the pause that holds then ends the day before. Refusal ``not_away``."""
    enrolment = held_running(enrolment_id)
    away = queries.absence_on(enrolment_id, on)
    if away is None:
        raise Refusal("not_away")
    away.until_on = on - timedelta(days=1)
    _record(enrolment, "resumed", {"on": on.isoformat()}, by=by, at=at)
    return away


def _record(
    enrolment: Enrolment,
    kind: str,
    body: dict[str, str],
    *,
    by: str,
    at: datetime,
    private: dict[str, str] | None = None,
) -> None:
    subject = f"enrolment:{enrolment.id}"
    records.record(enrolment.person_id, kind, at=at, by=by, subject=subject, body=body, private=private)


@db.deed
def set_workdays(enrolment_id: str, workdays: str) -> Enrolment:
    """The days of the week on which the person learns, digits 1 Monday … 7 Sunday. Refusal ``no_workdays``."""
    enrolment = held_running(enrolment_id)
    require_workdays(workdays)
    enrolment.workdays = "".join(sorted(workdays))
    return enrolment
