"""The result: the verdict in words, what to do next, then how it came about, as far as policy allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from cstrain.bank.rules import Question, shuffled
from cstrain.curriculum import queries as courses
from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.attempt import State
from cstrain.exam.rules.grading import short_by, shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import badge, own, runs
from cstrain.kit import clock
from cstrain.kit.web import back, page
from cstrain.people.doors import needs
from cstrain.people.rules import May
from cstrain.records import queries as facts


@bp.get("/exam/<attempt_id>/result")
@needs(May.LEARN)
def result(attempt_id: str) -> Any:
    """Until the period closes: knowledge point, lesson and rule of what was not right; no options, no keys."""
    attempt = own(attempt_id)
    if runs(attempt):
        return back("exam.sheet", attempt_id=attempt_id)
    told: dict[str, Any] = {"attempt": attempt, "exam": attempt.exam, "badge": badge(attempt)}
    if attempt.state != State.GRADED:
        return page("exam/result.html", **told)
    slots = queries.slots(attempt_id)
    questions = queries.corrected(queries.questions_of(slots))
    results = queries.results(attempt)
    is_open = queries.is_paper_open(attempt, clock.received())
    wrong = _wrong(slots, questions, results)
    return page(
        "exam/result.html",
        **told,
        failings=_failings(attempt),
        score=shown(attempt.score or Fraction(0)),
        line=shown(attempt.line),
        full=shown(Fraction(attempt.verdict["full"])),
        count=len(slots),
        fatal=sum(questions[slot.question_version_id].is_fatal for slot in slots),
        sections=_sections(attempt),
        wrong=wrong,
        lessons=courses.live("课文", {key for row in wrong for key in row.lessons}),
        again=queries.next_chance(attempt),
        owed=facts.owed([attempt.person_id]).get(attempt.person_id, 0),
        paper=_paper(attempt, slots, questions, results) if is_open else None,
    )


def _failings(attempt: Attempt) -> list[str]:
    """Why it was not passed, each with its figure."""
    found, reasons = [], attempt.verdict["reasons"]
    if "fatal" in reasons:
        fatal = attempt.verdict["fatal_wrong"]
        found.append(ngettext("差在 %(num)s 道否决题", "差在 %(num)s 道否决题", fatal))
    if "line" in reasons:
        found.append(_("总分差 %(n)s 分", n=short_by(attempt.score or Fraction(0), attempt.line)))
    if "section" in reasons:
        names = [each["name"] for each in attempt.verdict["sections"] if not each["reached"]]
        found.append(_("“%(names)s”没到本段最低线", names="”“".join(names)))
    return found


def _sections(attempt: Attempt) -> list[dict[str, Any]]:
    return [
        {
            **each,
            "score": shown(Fraction(each["score"])),
            "points": shown(Fraction(each["points"])),
            "least": shown(Fraction(each["minimum"]) * Fraction(each["points"])),
            "share": int(Fraction(each["score"]) / Fraction(each["points"]) * 100),
            "minimum": int(Fraction(each["minimum"]) * 100),
        }
        for each in attempt.verdict["sections"]
    ]


@dataclass
class Wrong:
    """Places that did not earn all their points and are learnt in the same lessons."""

    is_fatal: bool
    points: tuple[str, ...]
    lessons: tuple[str, ...]
    places: list[int] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def _wrong(slots: Sequence[queries.Place], questions: dict[str, Question], results: queries.Results) -> list[Wrong]:
    """By knowledge point, fatal ones first, then in paper order."""
    found: dict[tuple[Any, ...], Wrong] = {}
    for slot, one in zip(slots, results.slots, strict=True):
        question = questions[slot.question_version_id]
        if one.fraction == 1 and not one.fatal_wrong:
            continue
        key = (not one.fatal_wrong, question.points, question.lessons)
        row = found.setdefault(key, Wrong(one.fatal_wrong, question.points, question.lessons))
        row.places.append(slot.place)
        row.rules += [cited.id for cited in question.all_citations if cited.id not in row.rules]
    return sorted(found.values(), key=lambda row: not row.is_fatal)


def _paper(
    attempt: Attempt, slots: Sequence[queries.Place], questions: dict[str, Question], results: queries.Results
) -> list[dict[str, Any]]:
    """The whole paper as it stood before the person; of a fatal item neither options nor key, ever."""
    steps, comments = queries.current_steps(attempt.id), queries.comments(attempt.id)
    shown_questions = [(slot.place, questions[slot.question_version_id]) for slot in slots]
    return [
        {
            "place": place,
            "question": question,
            "answer": steps[place].answer if place in steps else None,
            "graded": results.graded[place],
            "order": shuffled(question, attempt.seed),
            "comment": comments.get(place, ""),
        }
        for place, question in shown_questions
    ]
