"""Teams and stores."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.kit.web import Page, back, page
from cstrain.people import actions
from cstrain.people.doors import needs, require_all_teams
from cstrain.people.forms import StoreForm, TeamForm
from cstrain.people.queries import stores, teams
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp


def _team_page(form: TeamForm, status: int = 200) -> Page:
    return page("people/team_list.html", status, form=form, listed=teams())


@bp.get("/teams")
@needs(May.PEOPLE_KEEP)
def team_list() -> Any:
    """``?edit=id`` puts that team into the form."""
    require_all_teams(May.PEOPLE_KEEP)
    edited = request.args.get("edit", "")
    name = next((team.name for team, _people in teams() if team.id == edited), "")
    return _team_page(TeamForm(data={"name": name, "edited": edited if name else ""}))


@bp.post("/teams")
@needs(May.PEOPLE_KEEP)
def save_team() -> Any:
    require_all_teams(May.PEOPLE_KEEP)
    form = TeamForm()
    if not form.validate():
        return _team_page(form, 422)
    if form.edited.data:
        actions.rename_team(form.edited.data, form.name.data)
    else:
        actions.keep_team(form.name.data)
    return back("people.team_list")


def _store_page(form: StoreForm, status: int = 200) -> Page:
    return page("people/store_list.html", status, form=form, listed=stores())


@bp.get("/stores")
@needs(May.PEOPLE_KEEP)
def store_list() -> Any:
    """``?edit=id`` puts that store into the form."""
    require_all_teams(May.PEOPLE_KEEP)
    edited = next((store for store, _people in stores() if store.id == request.args.get("edit", "")), None)
    given = {"name": edited.name, "platform": edited.platform, "edited": edited.id} if edited else {}
    return _store_page(StoreForm(data=given))


@bp.post("/stores")
@needs(May.PEOPLE_KEEP)
def save_store() -> Any:
    require_all_teams(May.PEOPLE_KEEP)
    form = StoreForm()
    if not form.validate():
        return _store_page(form, 422)
    if form.edited.data:
        actions.rename_store(form.edited.data, form.name.data, form.platform.data or "")
    else:
        actions.keep_store(form.name.data, form.platform.data or "")
    return back("people.store_list")
