"""How people stand on the ladder: what they hold, what the next level asks, what they lack. Constant queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from cstrain.certification import queries as certification
from cstrain.certification.models import RedLine, TakeOver
from cstrain.certification.rules.asked import asked_words
from cstrain.certification.rules.redline import RedLineState
from cstrain.kit import db
from cstrain.levels.models import LevelHolding
from cstrain.levels.queries.holdings import held_levels, lapsed, last_holdings
from cstrain.levels.queries.kpi import values_of
from cstrain.levels.queries.ladders import LadderInForce, in_force
from cstrain.levels.rules.eligibility import Facts, Gap, digest, gaps
from cstrain.levels.rules.ladder import Ladder, Level
from cstrain.people.rules import add_months
from cstrain.records import queries as records
from cstrain.records.queries.stored import batches


@dataclass(frozen=True)
class Standing:
    """One person. ``holding``: the level that counts now; ``coming``: one approved from a later month; ``target``: the next
    level with its ``gaps``, None at the top or while ``elsewhere`` (the level stands on another ladder)."""

    person_id: str
    ladder: Ladder
    holding: LevelHolding | None
    coming: LevelHolding | None
    lapsed: tuple[str, ...]
    elsewhere: bool
    facts: Facts
    target: Level | None
    gaps: tuple[Gap, ...]

    @property
    def lacking(self) -> list[Gap]:
        return [gap for gap in self.gaps if not gap.is_met]

    @property
    def is_eligible(self) -> bool:
        """All conditions of the next level hold, nothing rests, and the firm has decided what the ladder asks."""
        waits = self.lapsed or self.coming or self.ladder.undecided
        return self.target is not None and not waits and not self.lacking

    @property
    def grounds(self) -> list[dict[str, Any]]:
        return [gap.plain for gap in self.gaps]

    @property
    def hash(self) -> str:
        return digest(self.target.code if self.target else "", self.grounds)


def standings(person_ids: Iterable[str], held: LadderInForce, at: datetime) -> dict[str, Standing]:
    """How these people stand on the ladder in use; the same queries for any number up to 500."""
    asked, ladder, on = list(person_ids), held.ladder, certification.today(at)
    now, last = held_levels(asked, at), last_holdings(asked)
    facts = _facts(asked, ladder, last, at)
    found = {}
    for person_id in asked:
        holding, newest, one = now.get(person_id), last.get(person_id), facts[person_id]
        elsewhere = newest is not None and (newest.ladder != ladder.key or ladder.level(newest.level) is None)
        target = None if elsewhere else ladder.after(one.level)
        found[person_id] = Standing(
            person_id,
            ladder,
            holding,
            newest if newest is not None and newest.since > on else None,
            tuple(asked_words([name]) for name in lapsed(holding, one.certificates)) if holding else (),
            elsewhere,
            one,
            target,
            tuple(gaps(target, one)) if target else (),
        )
    return found


def _facts(person_ids: list[str], ladder: Ladder, last: dict[str, LevelHolding], at: datetime) -> dict[str, Facts]:
    on = certification.today(at)
    longest = max((each.months for level in ladder.levels for each in level.conditions), default=0)
    values = values_of(person_ids, ladder.indicators, add_months(on.replace(day=1), -longest))
    names = certification.names_in_force(person_ids, at)
    live, red, reported = _live_since(person_ids), _red_lines(person_ids), _reported(person_ids)
    return {
        person_id: Facts(
            today=on,
            level=last[person_id].level if person_id in last else None,
            level_since=last[person_id].since if person_id in last else None,
            certificates=names[person_id],
            live_since=live[person_id],
            kpi=values[person_id],
            red_lines=red[person_id],
            reported=reported.get(person_id, 0),
        )
        for person_id in person_ids
    }


def _live_since(person_ids: list[str]) -> dict[str, date | None]:
    certificates = certification.held(person_ids)
    kept = []  # take-overs stay in the session while first days are read from them
    for some in batches(person_ids):
        kept += list(db.database.session.scalars(select(TakeOver).where(TakeOver.person_id.in_(some))))
    return {person_id: certification.first_day(certificates[person_id]) for person_id in person_ids}


def _red_lines(person_ids: list[str]) -> dict[str, list[date]]:
    """Days of red-line events as the record says them: voided ones left out, corrected ones as corrected."""
    found = records.facts_of(person_ids, ["red_line"])
    return {
        person_id: [date.fromisoformat(str(entry.body["date"])) for entry in found[person_id]]
        for person_id in person_ids
    }


def _reported(person_ids: list[str]) -> dict[str, int]:
    """Red-line events that await the second person."""
    found: dict[str, int] = {}
    for some in batches(person_ids):
        rows = select(RedLine.person_id, func.count()).where(
            RedLine.person_id.in_(some), RedLine.state == RedLineState.REPORTED.value
        )
        for person_id, many in db.database.session.execute(rows.group_by(RedLine.person_id)):
            found[person_id] = many
    return found


def own_standing(person_id: str, at: datetime) -> Standing | None:
    """How one person stands; None without certificate and level, and while the firm has chosen no ladder."""
    held = in_force()
    if held is None:
        return None
    found = standings([person_id], held, at)[person_id]
    return found if found.facts.live_since or found.holding or found.coming else None
