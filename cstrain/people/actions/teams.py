"""Teams and stores: what people and rights are scoped by."""

from __future__ import annotations

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Store, Team


@db.deed
def keep_team(name: str) -> Team:
    """The team of this name, made if there is none."""
    found = db.database.session.scalar(select(Team).where(Team.name == name))
    if found is None:
        found = Team(name=name)
        db.database.session.add(found)
        db.database.session.flush()
    return found


@db.deed
def keep_store(name: str, platform: str = "") -> Store:
    """The store of this name, made if there is none; a platform that is given is kept."""
    found = db.database.session.scalar(select(Store).where(Store.name == name))
    if found is None:
        found = Store(name=name)
        db.database.session.add(found)
    if platform:
        found.platform = platform
    db.database.session.flush()
    return found


def _refuse_taken(model: type[Team] | type[Store], row_id: str, name: str) -> None:
    if db.database.session.scalar(select(model.id).where(model.name == name, model.id != row_id)) is not None:
        raise Refusal("name_is_taken", name=name)


@db.deed
def rename_team(team_id: str, name: str) -> None:
    row = db.lock(Team, team_id)
    if row is None:
        raise NotYours
    _refuse_taken(Team, team_id, name)
    row.name = name


@db.deed
def rename_store(store_id: str, name: str, platform: str) -> None:
    row = db.lock(Store, store_id)
    if row is None:
        raise NotYours
    _refuse_taken(Store, store_id, name)
    row.name, row.platform = name, platform
