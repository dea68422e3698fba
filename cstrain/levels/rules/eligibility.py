"""Who is eligible for the next level, and the exact gap of the rest. A missing month breaks 连续."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cstrain.levels.rules.ladder import Condition, Ladder, Level, Need
from cstrain.people.rules import add_months, months_between


@dataclass(frozen=True)
class Facts:
    """What is known of an agent on a day. ``kpi``: indicator → month (its first day) → value."""

    today: date
    level: str | None = None
    level_since: date | None = None
    certificates: frozenset[str] = frozenset()  # names in force
    live_since: date | None = None  # first day in force of the first certificate
    kpi: Mapping[str, Mapping[date, Fraction]] = field(default_factory=dict)
    red_lines: Sequence[date] = ()


@dataclass(frozen=True)
class Gap:
    """How one condition stands: ``have`` of ``want`` months (or certificates); ``from_on`` the earliest day if only
    time is missing; ``detail`` names what lacks (a certificate, the month that breaks the row)."""

    condition: Condition
    is_met: bool
    have: int
    want: int
    from_on: date | None = None
    detail: str = ""


def gaps(level: Level, facts: Facts) -> list[Gap]:
    """Every condition of the level in its order."""
    return [_JUDGES[condition.need](condition, facts) for condition in level.conditions]


def level_for(ladder: Ladder, facts: Facts) -> Level | None:
    """The next level the person is eligible for, one step at a time; None when not (yet), or at the top."""
    target = ladder.after(facts.level)
    if target is None or ladder.undecided:
        return None
    return target if all(gap.is_met for gap in gaps(target, facts)) else None


def is_on_hold(level: Level, facts: Facts) -> bool:
    """A level whose certificates are not all in force rests; it is not taken away."""
    needed = {name for condition in level.conditions for name in condition.certificates}
    return not needed <= facts.certificates


def _certificate(condition: Condition, facts: Facts) -> Gap:
    lacking = [name for name in condition.certificates if name not in facts.certificates]
    want = len(condition.certificates)
    return Gap(condition, not lacking, want - len(lacking), want, detail="、".join(lacking))


def _tenure(condition: Condition, facts: Facts) -> Gap:
    """Months since the present level began, for the first rise since going live."""
    since = facts.level_since or facts.live_since
    if since is None:
        return Gap(condition, False, 0, condition.months)
    have = max(0, months_between(since, facts.today))
    met = have >= condition.months
    return Gap(condition, met, have, condition.months, None if met else add_months(since, condition.months))


def _indicator(condition: Condition, facts: Facts) -> Gap:
    """Months in a row up to the last month that is over, each at or above the line."""
    values = facts.kpi.get(condition.indicator, {})
    month = add_months(facts.today.replace(day=1), -1)
    have, detail = 0, ""
    while have < condition.months:
        value = values.get(month)
        if value is None or condition.line is None or value < condition.line:
            detail = f"{month:%Y-%m}"
            break
        have += 1
        month = add_months(month, -1)
    return Gap(condition, have >= condition.months > 0, have, condition.months, detail=detail)


def _no_red_line(condition: Condition, facts: Facts) -> Gap:
    since = max(facts.red_lines, default=None) or facts.live_since
    if since is None:
        return Gap(condition, False, 0, condition.months)
    have = max(0, months_between(since, facts.today))
    clean = not facts.red_lines or have >= condition.months
    return Gap(condition, clean, have, condition.months, None if clean else add_months(since, condition.months))


_JUDGES = {
    Need.CERTIFICATE: _certificate,
    Need.TENURE: _tenure,
    Need.INDICATOR: _indicator,
    Need.NO_RED_LINE: _no_red_line,
}
