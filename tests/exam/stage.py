"""Builds the stage and does the room's deeds in short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cstrain.bank import actions as bank
from cstrain.curriculum import actions as curriculum
from cstrain.curriculum.actions import Choice, Source
from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt, Publication
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.people import actions as people
from cstrain.records import queries as records
from tests.cast import Cast, Someone, make_cast
from tests.exam import contents
from tests.records.acts import Proved, sign

NOW = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a Tuesday
MORNING = NOW - timedelta(hours=1)
TODAY = date(2026, 10, 20)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GRACE = actions.GRACE


@dataclass(frozen=True)
class Stage:
    """``trainee`` is ready for walk-exam, ``second_trainee`` and ``agent`` for quick-exam, ``second_supervisor`` for model-exam."""

    cast: Cast
    quick: str  # publication ids
    walk: str


def document(text: str, name: str = "x.md") -> Document:
    return read(text, name)


def build() -> Stage:
    """Write the stage into an empty database; the steps are signed an hour before ``NOW``."""
    before = NOW - 30 * DAY
    cast = make_cast(before)
    with db.transaction(at=before, by="tests", why="content"):
        people.load_decisions(document(contents.DECISIONS, "decisions.md"))
        bank.load_points(document(contents.POINTS, "points.md"), before, "tests")
        bank.load_rules(document(contents.RULES, "rules-exam.md"), before, "tests")
        bank.load_bank(document(contents.BANK, "EX-exam.md"), before, "tests")
        for name, value in (("及格线", "30"), ("通话上限", "10")):
            people.decide(name, value, reason="试过", by=cast.supervisor.id, at=before)
        for text in (contents.QUICK, contents.WALK, contents.MODEL):
            load_exam(text, at=before)
        for text in (contents.MODULES, *contents.COURSES):
            curriculum.load_material(document(text), before, "tests", Source(post="presale"))
    quick, walk, _model = (publish(key, at=before) for key in ("quick-exam", "walk-exam", "model-exam"))
    found = Stage(cast, quick.id, walk.id)
    make_ready(found, cast.trainee, "walk-1d")
    make_ready(found, cast.second_supervisor, "model-1d")
    for person in (cast.second_trainee, cast.agent):
        make_ready(found, person, "quick-1d")
    return found


def load_exam(text: str, *, at: datetime = NOW) -> Any:
    return actions.load_exam(document(text, "exam.md"), post="presale", origin="shipped", by="tests", at=at)


def publish(key: str, *, at: datetime = NOW, closes_at: datetime | None = None) -> Publication:
    with db.transaction(at=at, by="tests", why="publish"):
        return actions.publish(key, opens_at=at, closes_at=closes_at, by="tests", at=at)


def enrol(stage: Stage, person: Someone, course: str) -> str:
    cast = stage.cast
    choice = Choice(course_key=course, start_on=TODAY, mentor_id=cast.mentor.id, trainer_id=cast.trainer.id)
    with db.transaction(at=MORNING - DAY, by=cast.trainer.id, why="enrol"):
        return curriculum.enrol(person.id, choice, by=cast.trainer.id, at=MORNING - DAY).id


def confirm(stage: Stage, enrolment_id: str) -> None:
    with db.transaction(at=MORNING, by=stage.cast.mentor.id, why="confirm"):
        curriculum.confirm_step(enrolment_id, "K1", Proved(stage.cast.mentor.id), at=MORNING)


def sign_all(stage: Stage, person: Someone, at: datetime = MORNING) -> None:
    """The person's own signatures, then the mentor's."""
    for signer, later in ((person, 10 * MINUTE), (stage.cast.mentor, 20 * MINUTE)):
        asked = [one for one in records.open_requests(signer.id) if one.person_id == person.id]
        if asked:
            sign(asked, signer, at + later)


def make_ready(stage: Stage, person: Someone, course: str) -> None:
    confirm(stage, enrol(stage, person, course))
    sign_all(stage, person)


def begin(publication_id: str, person: Someone, *, at: datetime = NOW, seed: str = "5eed") -> Attempt:
    with db.transaction(at=at, by=person.id, why="start"):
        return actions.start_attempt(person.id, publication_id, at=at, seed=seed)


def save(attempt: Attempt, place: int, answer: Any, *, at: datetime = NOW + MINUTE, **said: Any) -> actions.Receipt:
    """One save of the attempt's own person; ``said``: flagged, client, seq, key."""
    seq = said.get("seq", 1)
    given = {"flagged": None, "client": "tab", "seq": seq, "key": f"k{place}-{seq}", **said}
    with db.transaction(at=at, by=attempt.person_id, why="save"):
        sent = actions.Save(place, answer, **given)
        return actions.save_answer(attempt.id, sent, by=attempt.person_id, received=at)


def submit(attempt: Attempt, *, at: datetime = NOW + 2 * MINUTE) -> Attempt:
    with db.transaction(at=at, by=attempt.person_id, why="submit"):
        return actions.submit_attempt(attempt.id, by=attempt.person_id, received=at)


def keys(attempt: Attempt) -> dict[int, Any]:
    """Per place the answer that earns everything."""
    from cstrain.bank.rules import key_of

    slots = queries.slots(attempt.id)
    questions = queries.questions_of(slots)
    return {slot.place: key_of(questions[slot.question_version_id], attempt.decided) for slot in slots}


def wrong_choice(attempt: Attempt, place: int) -> int:
    """An option of a 单选 that is not right."""
    return int(keys(attempt)[place]) ^ 1


def answer_all(attempt: Attempt, *, wrong: tuple[int, ...] = ()) -> None:
    """Every place right, but for those of ``wrong``, which are choices."""
    for place, key in keys(attempt).items():
        save(attempt, place, wrong_choice(attempt, place) if place in wrong else key)
