"""抽问: choose the person, draw, hear, mark; what was heard."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.bank import queries as bank
from cstrain.drill import actions, queries
from cstrain.drill.models import DrillHearing
from cstrain.drill.queries import group
from cstrain.drill.rules import Heard
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import now
from cstrain.drill.words import HEARD
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.rules import May

PER_PAGE = 25
MOST_COMMENT = 500


@bp.get("/drill/hearing")
@needs(May.DRILL_COACH)
def hearings() -> Any:
    words = request.args.get("q", "").strip()
    rows = group.learners(me(), words=words, may=May.DRILL_COACH).where(Person.id != me().id)
    listed = db.database.paginate(rows, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    last = queries.last_hearings(one.id for one in listed.items)
    return page("drill/hearings.html", listed=listed, last=last, words=words)


@bp.post("/drill/hearing/draw/<person_id>")
@needs(May.DRILL_COACH)
def draw_hearing(person_id: str) -> Any:
    at, _on = now()
    whose = person_for(person_id, May.DRILL_COACH)
    made = actions.draw_hearing(whose.id, by=me().id, at=at)
    return back("drill.hearing", hearing_id=made.id)


def _held(hearing_id: str) -> DrillHearing:
    """One's own once it was marked; those of the teams one hears."""
    made = queries.hearing(hearing_id)
    if made is None:
        raise NotYours
    if made.person_id != me().id or made.marked_at is None:
        person_for(made.person_id, May.DRILL_COACH)
    return made


def _shown(made: DrillHearing, status: int = 200, **told: Any) -> Page:
    versions = bank.versions_by_id(made.drawn.values())
    whose = db.database.session.get_one(Person, made.person_id)
    return page(
        "drill/hearing.html",
        status,
        made=made,
        whose=whose,
        asked=[(number, bank.question_of(versions[version])) for number, version in made.drawn.items()],
        allowed=queries.halting_allowed(),
        at=clock.local(made.marked_at) if made.marked_at else None,
        HEARD=HEARD,
        **{"marks": made.marks, "missing": [], "comment": made.comment, **told},
    )


@bp.get("/drill/hearing/<hearing_id>")
@needs(May.LEARN)
def hearing(hearing_id: str) -> Any:
    return _shown(_held(hearing_id))


@bp.post("/drill/hearing/<hearing_id>")
@needs(May.DRILL_COACH)
def mark_hearing(hearing_id: str) -> Any:
    at, _on = now()
    made = queries.hearing(hearing_id)
    if made is None:
        raise NotYours
    person_for(made.person_id, May.DRILL_COACH)
    given = {number: request.form.get(number, "") for number in made.drawn}
    comment = request.form.get("comment", "").strip()[:MOST_COMMENT]
    missing = [number for number, mark in given.items() if mark not in list(Heard)]
    if missing:
        return _shown(made, 422, marks=given, missing=missing, comment=comment)
    marks = {number: Heard(mark) for number, mark in given.items()}
    actions.mark_hearing(hearing_id, marks, comment=comment, by=me().id, at=at)
    return back("drill.hearing", hearing_id=hearing_id)
