"""One person to another post: what the new one still asks for, what is brought along, then the deed."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import Choice
from cstrain.curriculum.forms import EnrolForm
from cstrain.curriculum.queries.carrying import brought
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.enrolling import filled
from cstrain.kit import clock
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.rules import May


def _page(person_id: str, form: EnrolForm, status: int = 200) -> Page:
    whose = person_for(person_id, May.ENROL)
    running = queries.active_enrolment(person_id)
    posts = {course.key: course.post for course in queries.courses()}
    form.course.choices = [
        choice
        for choice in form.course.choices or ()
        if running is None or posts.get(str(choice.value)) != running.post
    ]
    key = request.values.get("course", "")
    key = key if key in {str(choice.value) for choice in form.course.choices} else ""
    steps = brought(person_id, queries.course(key)) if key else []
    return page(
        "curriculum/change_post.html",
        status,
        whose=whose,
        running=running,
        form=form,
        chosen=key,
        asked=[one for one in steps if not one.where],
        carried=[one for one in steps if one.where],
    )


@bp.get("/enrol/post/<person_id>")
@needs(May.ENROL)
def change_post(person_id: str) -> Any:
    form = filled(EnrolForm())
    form.course.data = request.args.get("course", "")
    return _page(person_id, form)


@bp.post("/enrol/post/<person_id>")
@needs(May.ENROL)
def save_change_of_post(person_id: str) -> Any:
    person_for(person_id, May.ENROL)
    form = filled(EnrolForm())
    if not form.validate() or form.start_on.data is None:
        return _page(person_id, form, 422)
    course = str(form.course.data)
    batch = actions.keep_cohort(form.batch.data, course, form.start_on.data) if form.batch.data else None
    choice = Choice(
        course,
        form.start_on.data,
        mentor_id=form.mentor.data or None,
        trainer_id=form.trainer.data or None,
        cohort_id=batch.id if batch else None,
        workdays="".join(sorted(form.workdays.data or "")),
    )
    made = actions.change_post(person_id, choice, by=me().id, at=clock.received())
    return back("curriculum.enrolment", enrolment_id=made.id)
