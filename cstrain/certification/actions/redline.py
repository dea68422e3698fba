"""Red-line events: reported by one, confirmed by a second person, then in the record; settled with what was done."""

from __future__ import annotations

from datetime import date, datetime

from cstrain.certification.actions.holding import held
from cstrain.certification.models import RedLine
from cstrain.certification.queries.certificates import today
from cstrain.certification.rules.redline import RedLineEvent, next_red_line, require_second
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.records import actions as records
from cstrain.records.models import RecordHead
from cstrain.records.rules import Proven


@db.deed
def record_red_line(person_id: str, *, on: date, told: str, second_id: str, by: str, at: datetime) -> RedLine:
    """Report an event and ask a second person to confirm it; until they have, the gate stays shut."""
    require_second(by, second_id, person_id)
    if not told.strip():
        raise Refusal("reason_needed")
    if on > today(at):
        raise Refusal("red_line_is_ahead", day=on.isoformat())
    if db.lock(Person, person_id) is None or db.database.session.get(Person, second_id) is None:
        raise NotYours
    db.lock(RecordHead, person_id)  # a decision that is being made sees this event, or comes before it
    made = RedLine(person_id=person_id, on=on, told=told.strip(), reported_by=by, reported_at=at, second_id=second_id)
    db.database.session.add(made)
    db.database.session.flush()
    link = f"/redline/{made.id}"
    people.tell(second_id, "red_line_to_confirm", f"red-line:{made.id}", facts={}, link=link, at=at)
    return made


def _require_asked(row: RedLine, by: str) -> None:
    if by != row.second_id:
        raise Refusal("not_the_second_person")


@db.deed
def confirm_red_line(event_id: str, *, proof: Proven, at: datetime) -> RedLine:
    """The second person confirms with their password: now it stands in the record, its text as a commitment."""
    _person, row = held(RedLine, event_id)
    _require_asked(row, proof.person_id)
    new = next_red_line(row.state, RedLineEvent.CONFIRM)
    reporter = db.database.session.get_one(Person, row.reported_by)
    entry = records.record(
        row.person_id,
        "red_line",
        at=at,
        by=proof.person_id,
        subject=f"red_line:{row.id}",
        body={"date": row.on.isoformat(), "reported_by": row.reported_by},
        private={"text": row.told, "reporter": {"name": reporter.name, "number": reporter.employee_no}},
        proof=proof,
    )
    row.state, row.second_at, row.entry_seq, row.told = new.value, at, entry.seq, ""
    link = f"/record/entry/{row.person_id}/{entry.seq}"
    people.tell(row.person_id, "red_line", f"red-line-confirmed:{row.id}", facts={}, link=link, at=at)
    return row


@db.deed
def dismiss_red_line(event_id: str, *, by: str, at: datetime) -> RedLine:
    """The second person does not confirm it: nothing enters the record."""
    _person, row = held(RedLine, event_id)
    _require_asked(row, by)
    row.state, row.second_at = next_red_line(row.state, RedLineEvent.DISMISS).value, at
    return row


@db.deed
def settle_red_line(event_id: str, *, done: str, by: str, at: datetime, proof: Proven | None = None) -> RedLine:
    """What was done about it, so that the gate may be decided again; the event itself stays."""
    _person, row = held(RedLine, event_id)
    if by == row.person_id:
        raise Refusal("own_red_line")
    if not done.strip():
        raise Refusal("reason_needed")
    new = next_red_line(row.state, RedLineEvent.SETTLE)
    entry = records.record(
        row.person_id,
        "red_line_settled",
        at=at,
        by=by,
        subject=f"red_line:{row.id}",
        body={"entry": row.entry_seq or 0},
        private={"reason": done.strip()},
        proof=proof,
    )
    row.state, row.settled_by, row.settled_at, row.settled_seq = new.value, by, at, entry.seq
    return row
