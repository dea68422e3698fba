"""One enrolment as its trainer sees it: the plan with states, coaches, calendar; waiving, moving, declaring void."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import CoachForm, PauseForm, VoidForm, WaiveForm, WorkdaysForm, choices
from cstrain.curriculum.models import Absence, Enrolment, PlanStep
from cstrain.curriculum.queries import Board
from cstrain.curriculum.rules import Kind
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.course import day_heads
from cstrain.curriculum.views.shown import step_meta
from cstrain.curriculum.words import CHANGES, ENROLMENT_STATES, ROLES, SIGNERS, WORKDAYS
from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.people.rules import May, Period, local_date

UNWAIVABLE = (Kind.EXAM, Kind.ACKNOWLEDGE, Kind.CLOSING)


def seen(enrolment_id: str, may: May) -> tuple[Enrolment, Person]:
    """An enrolment of somebody in one's scope; else 404."""
    one = queries.enrolment(enrolment_id)
    return one, person_for(one.person_id, may)


def may_keep(whose: Person) -> bool:
    asked = me()
    covered = asked.can(May.ENROL, whose.team_id) if whose.team_id else asked.can_for_all(May.ENROL)
    return covered and whose.id != asked.id


@bp.get("/enrolment/<enrolment_id>")
@needs(May.COHORT_SEE)
def enrolment(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.COHORT_SEE)
    return _page(one, whose)


def _page(one: Enrolment, whose: Person, status: int = 200, **forms: Any) -> Page:
    board = queries.board(one, clock.received())
    coaches, absences = queries.coaches(one.id), queries.absences(one.id)
    keeps = may_keep(whose) and one.state == "active"
    return page(
        "curriculum/enrolment.html",
        status,
        one=one,
        whose=whose,
        board=board,
        heads=day_heads(one),
        meta=lambda shown: step_meta(shown, board),
        coaches=coaches,
        named_today=queries.named_on(one.id, max(board.today, one.start_on)),
        absences=absences,
        away=_away_today(board, absences),
        people=named([*(coach.person_id for coach in coaches), *(away.by for away in absences), one.enrolled_by]),
        keeps=keeps,
        newer=_newer(one) if keeps else 0,
        variants=_variants(one) if keeps else [],
        unwaivable=UNWAIVABLE,
        state=ENROLMENT_STATES["away" if one.state == "active" and board.away is not None else one.state],
        pause=forms.get("pause") or PauseForm(),
        coach=forms.get("coach") or coach_form(whose),
        workdays=forms.get("workdays") or WorkdaysForm(data={"workdays": list(one.workdays)}),
        ROLES=ROLES,
        SIGNERS=SIGNERS,
        WORKDAYS=WORKDAYS,
    )


def _away_today(board: Board, absences: list[Absence]) -> Absence | None:
    return next((each for each in absences if Period(each.from_on, each.until_on).holds(board.today)), None)


def _newer(one: Enrolment) -> int:
    """How many steps differ from the newest version of the course."""
    return len(queries.moves(one, queries.course(one.course_key)))


def _variants(one: Enrolment) -> list[tuple[str, str]]:
    """Other courses of the same post."""
    return [
        (course.key, course.name)
        for course in queries.courses()
        if course.post == one.post and course.key != one.course_key
    ]


def coach_form(whose: Person) -> CoachForm:
    form = CoachForm()
    form.role.choices = choices(ROLES.items())
    held = {
        person.id: person
        for role in ROLES
        for person in queries.possible_coaches(role, whose.team_id, clock.received())
        if person.id != whose.id
    }
    ordered = sorted(held.values(), key=lambda person: person.folded_no)
    form.person.choices = choices(
        [("", _("请选择")), *((person.id, f"{person.name}（{person.employee_no}）") for person in ordered)]
    )
    if not form.is_submitted():
        form.coach_from.data = local_date(clock.received(), clock.zone())
    return form


