"""The list of people, and a new one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.paper import qr
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import Page, download, page
from cstrain.people import actions
from cstrain.people.doors import ALL_TEAMS, Me, me, needs
from cstrain.people.forms import NewPersonForm, PersonForm, choices
from cstrain.people.models import Person
from cstrain.people.queries import PeopleFilter, mine, people_list, stores, teams
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp
from cstrain.people.words import STATES

PER_PAGE = 50


def team_pairs(asked: Me, may: May, *, none: Any) -> list[tuple[str, Any]]:
    """Teams that ``may`` covers for this person as (id, name); first ``none`` for whoever holds it for all teams."""
    covered = asked.may.get(may, frozenset())
    pairs = [(team.id, team.name) for team, _people in teams() if ALL_TEAMS in covered or team.id in covered]
    return [("", none), *pairs] if ALL_TEAMS in covered else pairs


def fill_choices(form: PersonForm, may: May) -> None:
    form.team.choices = choices(team_pairs(me(), may, none=_("不分小组")))
    form.store.choices = choices([("", _("不分店铺")), *((store.id, store.name) for store, _people in stores())])


def slips(people: list[tuple[Person, str]], status: int = 200, **context: Any) -> Page:
    """The slips with first passwords: shown in the answer to the deed, kept nowhere."""
    rows = [
        (person.name, person.employee_no, person.team.name if person.team else "", plain) for person, plain in people
    ]
    picture = (
        qr(request.url_root, _("登录页二维码"), "login-qr") if rows else ""
    )  # one for all: it says no more than the address
    return page("people/slips.html", status, rows=rows, address=request.url_root, picture=picture, **context)


def _filter() -> PeopleFilter:
    given = request.args
    return PeopleFilter(given.get("q", "").strip(), given.get("team", ""), given.get("state", ""))


@bp.get("/people")
@needs(May.PEOPLE_SEE)
def everyone() -> Any:
    asked, shown = me(), _filter()
    query = people_list(mine(asked, May.PEOPLE_SEE), shown)
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "people/everyone.html",
        shown=shown,
        listed=listed,
        teams=[("", _("全部小组")), *(pair for pair in team_pairs(asked, May.PEOPLE_SEE, none="") if pair[0])],
        states=[("", _("全部状态")), *((state, word) for state, (word, _icon, _tone) in STATES.items())],
        STATES=STATES,
        export=url_for(
            "people.export_people", q=shown.words or None, team=shown.team or None, state=shown.state or None
        ),
    )


@bp.get("/people/export.xlsx")
@needs(May.PEOPLE_SEE)
def export_people() -> Any:
    """The people the filter shows, all pages of them."""
    found = db.database.session.scalars(people_list(mine(me(), May.PEOPLE_SEE), _filter()))
    rows = [
        (
            one.name,
            one.employee_no,
            one.team.name if one.team else "",
            one.store.name if one.store else "",
            str(STATES[one.state][0]),
            one.joined_on.isoformat() if one.joined_on else "",
        )
        for one in found
    ]
    return download(write(("姓名", "工号", "小组", "店铺", "状态", "入职日期"), rows, "人员"), "人员.xlsx", XLSX)


@bp.get("/people/new")
@needs(May.PEOPLE_KEEP)
def new_person() -> Any:
    form = NewPersonForm()
    fill_choices(form, May.PEOPLE_KEEP)
    return page("people/new_person.html", form=form)


@bp.post("/people/new")
@needs(May.PEOPLE_KEEP)
def save_new_person() -> Any:
    form = NewPersonForm()
    fill_choices(form, May.PEOPLE_KEEP)
    if not form.validate():
        return page("people/new_person.html", 422, form=form)
    asked = me()
    made = actions.add_person(
        form.employee_no.data,
        form.name.data,
        team=form.team.data or None,
        store=form.store.data or None,
        joined_on=form.joined_on.data,
        by=asked.id,
        at=clock.received(),
    )
    return slips([made])


def require_team(may: May, team_id: str | None) -> None:
    """A thing may be put into a team of one's own only; into none only by whoever holds ``may`` for all."""
    asked = me()
    if not (asked.can(may, team_id) if team_id else asked.can_for_all(may)):
        raise Refusal("role_not_here")
