"""Levels are given, rest and resume; each time it stands in the person's record, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.certification.actions.takeover import GIVE_LEVEL
from cstrain.certification.models import TakeOver
from cstrain.certification.queries import LEVELS, names_in_force
from cstrain.certification.rules.asked import asked_words, is_held
from cstrain.kit import db
from cstrain.levels.models import LevelHold, LevelHolding
from cstrain.levels.queries.holdings import held_levels, lapsed, last_holdings, open_holds
from cstrain.levels.queries.ladders import LadderInForce, in_force, level_names
from cstrain.levels.rules.eligibility import asked_of
from cstrain.levels.rules.ladder import Level
from cstrain.levels.rules.promotion import Basis, month_text
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.records import actions as records
from cstrain.records.rules import Proven


@db.deed
def give_taken_over(row: TakeOver, proof: Proven, at: datetime) -> LevelHolding | None:
    """The level that an approved take-over names, with basis 存量认定, from the day it says.

    Nothing is given when the ladder in use has no such level, or when the person holds it or a higher one already.
    """
    held = in_force()
    level = held.ladder.level(row.level) if held else None
    last = last_holdings([row.person_id]).get(row.person_id)
    if (
        held is None
        or level is None
        or (last is not None and held.ladder.rank(last.level) >= held.ladder.rank(level.code))
    ):
        return None
    names = names_in_force([row.person_id], at)[row.person_id]
    return _give(row, held, level, [name for name in asked_of(level) if is_held(name, names)], (proof, at))


def _give(
    row: TakeOver, held: LadderInForce, level: Level, resting_on: list[str], act: tuple[Proven, datetime]
) -> LevelHolding:
    proof, at = act
    body = {
        "ladder": held.ladder.key,
        "ladder_version": held.version.number,
        "level": level.code,
        "name": level.name,
        "effective_month": month_text(row.since),
        "basis": Basis.TAKEN_OVER.value,
        "certificates": [asked_words([name]) for name in resting_on],
    }
    subject, by = f"level:{held.ladder.key}/{level.code}", proof.person_id
    entry = records.record(row.person_id, "level_reached", at=at, by=by, subject=subject, body=body, proof=proof)
    made = LevelHolding(
        person_id=row.person_id,
        ladder=held.ladder.key,
        ladder_version_id=held.version.id,
        level=level.code,
        name=level.name,
        since=row.since,
        basis=Basis.TAKEN_OVER.value,
        certificates=resting_on,
        at=at,
        by=by,
        entry_seq=entry.seq,
        take_over_id=row.id,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def tend_holds(at: datetime) -> tuple[int, int]:
    """Write down whose level rests since a certificate lapsed, and whose does so no more; gives how many each."""
    ids = sorted(db.database.session.scalars(select(LevelHolding.person_id).distinct()))
    now, names, resting = held_levels(ids, at), names_in_force(ids, at), open_holds(ids)
    begun = ended = 0
    for person_id in ids:
        holding = now.get(person_id)
        lacking = lapsed(holding, names[person_id]) if holding else []
        if holding and lacking and person_id not in resting:
            begun += _begin(holding, lacking, at)
        elif not lacking and person_id in resting:
            ended += _end(resting[person_id].id, at)
    return begun, ended


def _begin(holding: LevelHolding, lacking: list[str], at: datetime) -> int:
    person_id = holding.person_id
    db.lock(Person, person_id)
    if person_id in open_holds([person_id]):
        return 0
    body = {
        "ladder": holding.ladder,
        "level": holding.level,
        "name": holding.name,
        "lacking": [asked_words([name]) for name in lacking],
    }
    subject = f"level:{holding.ladder}/{holding.level}"
    entry = records.record(person_id, "level_on_hold", at=at, by="levels", subject=subject, body=body)
    held = LevelHold(person_id=person_id, holding_id=holding.id, lacking=lacking, begun_at=at, begin_seq=entry.seq)
    db.database.session.add(held)
    db.database.session.flush()
    facts = {"level": holding.name, "names": asked_words(lacking)}
    people.tell(person_id, "level_on_hold", f"level-hold:{held.id}", facts=facts, link="/levels/mine", at=at)
    return 1


def _end(hold_id: str, at: datetime) -> int:
    held = db.lock(LevelHold, hold_id)
    if held is None or held.ended_at is not None:
        return 0
    holding = db.database.session.get_one(LevelHolding, held.holding_id)
    body = {"ladder": holding.ladder, "level": holding.level, "name": holding.name}
    subject = f"level:{holding.ladder}/{holding.level}"
    entry = records.record(held.person_id, "level_resumed", at=at, by="levels", subject=subject, body=body)
    held.ended_at, held.end_seq = at, entry.seq
    facts = {"level": holding.name}
    people.tell(held.person_id, "level_resumed", f"level-resumed:{held.id}", facts=facts, link="/levels/mine", at=at)
    return 1


LEVELS.append(level_names)
GIVE_LEVEL.append(give_taken_over)
