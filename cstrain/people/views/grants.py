"""Roles given and ended on a person's page."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back
from cstrain.people import actions
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Grant
from cstrain.people.queries import by_number
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp
from cstrain.people.views.person import grant_form, person_page
from cstrain.people.views.roster import require_team


@bp.post("/people/<person_id>/grants")
@needs(May.GRANTS_KEEP)
def save_grant(person_id: str) -> Any:
    shown, form = person_for(person_id, May.GRANTS_KEEP), grant_form()
    deputised = by_number(form.deputy_of.data) if form.deputy_of.data else None
    good = form.validate()
    if form.deputy_of.data and deputised is None:
        form.deputy_of.errors = [_("没有这个工号。")]
        good = False
    if not good:
        return person_page(shown, 422, grant=form)
    asked, at = me(), clock.received()
    made = actions.grant_role(
        person_id,
        form.role.data,
        team=form.scope.data or None,
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        deputy_of=deputised,
        by=asked.id,
        at=at,
    )
    actions.tell(person_id, "role_given", f"grant:{made.id}", facts={"role": made.role}, link="", at=at)
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/grants/<grant_id>/end")
@needs(May.GRANTS_KEEP)
def end_grant(person_id: str, grant_id: str) -> Any:
    person_for(person_id, May.GRANTS_KEEP)
    grant = db.database.session.get(Grant, grant_id)
    if grant is None or grant.person_id != person_id:
        raise NotYours
    require_team(May.GRANTS_KEEP, grant.team_id)
    asked, at, role = me(), clock.received(), grant.role
    actions.end_grant(grant_id, by=asked.id, at=at)
    actions.tell(person_id, "role_ended", f"ended:{grant_id}", facts={"role": role}, link="", at=at)
    return back("people.person", person_id=person_id)
