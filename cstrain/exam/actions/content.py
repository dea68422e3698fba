"""Exams come from content files; a version is published for a period; a resit is granted after retraining."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from cstrain.exam import queries
from cstrain.exam.models import Exam, ExamVersion, Publication, Resit
from cstrain.exam.rules.attempt import MOST_GRACE
from cstrain.exam.rules.blueprint import read_blueprint, require_line
from cstrain.exam.rules.drawing import assemble
from cstrain.kit import db
from cstrain.kit.content import Document, errors, part_hash, version_of, write
from cstrain.kit.errors import NotYours, Refusal


@db.deed
def load_exam(document: Document, *, post: str, origin: str, by: str, at: datetime) -> ExamVersion:
    """Take in an 考试 file: an unchanged hash makes no new version. Refused when the file has problems."""
    problems = [*errors(document), *read_blueprint(document, {})[1]]
    if problems:
        raise Refusal("exam_has_problems", first=str(problems[0]))
    session = db.database.session
    exam = session.scalar(select(Exam).where(Exam.key == document.id))
    if exam is None:
        exam = Exam(key=document.id, name=document.name, post=post)
        session.add(exam)
        session.flush()
    newest = queries.newest_version(exam.id)
    digest = part_hash(document.head)
    if newest is not None and newest.hash == digest:
        return newest
    exam.name = document.name
    count = session.scalar(select(func.count()).select_from(ExamVersion).where(ExamVersion.exam_id == exam.id)) or 0
    version = ExamVersion(
        exam_id=exam.id,
        number=count + 1,
        text=write(document),
        hash=digest,
        origin=origin,
        by=by,
        at=at,
        reason=version_of(document.head).reason,
    )
    session.add(version)
    session.flush()
    return version


@db.deed
def publish(
    exam_key: str,
    *,
    opens_at: datetime,
    closes_at: datetime | None,
    by: str,
    at: datetime,
    double_share: int = 0,
    grace: int = 5,
    rooms_only: bool = False,
) -> Publication:
    """Open the newest version for a period, in place of the one that is open; attempts that run go on.

    ``double_share``: of 100 answers that people mark, how many two of them mark; ``grace``: seconds after the deadline;
    ``rooms_only``: one begins in a room alone.

    Refusals: ``grace_out_of_range``, ``line_undecided``, ``line_above_full``, ``bank_is_short``, ``period_is_over``.
    """
    exam = queries.exam_by_key(exam_key)
    version = queries.newest_version(exam.id)
    if version is None:
        raise NotYours
    if not 0 <= grace <= MOST_GRACE:
        raise Refusal("grace_out_of_range", most=MOST_GRACE)
    if closes_at is not None and closes_at <= max(opens_at, at):
        raise Refusal("period_is_over")
    blueprint, _decided = queries.blueprint_of(version)
    require_line(blueprint)
    assemble(blueprint, queries.pools(blueprint, at), "", frozenset())  # refuses when no paper can be filled
    for running in queries.publications(exam.id, at):
        running.withdrawn_at = at
    made = Publication(exam_id=exam.id, version_id=version.id, opens_at=opens_at, closes_at=closes_at, by=by)
    made.double_share, made.grace, made.rooms_only = double_share, grace, rooms_only
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def withdraw(exam_key: str, *, at: datetime) -> None:
    """Close an exam to new starts; attempts that run go on. Refused as ``exam_not_open`` when it is closed."""
    exam = queries.exam_by_key(exam_key)
    running = queries.publications(exam.id, at)
    if not running:
        raise Refusal("exam_not_open")
    for each in running:
        each.withdrawn_at = at
    db.database.session.flush()


@db.deed
def grant_resit(person_id: str, exam_key: str, *, reason: str, by: str, at: datetime) -> Resit:
    """One more attempt for a person after retraining."""
    exam = queries.exam_by_key(exam_key)
    made = Resit(exam_id=exam.id, person_id=person_id, by=by, at=at, reason=reason)
    db.database.session.add(made)
    db.database.session.flush()
    return made
