"""Enrolling: one person or many by ticking."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import EVERY_DAY, Choice
from cstrain.curriculum.forms import EnrolForm, choices
from cstrain.curriculum.rules.sheet import CourseKnown
from cstrain.curriculum.views.blueprint import bp
from cstrain.kit import clock, db
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import ALL_TEAMS, me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import teams
from cstrain.people.rules import May, local_date

PER_PAGE = 40


def own_teams(may: May) -> list[tuple[str, str]]:
    """(id, name) of the teams that ``may`` covers for whoever asks."""
    covered = me().may.get(may, frozenset())
    return [(team.id, team.name) for team, _people in teams() if ALL_TEAMS in covered or team.id in covered]


def coach_choices(role: str) -> list[tuple[str, str]]:
    """Everybody who may be named in one of one's own teams; the deed checks the person's own team."""
    found: dict[str, Person] = {}
    for team_id, _name in own_teams(May.ENROL):
        found.update({person.id: person for person in queries.possible_coaches(role, team_id, clock.received())})
    ordered = sorted(found.values(), key=lambda person: person.folded_no)
    return [(person.id, f"{person.name}（{person.employee_no}）") for person in ordered]


def name_of(known: CourseKnown) -> str:
    """A course as people of either language read it; its content stays Chinese."""
    return known.english if str(get_locale()) == "en" and known.english else known.name


def filled(form: EnrolForm) -> EnrolForm:
    """The form with its choices; on a first look with what is usual."""
    form.course.choices = choices((known.key, name_of(known)) for known in queries.course_choices())
    form.mentor.choices = choices([("", _("请选择")), *coach_choices("mentor")])
    form.trainer.choices = choices([("", _("请选择")), *coach_choices("trainer")])
    if not form.is_submitted():
        form.start_on.data = local_date(clock.received(), clock.zone())
        form.workdays.data = list(EVERY_DAY[:5])
        trainers = {value for value, _label in coach_choices("trainer")}
        form.trainer.data = me().id if me().id in trainers else ""
    return form


@bp.get("/enrol")
@needs(May.ENROL)
def enrol() -> Any:
    ticked = set(request.args.getlist("person"))
    return _page(filled(EnrolForm()), ticked)


def _page(form: EnrolForm, ticked: set[str], status: int = 200, *, nobody: bool = False) -> Page:
    words, team = request.args.get("q", "").strip(), request.args.get("team", "")
    kind_of_people = request.args.get("who", "")
    query = queries.enrollable(me(), words, team, everybody=kind_of_people == "all")
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "curriculum/enrol.html",
        status,
        form=form,
        listed=listed,
        ticked=ticked,
        nobody=nobody,
        words=words,
        team=team,
        kind_of_people=kind_of_people,
        teams=[("", _("全部小组")), *own_teams(May.ENROL)],
        batches=queries.cohorts_in_scope(me())[:20],
    )


@bp.post("/enrol")
@needs(May.ENROL)
def save_enrolments() -> Any:
    """Everybody ticked is enrolled, or nobody is."""
    form, ticked = filled(EnrolForm()), list(dict.fromkeys(request.form.getlist("person")))
    people = [person_for(each, May.ENROL) for each in ticked]
    if not form.validate() or not people:
        return _page(form, set(ticked), 422, nobody=not people)
    at, by = clock.received(), me().id
    course, start_on = str(form.course.data), form.start_on.data
    assert start_on is not None
    batch = actions.keep_cohort(form.batch.data, course, start_on) if form.batch.data else None
    choice = Choice(
        course,
        start_on,
        mentor_id=form.mentor.data or None,
        trainer_id=form.trainer.data or None,
        cohort_id=batch.id if batch else None,
        workdays="".join(sorted(form.workdays.data or "")),
    )
    made = [actions.enrol(each, choice, by=by, at=at) for each in ticked]
    if len(made) == 1:
        return back("curriculum.enrolment", enrolment_id=made[0].id)
    return back("curriculum.cohort", cohort_id=choice.cohort_id or "none", enrolled=len(made))
