"""One person: who they are, their state, their account."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people import actions
from cstrain.people.doors import me, needs, person_for, prove, prove_other
from cstrain.people.doors.asking import is_alive
from cstrain.people.forms import EditPersonForm, GrantForm, IdentityForm, NumberForm, StateForm, choices
from cstrain.people.models import Person
from cstrain.people.queries import grants_of, living_key, named, open_sessions, state_changes
from cstrain.people.rules import May, PersonState, events_from, local_date
from cstrain.people.rules.keys import may_release
from cstrain.people.views.blueprint import bp
from cstrain.people.views.roster import fill_choices, slips, team_pairs
from cstrain.people.words import EVENTS, ROLES, STATES

TEAM_EVENTS = ("take_leave", "pause", "retrain", "return_to_training", "return_to_work")
FIRM_EVENTS = ("leave", "rehire")  # go_live is the gate's alone


def _events(shown: Person) -> list[tuple[str, Any]]:
    asked = me()
    allowed = [
        *(TEAM_EVENTS if asked.can(May.TEAM_STATE) else ()),
        *(FIRM_EVENTS if asked.can(May.PEOPLE_KEEP) else ()),
    ]
    return [(event, EVENTS[event]) for event in events_from(PersonState(shown.state)) if event in allowed]


def state_form(shown: Person) -> StateForm:
    form = StateForm()
    form.event.choices = choices(_events(shown))
    if form.on.data is None and not form.is_submitted():
        form.on.data = local_date(clock.received(), clock.zone())
    return form


def grant_form() -> GrantForm:
    form = GrantForm()
    form.scope.choices = choices(team_pairs(me(), May.GRANTS_KEEP, none=_("全部小组")))
    if form.from_on.data is None and not form.is_submitted():
        form.from_on.data = local_date(clock.received(), clock.zone())
    return form


def person_page(shown: Person, status: int = 200, **forms: Any) -> Page:
    """The page of one person; ``forms``: state=, grant=, number= as they were refused."""
    at = clock.received()
    grants, changes, key = grants_of(shown.id), state_changes(shown.id), living_key(shown.id)
    others = {each for grant in grants for each in (grant.deputy_of_id or "", grant.given_by, grant.ended_by)}
    return page(
        "people/person.html",
        status,
        shown=shown,
        grants=grants,
        changes=changes,
        names=named(others | {change.by for change in changes} | {shown.reset_by}),
        sessions=sum(is_alive(row, used, at) for row, used in open_sessions(shown.id)),
        today=local_date(at, clock.zone()),
        events=_events(shown),
        held=key is not None and key.is_held,
        releases=me().can(May.SIGNING_RELEASE, shown.team_id) and may_release(me().id, shown.id, shown.reset_by),
        state=forms.get("state") or state_form(shown),
        grant=forms.get("grant") or grant_form(),
        number=forms.get("number") or NumberForm(),
        STATES=STATES,
        ROLES=ROLES,
    )


@bp.get("/people/<person_id>")
@needs(May.PEOPLE_SEE)
def person(person_id: str) -> Any:
    return person_page(person_for(person_id, May.PEOPLE_SEE))


@bp.get("/people/<person_id>/edit")
@needs(May.PEOPLE_KEEP)
def edit_person(person_id: str) -> Any:
    shown = person_for(person_id, May.PEOPLE_KEEP)
    given = {"name": shown.name, "team": shown.team_id or "", "store": shown.store_id or "", "version": shown.version}
    form = EditPersonForm(data=given | {"joined_on": shown.joined_on})
    fill_choices(form, May.PEOPLE_KEEP)
    return page("people/edit_person.html", form=form, shown=shown)


@bp.post("/people/<person_id>/edit")
@needs(May.PEOPLE_KEEP)
def save_person(person_id: str) -> Any:
    shown, form = person_for(person_id, May.PEOPLE_KEEP), EditPersonForm()
    fill_choices(form, May.PEOPLE_KEEP)
    if not form.validate():
        return page("people/edit_person.html", 422, form=form, shown=shown)
    actions.change_person(
        person_id,
        name=form.name.data,
        team=form.team.data or None,
        store=form.store.data or None,
        joined_on=form.joined_on.data,
        version=form.version.data,
    )
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/number")
@needs(May.PEOPLE_KEEP)
def save_number(person_id: str) -> Any:
    shown, form = person_for(person_id, May.PEOPLE_KEEP), NumberForm()
    if not form.validate():
        return person_page(shown, 422, number=form)
    number, reason = form.new_no.data, form.why.data
    actions.change_number(person_id, number, reason=reason, by=me().id, at=clock.received())
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/state")
@needs(May.TEAM_STATE)
def save_state(person_id: str) -> Any:
    shown = person_for(person_id, May.TEAM_STATE)
    form = state_form(shown)
    if not form.validate():
        return person_page(shown, 422, state=form)
    actions.change_state(
        person_id,
        form.event.data,
        on=form.on.data,
        until=form.until.data,
        reason=form.reason.data,
        new_no=form.rehired_as.data or "" if form.event.data == "rehire" else "",
        by=me().id,
        at=clock.received(),
    )
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/password")
@needs(May.PEOPLE_KEEP)
def reset_password(person_id: str) -> Any:
    shown, asked, at = person_for(person_id, May.PEOPLE_KEEP), me(), clock.received()
    plain = actions.reset_password(person_id, by=asked.id, at=at)
    facts = {"name": asked.person.name}
    actions.tell(person_id, "password_was_reset", f"reset:{at.isoformat()}", facts=facts, link="", at=at)
    return slips([(shown, plain)], reset=True)


@bp.get("/people/<person_id>/identity")
@needs(May.SIGNING_RELEASE)
def identity(person_id: str) -> Any:
    return _identity_page(person_id, IdentityForm())


def _identity_page(person_id: str, form: IdentityForm, status: int = 200) -> Page:
    return page("people/identity.html", status, form=form, shown=person_for(person_id, May.SIGNING_RELEASE))


@bp.post("/people/<person_id>/identity")
@needs(May.SIGNING_RELEASE)
def save_identity(person_id: str) -> Any:
    """Both prove themselves; the person gets a first password at once, and signs as soon as they have chosen their own."""
    shown, form, asked = person_for(person_id, May.SIGNING_RELEASE), IdentityForm(), me()
    if not form.validate():
        return _identity_page(person_id, form, 422)
    try:
        prove(form.password.data or "")
    except Refusal as refusal:
        form.password.errors = [words_of(refusal)]
        return _identity_page(person_id, form, 422)
    try:
        second = prove_other(str(form.second_number.data), form.second_password.data or "")
    except Refusal as refusal:
        form.second_password.errors = [words_of(refusal)]
        return _identity_page(person_id, form, 422)
    plain = actions.identify(person_id, first=asked.id, second=second.person_id, at=clock.received())
    return slips([(shown, plain)], reset=True)


@bp.post("/people/<person_id>/release")
@needs(May.SIGNING_RELEASE)
def release_signing(person_id: str) -> Any:
    """The second person after a reset: this is really them."""
    person_for(person_id, May.SIGNING_RELEASE)
    actions.release_signing(person_id, by=me().id, at=clock.received())
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/shut")
@needs(May.PEOPLE_KEEP)
def shut_account(person_id: str) -> Any:
    person_for(person_id, May.PEOPLE_KEEP)
    actions.shut_account(person_id, at=clock.received())
    return back("people.person", person_id=person_id)


@bp.post("/people/<person_id>/open")
@needs(May.PEOPLE_KEEP)
def open_account(person_id: str) -> Any:
    person_for(person_id, May.PEOPLE_KEEP)
    actions.open_account(person_id)
    return back("people.person", person_id=person_id)
