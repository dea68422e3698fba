"""Proposals come and go with their grounds: whoever reaches the next level is proposed; a person decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.levels.models import Promotion
from cstrain.levels.queries.ladders import LadderInForce, in_force
from cstrain.levels.queries.promotions import declined_lately, open_promotions
from cstrain.levels.queries.standing import Standing, standings
from cstrain.levels.rules.promotion import PromotionEvent, PromotionState, next_state
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.queries import holders, named
from cstrain.people.rules import May, PersonState

NAMED = 3  # so many are told by name


@db.deed
def propose(person_ids: Iterable[str], *, at: datetime) -> tuple[int, int]:
    """Propose those of ``person_ids`` who are eligible, let proposals lapse whose grounds are gone; gives how many each.

    Nobody is proposed twice, nor again in the month in which the same level was declined, nor while not at work.
    """
    held = in_force()
    if held is None:
        return 0, 0
    asked = list(person_ids)
    seen, open_now, again = standings(asked, held, at), open_promotions(asked), declined_lately(asked, at)
    here = {each.id for each in named(asked).values() if each.state == PersonState.AT_WORK.value}
    lapsing = [row for person_id, row in open_now.items() if not _stands(row, seen[person_id])]
    for row in lapsing:
        row.state, row.settled_at, row.settled_by = next_state(row.state, PromotionEvent.LAPSE).value, at, "levels"
    db.database.session.flush()  # a new proposal may take the place of one that lapsed
    kept = open_now.keys() - {row.person_id for row in lapsing}
    rising = [
        one
        for person_id, one in seen.items()
        if one.is_eligible and person_id in here - kept and (person_id, held.ladder.key, _target(one)) not in again
    ]
    made = [_propose(one, held, at) for one in rising]
    _tell(made, at)
    return len(made), len(lapsing)


def _stands(row: Promotion, standing: Standing) -> bool:
    """Does the person still reach the very level that was proposed?"""
    return standing.is_eligible and (row.ladder, row.level) == (standing.ladder.key, _target(standing))


def _target(standing: Standing) -> str:
    return standing.target.code if standing.target else ""


def _propose(standing: Standing, held: LadderInForce, at: datetime) -> Promotion:
    assert standing.target is not None
    made = Promotion(
        person_id=standing.person_id,
        ladder=held.ladder.key,
        ladder_version_id=held.version.id,
        old_level=standing.facts.level or "",
        level=standing.target.code,
        level_name=standing.target.name,
        grounds=standing.grounds,
        proposed_at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


def _tell(made: list[Promotion], at: datetime) -> None:
    """Who decides is told once, however many they have to decide about, and of whom."""
    rising: dict[str, list[str]] = {}
    for person in named([row.person_id for row in made]).values():
        for decider in holders(May.LEVELS_DECIDE, person.team_id, at):
            rising.setdefault(decider.id, []).append(person.name)
    for decider_id, names in sorted(rising.items()):
        said = {"names": "、".join(names[:NAMED]), "count": len(names)}
        kind = "promotions_of" if len(names) <= NAMED else "promotions_of_many"
        key = f"promotions:{at.isoformat()}"
        people.tell(decider_id, kind, key, facts=said, link="/levels?show=proposed", at=at)


@db.deed
def propose_everybody(at: datetime) -> tuple[int, int]:
    """Over all who are at work, or await a decision."""
    session = db.database.session
    at_work = session.scalars(select(Person.id).where(Person.state == PersonState.AT_WORK.value))
    waiting = session.scalars(select(Promotion.person_id).where(Promotion.state == PromotionState.PROPOSED.value))
    return propose(sorted({*at_work, *waiting}), at=at)