@bp.post("/enrolment/<enrolment_id>/pause")
@needs(May.ENROL)
def pause(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    form = PauseForm()
    if not form.validate() or form.from_on.data is None:
        return _page(one, whose, 422, pause=form)
    actions.pause(
        one.id,
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        reason=form.pause_reason.data or "",
        by=me().id,
        at=clock.received(),
    )
    return back("curriculum.enrolment", enrolment_id=one.id)


@bp.post("/enrolment/<enrolment_id>/resume")
@needs(May.ENROL)
def resume(enrolment_id: str) -> Any:
    one, _whose = seen(enrolment_id, May.ENROL)
    at = clock.received()
    actions.resume(one.id, on=local_date(at, clock.zone()), by=me().id, at=at)
    return back("curriculum.enrolment", enrolment_id=one.id)


@bp.post("/enrolment/<enrolment_id>/workdays")
@needs(May.ENROL)
def set_workdays(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    form = WorkdaysForm()
    if not form.validate():
        return _page(one, whose, 422, workdays=form)
    actions.set_workdays(one.id, "".join(form.workdays.data or ()))
    return back("curriculum.enrolment", enrolment_id=one.id)


@bp.post("/enrolment/<enrolment_id>/coach")
@needs(May.ENROL)
def change_coach(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    form = coach_form(whose)
    if not form.validate() or form.coach_from.data is None:
        return _page(one, whose, 422, coach=form)
    actions.change_coach(one.id, str(form.role.data), str(form.person.data), from_on=form.coach_from.data)
    return back("curriculum.enrolment", enrolment_id=one.id)


def _step_to_waive(one: Enrolment, key: str) -> PlanStep:
    step = queries.step(one.id, key)
    if step.kind in UNWAIVABLE:
        raise NotYours
    return step


@bp.get("/enrolment/<enrolment_id>/waive/<key>")
@needs(May.ENROL)
def waive(enrolment_id: str, key: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    return page("curriculum/waive.html", one=one, whose=whose, step=_step_to_waive(one, key), form=WaiveForm())


@bp.post("/enrolment/<enrolment_id>/waive/<key>")
@needs(May.ENROL)
def save_waiver(enrolment_id: str, key: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    step, form = _step_to_waive(one, key), WaiveForm()
    if not form.validate():
        return page("curriculum/waive.html", 422, one=one, whose=whose, step=step, form=form)
    actions.waive(one.id, key, reason=form.reason.data or "", by=me().id, at=clock.received())
    return back("curriculum.enrolment", enrolment_id=one.id)


@bp.get("/enrolment/<enrolment_id>/move")
@needs(May.ENROL)
def move(enrolment_id: str) -> Any:
    """What would change, before it does: to the newest version, or to another variant of the post."""
    one, whose = seen(enrolment_id, May.ENROL)
    key = request.args.get("course") or one.course_key
    if key not in {one.course_key, *(variant for variant, _name in _variants(one))}:
        raise NotYours
    laid = queries.course(key)
    return page(
        "curriculum/move.html",
        one=one,
        whose=whose,
        laid=laid,
        moves=queries.moves(one, laid),
        variants=_variants(one),
        CHANGES=CHANGES,
    )


@bp.post("/enrolment/<enrolment_id>/move")
@needs(May.ENROL)
def save_move(enrolment_id: str) -> Any:
    one, _whose = seen(enrolment_id, May.ENROL)
    key = request.form.get("course") or one.course_key
    actions.move_enrolment(one.id, by=me().id, at=clock.received(), course_key=key)
    return back("curriculum.enrolment", enrolment_id=one.id)


@bp.get("/enrolment/<enrolment_id>/void")
@needs(May.ENROL)
def void(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    return page("curriculum/void.html", one=one, whose=whose, form=VoidForm())


@bp.post("/enrolment/<enrolment_id>/void")
@needs(May.ENROL)
def save_void(enrolment_id: str) -> Any:
    one, whose = seen(enrolment_id, May.ENROL)
    form = VoidForm()
    if not form.validate():
        return page("curriculum/void.html", 422, one=one, whose=whose, form=form)
    actions.void_enrolment(one.id, reason=form.reason.data or "", by=me().id, at=clock.received())
    return back("curriculum.enrolment", enrolment_id=one.id)
