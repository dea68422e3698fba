"""A lesson: one section at a time, then its questions. A look writes nothing; having read a section is a post."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import SectionForm
from cstrain.curriculum.models import MaterialVersion
from cstrain.curriculum.rules import Kind, LessonProgress
from cstrain.curriculum.views.answering import Answered, Asked, answered, asked, typed_answer
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import Held, my_board, my_step, open_step
from cstrain.curriculum.views.shown import lesson_html
from cstrain.kit import clock
from cstrain.kit.errors import BadInput, NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import needs
from cstrain.people.rules import May


def state_of(held: Held) -> LessonProgress:
    return queries.lesson_state(held.enrolment, held.step, held.run)


@bp.get("/lesson/<key>")
@needs(May.LEARN)
def lesson(key: str) -> Any:
    """``key``: a step of one's own plan, or a lesson by its number, which is read again without counting."""
    board = my_board()
    steps = board.steps if board else ()
    if not any(one.key == key for one in steps):
        mine = next((one for one in steps if one.step.kind == Kind.LESSON and key in one.step.targets), None)
        if mine is not None and mine.is_done:
            return back("curriculum.lesson", key=mine.key)
        return _read_again(key)
    held = open_step(key, Kind.LESSON)
    state = state_of(held)
    asked = request.args.get("section", 0 if held.shown.is_done else state.furthest, type=int)
    most = state.sections - 1 if held.shown.is_done else state.furthest
    return _section_page(held, state, min(max(asked, 0), most))


def _section_page(held: Held, state: LessonProgress, number: int) -> Page:
    shown = queries.shown_by(held.step)
    return page(
        "curriculum/lesson.html",
        held=held,
        state=state,
        number=number,
        **_text(shown, number),
        files=queries.attachments(shown) if number == 0 else [],
        must_post=not held.shown.is_done and number not in state.opened,
    )


def _text(shown: MaterialVersion, number: int) -> dict[str, Any]:
    sections = queries.lesson_sections(shown)
    head = queries.document(shown).head
    return {
        "version": shown,
        "cited": queries.cited_by(shown),
        "sections": titles_of(shown),
        "html": lesson_html(shown, sections[number].text),
        "aim": head.own("目标"),
        "owner": head.own("负责"),
        "review": head.own("复核"),
    }


def titles_of(shown: MaterialVersion) -> list[str]:
    """What each section is called in the contents; the opening without a title bears the lesson's name."""
    return ["、".join(section.titles) or shown.material.name for section in queries.lesson_sections(shown)]


def _read_again(key: str) -> Page:
    """Any lesson in use, for whoever has met a reference to it: all sections on one page, nothing counted."""
    shown = queries.lesson(key)
    if shown is None:
        raise NotYours
    html = lesson_html(shown, queries.document(shown).text)
    head = queries.document(shown).head
    return page(
        "curriculum/read_again.html",
        version=shown,
        cited=queries.cited_by(shown),
        html=html,
        files=queries.attachments(shown),
        aim=head.own("目标"),
        owner=head.own("负责"),
        review=head.own("复核"),
    )


@bp.post("/lesson/<key>")
@needs(May.LEARN)
def save_section(key: str) -> Any:
    held, form = my_step(key, Kind.LESSON), SectionForm()
    if not form.validate():
        raise BadInput("section")
    number = int(form.section.data or 0)
    run = actions.open_section(held.enrolment.id, key, number, at=clock.received())
    if number + 1 < queries.section_count(held.step):
        return back("curriculum.lesson", key=key, section=number + 1)
    if run.state == "done" and not queries.askable_checks(held.step):
        return back("curriculum.day", number=held.step.day, done=key)
    return back("curriculum.questions", key=key)


@bp.get("/lesson/<key>/contents")
@needs(May.LEARN)
def contents(key: str) -> Any:
    held = open_step(key, Kind.LESSON)
    shown, state = queries.shown_by(held.step), state_of(held)
    return page(
        "curriculum/contents.html", held=held, state=state, titles=titles_of(shown), files=queries.attachments(shown)
    )


@bp.get("/lesson/<key>/questions")
@needs(May.LEARN)
def questions(key: str) -> Any:
    """The lesson's own questions, one at a time; ``after``: the one just answered, shown with its explanation."""
    held = open_step(key, Kind.LESSON)
    state = state_of(held)
    if not state.is_read and not held.shown.is_done:
        return back("curriculum.lesson", key=key, section=state.furthest)
    after = request.args.get("after", "")
    given = answered(held, after) if after in state.checks else None
    return _questions_page(held, state, given, last=request.args.get("last", ""))


def next_check(state: LessonProgress, after: str) -> str | None:
    """The next question still owed, not the one just shown when there is another."""
    left = state.left
    return next((number for number in left if number != after), left[0] if left else None)


def _questions_page(
    held: Held, state: LessonProgress, shown: Answered | Asked | None = None, status: int = 200, *, last: str = ""
) -> Page:
    given = shown if isinstance(shown, Answered) else None
    number = next_check(state, given.number if given else last)
    if shown is None and number is not None:
        shown = asked(number)
    return page(
        "curriculum/questions.html",
        status,
        held=held,
        state=state,
        given=given,
        asked=shown if isinstance(shown, Asked) else None,
        more=number is not None,
        first_right=queries.first_try(held.enrolment, held.step, state.checks),
    )


@bp.post("/lesson/<key>/questions")
@needs(May.LEARN)
def answer_question(key: str) -> Any:
    held, typed = my_step(key, Kind.LESSON), typed_answer()
    if isinstance(typed, Asked):
        return _questions_page(held, state_of(held), typed, 422)
    actions.answer_check(held.enrolment.id, key, typed, at=clock.received())
    return back("curriculum.questions", key=key, after=typed.number)
