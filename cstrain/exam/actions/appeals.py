"""Appeals against one question of one's own paper; an answer is due within three working days.

An appeal withdraws its question from new papers at once (domain H9). Declining the last one confirms the answer that
stands; upheld, the question stays out until a confirmed answer has been written.
"""

from __future__ import annotations

from datetime import datetime

from cstrain.bank import actions as bank
from cstrain.bank import queries as questions
from cstrain.bank.models import Question, QuestionVersion
from cstrain.bank.rules import QuestionState
from cstrain.exam import queries
from cstrain.exam.models import Appeal, Attempt
from cstrain.exam.rules.appeals import due_on
from cstrain.exam.rules.attempt import State
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people import queries as persons
from cstrain.people.models import Person
from cstrain.people.rules import May, local_date


@db.deed
def appeal(attempt_id: str, place: int, words: str, *, by: str, at: datetime) -> Appeal:
    """One per question; those who mark for the person's team are told. Refusals ``appeal_is_there``, 404 for another's."""
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None or attempt.person_id != by or queries.slot_at(attempt_id, place) is None:
        raise NotYours
    if attempt.state != State.GRADED:
        raise Refusal("attempt_does_not_allow", state=attempt.state, event="appeal")
    if place in queries.appeals_of(attempt_id):
        raise Refusal("appeal_is_there")
    due = due_on(local_date(at, clock.zone()))
    made = Appeal(attempt_id=attempt_id, place=place, words=words, at=at, due_on=due)
    db.database.session.add(made)
    db.database.session.flush()
    _doubt(made, by, at)
    team = db.database.session.get_one(Person, by).team_id
    for marker in persons.holders(May.EXAM_MARK, team, at):
        if marker.id != by:
            facts = {"exam": attempt.exam.name}
            people.tell(
                marker.id, "exam_appeal", f"exam_appeal:{made.id}", facts=facts, link=f"/exams/appeal/{made.id}", at=at
            )
    return made


@db.deed
def answer_appeal(appeal_id: str, answer: str, *, upheld: bool, by: str, at: datetime) -> Appeal:
    """Answer it in words. ``upheld``: the person is right; the key is then changed by a regrade, which stands alone.

    Refusals ``appeal_is_answered``, ``not_your_own_paper``.
    """
    found = db.lock(Appeal, appeal_id)
    if found is None:
        raise NotYours
    attempt = db.database.session.get_one(Attempt, found.attempt_id)
    if attempt.person_id == by:
        raise Refusal("not_your_own_paper")
    if found.state != "open":
        raise Refusal("appeal_is_answered")
    found.state, found.answer = "upheld" if upheld else "declined", answer
    found.answered_by, found.answered_at = by, at
    db.database.session.flush()
    link = f"/exam/{attempt.id}/result"
    if not upheld:
        _settle(found, by, at)
    facts = {"exam": attempt.exam.name}
    people.tell(attempt.person_id, "appeal_answered", f"appeal_answered:{found.id}", facts=facts, link=link, at=at)
    return found


def _asked(found: Appeal) -> tuple[Question, QuestionVersion, QuestionVersion]:
    """The question, its version that was asked, its version that counts."""
    slot = queries.slot_at(found.attempt_id, found.place)
    assert slot is not None
    then = db.database.session.get_one(QuestionVersion, slot.question_version_id)
    now = questions.latest_version(then.question_id)
    assert now is not None
    return db.database.session.get_one(Question, then.question_id), then, now


def _doubt(found: Appeal, by: str, at: datetime) -> None:
    """Out of new papers, unless another answer counts by now than the one that was asked."""
    row, then, now = _asked(found)
    if row.state == QuestionState.LIVE.value and then.bearing == now.bearing:
        bank.dispute(row.id, reason=found.words, by=by, at=at)


def _settle(found: Appeal, by: str, at: datetime) -> None:
    """The answer stands. Whoever wrote it cannot say so alone: then it waits for somebody else."""
    row, _then, now = _asked(found)
    is_own = now.origin == "made_here" and now.by == by
    is_free = not is_own and not questions.open_change(row.id) and not queries.is_doubted(row.id)
    if row.state == QuestionState.DISPUTED.value and is_free:
        bank.confirm(row.id, reason=found.answer, by=by, at=at)
