"""What waits for somebody else's eyes, and who saw a key that no longer stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from cstrain.bank.models import PracticeAnswer, Question, QuestionChange, QuestionEvent, QuestionVersion
from cstrain.bank.queries.standing import current
from cstrain.bank.rules import Event, QuestionState
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.people.models import Person
from cstrain.people.rules import local_date

REVIEW_DAYS = 90  # a question without a rule is looked at again

# Who has been shown the key of these versions by then; later rooms add theirs.
SAW: list[Callable[[list[str], datetime], set[str]]] = []


@dataclass(frozen=True)
class Awaiting:
    """A draft handed in, or a change of a question in use. ``before`` is the version in use, none for a draft."""

    question_id: str
    state: str
    text: str
    by: str
    at: datetime
    token: str
    reason: str = ""
    change: str = ""
    before: QuestionVersion | None = None


def parsed(token: str) -> tuple[str, str, int]:
    """(kind, question or change, version) of a token; 404 for anything else."""
    kind, _, rest = token.partition(".")
    name, _, seq = rest.partition(".")
    if kind not in ("q", "c") or not name or not (seq or "0").isdigit():
        raise NotYours
    return kind, name, int(seq or 0)


def awaited_question(token: str) -> str:
    """The number of the question that a token is about."""
    kind, name, _seq = parsed(token)
    if kind == "q":
        return name
    change = db.database.session.get(QuestionChange, name)
    if change is None:
        raise NotYours
    return change.question_id


def awaiting() -> list[Awaiting]:
    """Everything that waits for a reviewer, oldest first; three queries."""
    session = db.database.session
    drafts = session.scalars(current().where(Question.state == QuestionState.REVIEW.value))
    found = [_draft(version) for version in drafts]
    rows = select(QuestionChange).where(QuestionChange.state == "open")
    changes = session.scalars(rows).all()
    held = current().where(Question.id.in_({one.question_id for one in changes}))
    before = {version.question_id: version for version in session.scalars(held)}
    states = dict(session.execute(select(Question.id, Question.state).where(Question.id.in_(before))).all())
    found += [_change(one, before[one.question_id], states[one.question_id]) for one in changes]
    return sorted(found, key=lambda one: (one.at, one.question_id))


def _draft(version: QuestionVersion) -> Awaiting:
    token = f"q.{version.question_id}.{version.seq}"
    return Awaiting(
        version.question_id, QuestionState.REVIEW.value, version.text, version.by, version.at, token, version.reason
    )


def _change(one: QuestionChange, before: QuestionVersion, state: str) -> Awaiting:
    return Awaiting(one.question_id, state, one.text, one.by, one.at, f"c.{one.id}", one.reason, one.change, before)


def count_awaiting() -> int:
    """How many wait."""
    drafts = select(func.count()).select_from(Question).where(Question.state == QuestionState.REVIEW.value)
    changes = select(func.count()).select_from(QuestionChange).where(QuestionChange.state == "open")
    session = db.database.session
    return (session.scalar(drafts) or 0) + (session.scalar(changes) or 0)


def open_change(question_id: str) -> QuestionChange | None:
    """The change of a question that waits."""
    rows = select(QuestionChange).where(QuestionChange.question_id == question_id, QuestionChange.state == "open")
    return db.database.session.scalar(rows)


def alone(question_id: str) -> set[int]:
    """Versions of a question that their author put into use without anybody else."""
    rows = select(QuestionEvent.seq).where(
        QuestionEvent.question_id == question_id, QuestionEvent.event == Event.RELEASE.value
    )
    return set(db.database.session.scalars(rows))


def is_person(person_id: str) -> bool:
    """Whether somebody wrote it, not a load of files."""
    return db.database.session.get(Person, person_id) is not None


def last_dispute(question_id: str) -> QuestionEvent | None:
    """The last doubt about a question."""
    rows = select(QuestionEvent).where(
        QuestionEvent.question_id == question_id, QuestionEvent.event == Event.DISPUTE.value
    )
    return db.database.session.scalar(rows.order_by(QuestionEvent.id.desc()).limit(1))


def next_look(at: datetime) -> date:
    """When a question without a rule is looked at again."""
    return local_date(at, clock.zone()) + timedelta(days=REVIEW_DAYS)


def saw_another_key(question_id: str, seq: int, at: datetime) -> set[str]:
    """People who were shown the key that was doubted (version ``seq``), if another one stands now."""
    rows = select(QuestionVersion.id, QuestionVersion.seq, QuestionVersion.bearing)
    held = db.database.session.execute(rows.where(QuestionVersion.question_id == question_id)).all()
    bearing = {one.seq: one.bearing for one in held}
    latest = bearing[max(bearing)]
    doubted = bearing.get(seq, latest)
    if doubted == latest:
        return set()
    ids = [one.id for one in held if one.bearing == doubted]
    return set().union(*(saw(ids, at) for saw in SAW))


def _practised(version_ids: list[str], _at: datetime) -> set[str]:
    """An answer in practice is followed by its key at once."""
    rows = select(PracticeAnswer.person_id).where(PracticeAnswer.version_id.in_(version_ids)).distinct()
    return set(db.database.session.scalars(rows))


SAW.append(_practised)
