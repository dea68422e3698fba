"""What a lesson or a practice asks, and how far its answers have come: counted from the answers themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from cstrain.bank import queries as bank
from cstrain.bank.models import PracticeAnswer, Question, QuestionVersion
from cstrain.bank.queries.standing import is_live, is_undecided, latest
from cstrain.curriculum.models import Enrolment, PlanStep, StepRun
from cstrain.curriculum.queries.plan import source_of
from cstrain.curriculum.queries.reading import checks, section_count
from cstrain.curriculum.rules import LessonProgress, PracticeProgress, lesson_progress, settled_items
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.people import queries as people


def askable(*, banks: Iterable[str] = (), numbers: Iterable[str] = ()) -> dict[str, str]:
    """Questions that may be practised: number → version that counts. Live and decided; stale ones are still drilled."""
    rows = select(Question.id, QuestionVersion.id).join(QuestionVersion, latest())
    rows = rows.where(is_live(), ~is_undecided(people.decided()))
    wanted_banks, wanted = set(banks), set(numbers)
    rows = rows.where(Question.bank_key.in_(wanted_banks)) if wanted_banks else rows.where(Question.id.in_(wanted))
    return dict(db.database.session.execute(rows.order_by(Question.bank_key, Question.place, Question.id)).all())


def askable_checks(planned: PlanStep) -> list[str]:
    """The self-test questions of a lesson that may be asked today, in the order of its head."""
    listed = checks(planned)
    live = askable(numbers=listed)
    return [number for number in listed if number in live]


def lesson_state(one: Enrolment, planned: PlanStep, run: StepRun | None) -> LessonProgress:
    """How far the person is with a lesson."""
    listed = askable_checks(planned)
    tallies = bank.practice(one.person_id, source_of(one, planned))
    right = {number for number, tally in tallies.items() if tally.right}
    opened = run.progress.get("opened", ()) if run is not None else ()
    return lesson_progress(section_count(planned), opened, listed, right)


def first_try(one: Enrolment, planned: PlanStep, numbers: Iterable[str]) -> int:
    """How many of these were right at the first try."""
    tallies = bank.practice(one.person_id, source_of(one, planned))
    return sum(1 for number in numbers if number in tallies and tallies[number].first_is_right)


def practice_state(one: Enrolment, planned: PlanStep, run: StepRun | None) -> PracticeProgress:
    """How far the person is with a practice; its items are drawn for the person, the same on every look."""
    tallies = bank.practice(one.person_id, source_of(one, planned))
    right = frozenset(number for number, tally in tallies.items() if tally.right)
    if run is not None and run.state == "done":
        drawn = tuple(run.progress.get("items", ()))
    else:
        in_order = sorted(askable(banks=planned.targets), key=lambda number: _rank(one, planned, number))
        before = run.progress.get("items", ()) if run is not None else ()
        drawn = settled_items(before, right, in_order, planned.count)
    return PracticeProgress(drawn, {number: tally.first_is_right for number, tally in tallies.items()}, right)


def _rank(one: Enrolment, planned: PlanStep, number: str) -> str:
    return hashlib.sha256(f"{one.id}|{planned.key}|{number}".encode()).hexdigest()


def asked_version(number: str) -> QuestionVersion:
    """The version of a question that is asked now; 404 when it may not be asked."""
    held = askable(numbers=[number]).get(number)
    found = bank.version(held) if held else None
    if found is None:
        raise NotYours
    return found


@dataclass(frozen=True)
class Given:
    """An answer given, with the version it was given to."""

    answer: PracticeAnswer
    version: QuestionVersion


def last_answer(one: Enrolment, planned: PlanStep, number: str) -> Given | None:
    """The person's last answer to this question in this step."""
    rows = select(PracticeAnswer).where(
        PracticeAnswer.person_id == one.person_id,
        PracticeAnswer.question_id == number,
        PracticeAnswer.source == source_of(one, planned),
    )
    found = db.database.session.scalar(rows.order_by(PracticeAnswer.id.desc()).limit(1))
    version = bank.version(found.version_id) if found is not None else None
    return Given(found, version) if found is not None and version is not None else None
