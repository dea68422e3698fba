"""Whose attempt it is, and whether another may begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cstrain.bank.models import QuestionVersion
from cstrain.curriculum import queries as curriculum
from cstrain.exam.models import Attempt, Exam, ExamVersion, Publication, Resit, Slot
from cstrain.exam.queries.content import blueprint_of, is_open
from cstrain.exam.rules.attempt import State, is_over, require_may_start
from cstrain.exam.rules.blueprint import Blueprint, require_line
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal

# A later room admits people whom no course leads to the exam: (person id, exam key, at).
ADMITTED: list[Callable[[str, str, datetime], bool]] = []
NO_COURSE = frozenset({"not_enrolled", "not_in_course"})


def open_attempt(person_id: str, exam_id: str) -> Attempt | None:
    """The attempt that has begun and not ended, though its time may be over."""
    query = select(Attempt).where(
        Attempt.person_id == person_id, Attempt.exam_id == exam_id, Attempt.state.in_((State.OPEN, State.PAUSED))
    )
    return db.database.session.scalar(query)


def all_attempts(person_id: str, exam_id: str) -> list[Attempt]:
    query = select(Attempt).where(Attempt.person_id == person_id, Attempt.exam_id == exam_id)
    return list(db.database.session.scalars(query.order_by(Attempt.number)))


def attempts(person_id: str, exam_id: str) -> list[Attempt]:
    """Attempts that count: void ones do not."""
    return [each for each in all_attempts(person_id, exam_id) if each.state != State.VOID]


def latest_results(person_ids: Iterable[str], exam_key: str) -> dict[str, Attempt]:
    """Per person the attempt that speaks for them: a passed one, else the last one that counts. One query."""
    query = (
        select(Attempt)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Exam.key == exam_key, Attempt.person_id.in_(list(person_ids)), Attempt.state != State.VOID)
        .order_by(Attempt.number)
    )
    found: dict[str, Attempt] = {}
    for each in db.database.session.scalars(query):
        if not (each.person_id in found and found[each.person_id].passed):
            found[each.person_id] = each
    return found


def latest_result(person_id: str, exam_key: str) -> Attempt | None:
    """The attempt that speaks for one person."""
    return latest_results([person_id], exam_key).get(person_id)


def resits(person_id: str, exam_id: str) -> int:
    query = select(func.count()).select_from(Resit).where(Resit.person_id == person_id, Resit.exam_id == exam_id)
    return db.database.session.scalar(query) or 0


def seen_questions(earlier: Sequence[Attempt]) -> frozenset[str]:
    """Question ids of earlier papers."""
    ids = [each.id for each in earlier]
    if not ids:
        return frozenset()
    drawn = select(QuestionVersion.question_id).join(Slot, Slot.question_version_id == QuestionVersion.id)
    return frozenset(db.database.session.scalars(drawn.where(Slot.attempt_id.in_(ids))))


def shared_questions(attempt: Attempt) -> tuple[int, int]:
    """How many questions of this paper stood on earlier papers of the person, void ones too, and how many it has."""
    earlier = [each for each in all_attempts(attempt.person_id, attempt.exam_id) if each.number < attempt.number]
    mine = seen_questions([attempt])
    return len(mine & seen_questions(earlier)), len(mine)


def overdue(at: datetime) -> list[str]:
    """Ids of open attempts whose deadline and grace are over."""
    query = select(Attempt.id, Attempt.deadline, Attempt.grace).where(
        Attempt.state == State.OPEN, Attempt.deadline < at
    )
    rows = db.database.session.execute(query.order_by(Attempt.deadline)).all()
    db.abandon()
    return [row.id for row in rows if is_over(row.deadline, at, timedelta(seconds=row.grace))]


def is_anybody_sitting() -> bool:
    """Is any paper open, whose time a jump of the clock would touch."""
    found = db.database.session.scalar(select(Attempt.id).where(Attempt.state == State.OPEN).limit(1))
    db.abandon()
    return found is not None


def require_may_begin(
    person_id: str, publication_id: str, at: datetime
) -> tuple[Blueprint, dict[str, str], list[Attempt]]:
    """Every rule that beginning asks, without beginning: the blueprint with the decisions in it, and earlier attempts.

    Refusals: ``exam_not_open``, ``exam_is_passed``, ``exam_to_mark``, those of the course's gate, ``retraining_first``,
    ``wait_before_next``, ``line_undecided``.
    """
    found = db.database.session.get(Publication, publication_id)
    if found is None:
        raise NotYours
    earlier = all_attempts(person_id, found.exam_id)
    used = [each for each in earlier if each.state != State.VOID]
    _require_can_sit(person_id, found, used, at)
    blueprint, decided = blueprint_of(found.version)
    ended = _last_ended(used)
    require_may_start(
        used=len(used),
        allowed=blueprint.attempts + resits(person_id, found.exam_id),
        last_ended=clock.local(ended) if ended else None,
        wait=timedelta(hours=blueprint.wait_hours),
        at=at,
    )
    require_line(blueprint)
    return blueprint, decided, earlier


def _require_can_sit(person_id: str, found: Publication, used: Sequence[Attempt], at: datetime) -> None:
    """Refuse unless the exam is open, its turn has come and the steps before it are signed; passed once is enough."""
    if not is_open(found, at):
        raise Refusal("exam_not_open")
    if any(each.passed for each in used):
        raise Refusal("exam_is_passed")
    if any(each.state == State.TO_MARK for each in used):
        raise Refusal("exam_to_mark")
    _require_turn(person_id, found.version.exam.key, at)


def _require_turn(person_id: str, exam_key: str, at: datetime) -> None:
    """The course says when; beside it a later room may admit somebody whom no course leads here."""
    try:
        curriculum.exam_gate(person_id, exam_key, at)
    except Refusal as refusal:
        if refusal.code not in NO_COURSE or not any(admits(person_id, exam_key, at) for admits in ADMITTED):
            raise


def _last_ended(used: Sequence[Attempt]) -> datetime | None:
    """When the last attempt ended; one that nobody handed in ends at its deadline."""
    return max((each.ended_at or each.deadline for each in used), default=None)


@dataclass(frozen=True)
class Chance:
    """The next attempt after one that failed: from when, or none left (``left`` 0)."""

    from_at: datetime
    left: int


def next_chance(attempt: Attempt) -> Chance | None:
    """None when the exam is passed, or this attempt is not the last word on it."""
    used = attempts(attempt.person_id, attempt.exam_id)
    ended = _last_ended(used)
    if attempt.state != State.GRADED or ended is None or any(each.passed for each in used):
        return None
    if attempt.id != used[-1].id:
        return None
    blueprint, _decided = blueprint_of(db.database.session.get_one(ExamVersion, attempt.version_id))
    left = blueprint.attempts + resits(attempt.person_id, attempt.exam_id) - len(used)
    return Chance(ended + timedelta(hours=blueprint.wait_hours), max(0, left))
