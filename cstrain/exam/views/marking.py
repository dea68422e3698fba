"""Marking: papers that wait, one answer with its rubric. Whose paper it is stays covered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank.rules import Question, marked
from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.rules import May

MOST_COMMENT = 500


@bp.get("/marking")
@needs(May.EXAM_MARK)
def marking() -> Any:
    """Handed-in papers that wait, oldest first."""
    found = db.database.paginate(queries.to_mark(me()), per_page=30, error_out=False)
    return page(
        "exam/marking.html",
        attempts=found,
        waiting=queries.waiting_of(found.items, me().id),
        piles=queries.piles(me(), me().id),
        agreement=queries.marker_agreement(),
        appeals=queries.count_appeals(me()),
    )


@dataclass(frozen=True)
class Sheet:
    """One answer on the marker's desk. ``parts``: what of the question a person marks."""

    attempt: Attempt
    slot: queries.Place
    question: Question

    @property
    def parts(self) -> list[Question]:
        return [part for part in (self.question.parts or [self.question]) if part.kind.is_marked_by_hand]


def _sheet(attempt_id: str, place: int) -> Sheet:
    attempt = db.database.session.get(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    person_for(attempt.person_id, May.EXAM_MARK)
    slot = queries.slot_at(attempt_id, place)
    if slot is None:
        raise NotYours
    found = Sheet(attempt, slot, queries.questions_of([slot])[slot.question_version_id])
    if not found.parts:
        raise NotYours
    return found


@bp.get("/marking/question/<version_id>")
@needs(May.EXAM_MARK)
def next_answer(version_id: str) -> Any:
    """The oldest answer to this question that waits for the asking person; none left: back to the queue."""
    pile = next((each for each in queries.piles(me(), me().id) if each.version_id == version_id), None)
    if pile is None:
        return back("exam.marking")
    attempt_id, place = pile.answers[0]
    return back("exam.mark", attempt_id=attempt_id, place=place, pile=version_id)


@bp.get("/marking/<attempt_id>/<int:place>")
@needs(May.EXAM_MARK)
def mark(attempt_id: str, place: int) -> Any:
    """One answer, its reference, and a figure for each line of its rubric."""
    return _mark_page(_sheet(attempt_id, place), {})


def _mark_page(sheet: Sheet, wrong: dict[str, str], status: int = 200) -> Any:
    step = queries.step_at(sheet.attempt.id, sheet.slot.place)
    answer = step.answer if step else None
    return page(
        "exam/mark.html",
        status=status,
        attempt=sheet.attempt,
        exam=sheet.attempt.exam,
        slot=sheet.slot,
        points=shown(sheet.slot.points),
        question=sheet.question,
        parts=[(part, (answer or {}).get(part.place) if part.place else answer) for part in sheet.parts],
        typed=request.form,
        pile=request.values.get("pile", ""),
        wrong=wrong,
    )


@bp.post("/marking/<attempt_id>/<int:place>")
@needs(May.EXAM_MARK)
def save_mark(attempt_id: str, place: int) -> Any:
    """Points per line of the rubric, in steps of 0.5."""
    sheet = _sheet(attempt_id, place)
    points = {
        f"p{part.place}-{line}": _points(request.form.get(f"p{part.place}-{line}", ""))
        for part in sheet.parts
        for line in range(len(part.criteria))
    }
    wrong = {name: _("请写 0 到这一条的满分，按 0.5 分一档。") for name, given in points.items() if given is None}
    if wrong:
        return _mark_page(sheet, wrong, 422)
    comment = request.form.get("comment", "").strip()[:MOST_COMMENT]
    for part in sheet.parts:
        given = [points[f"p{part.place}-{line}"] or Fraction(0) for line in range(len(part.criteria))]
        actions.mark_answer(
            attempt_id, place, marked(part, given), part=part.place, comment=comment, by=me().id, at=clock.received()
        )
    pile = request.form.get("pile", "")
    return back("exam.next_answer", version_id=pile) if pile == sheet.slot.question_version_id else back("exam.marking")


def _points(raw: str) -> Fraction | None:
    try:
        return Fraction(raw.strip())
    except (ValueError, ZeroDivisionError):
        return None
