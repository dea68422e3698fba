"""What a changed rule leaves stale: computed from pinned citations, never written ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from cstrain.bank.models import Rule, RuleVersion
from cstrain.bank.queries.register import citations_by_rule
from cstrain.kit import clock, db
from cstrain.kit.content import Citation
from cstrain.people.rules import local_date

DAYS_TO_MEND = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """A cited rule that says something else now. ``now``: its major version, 0 when it was withdrawn."""

    rule_id: str
    title: str
    pinned: int
    now: int


def moved(cited: Iterable[Citation]) -> tuple[Moved, ...]:
    """Those of these citations whose rule has moved on. One query, whatever is asked."""
    pinned = {one.id: one.major for one in cited}
    if not pinned:
        return ()
    return moved_in(pinned, clocks(pinned))


def clocks(ids: Iterable[str] | None = None) -> dict[str, Rule]:
    """Rules by id, all of them when none is named: which version holds, until when nobody need look at it."""
    rows = select(Rule)
    if ids is not None:
        rows = rows.where(Rule.id.in_(set(ids)))
    return {rule.id: rule for rule in db.database.session.scalars(rows)}


def moved_in(pinned: dict[str, int], held: dict[str, Rule]) -> tuple[Moved, ...]:
    """The same against rules that have been read already."""
    return tuple(
        Moved(rule.id, rule.title, major, 0 if rule.withdrawn else rule.major)
        for rule_id, major in sorted(pinned.items())
        if (rule := held.get(rule_id)) is not None and (rule.withdrawn or rule.major != major)
    )


@dataclass(frozen=True)
class Owed:
    """A rule behind which something waits to be looked at: how many questions, and until when."""

    rule: Rule
    questions: int
    due: date
    is_late: bool  # the rule itself is past its review, nothing has moved

    def is_over(self, on: date) -> bool:
        return self.due < on


def owed(on: date) -> list[Owed]:
    """What keepers of the bank owe, soonest due first: within three days of the change, or of the review that was due."""
    held = clocks()
    cited = citations_by_rule(held)
    changed = _changed()
    found = []
    for rule in held.values():
        total, stale = cited.get(rule.id, (0, 0))
        if stale:
            day = local_date(changed[rule.id], clock.zone())
            found.append(Owed(rule, stale, day + timedelta(days=DAYS_TO_MEND), False))
        elif total and not rule.withdrawn and rule.review_on is not None and rule.review_on < on:
            found.append(Owed(rule, total, rule.review_on + timedelta(days=DAYS_TO_MEND), True))
    return sorted(found, key=lambda one: (one.due, one.rule.id))


def _changed() -> dict[str, datetime]:
    """When each rule became what it is: its first version of the major number that holds, or its withdrawal."""
    first = select(RuleVersion.rule_id, func.min(RuleVersion.at)).join(Rule, Rule.id == RuleVersion.rule_id)
    rows = first.where(RuleVersion.major == Rule.major).group_by(RuleVersion.rule_id)
    found: dict[str, datetime] = dict(db.database.session.execute(rows).all())
    last = select(RuleVersion.rule_id, RuleVersion.at).join(Rule, Rule.id == RuleVersion.rule_id)
    gone = last.where(Rule.withdrawn != "", RuleVersion.seq == Rule.latest)
    found.update(dict(db.database.session.execute(gone).all()))
    return found
