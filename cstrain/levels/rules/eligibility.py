"""Who is eligible for the next level, and the exact gap of the rest. A missing month breaks 连续."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from cstrain.certification.rules.asked import asked_words, is_held
from cstrain.kit.content import number_text
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
    reported: int = 0  # red-line events that await the second person


@dataclass(frozen=True)
class Figure:
    """One month that an indicator is judged on; ``value`` None: nobody has told it."""

    month: date
    value: Fraction | None
    reaches: bool


@dataclass(frozen=True)
class Gap:
    """How one condition stands: ``have`` of ``want`` months (or certificates).

    ``from_on``: the earliest day on which time alone would fill it. ``lacking``: certificates. ``figures``: the months an
    indicator is judged on, newest first. ``reported``: red-line events nobody has confirmed or dismissed yet.
    """

    condition: Condition
    is_met: bool
    have: int
    want: int
    from_on: date | None = None
    lacking: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    reported: int = 0

    @property
    def lacking_words(self) -> str:
        return asked_words(self.lacking)

    @property
    def breaks_at(self) -> Figure | None:
        """The newest month that breaks the row."""
        return next((figure for figure in self.figures if not figure.reaches), None)

    @property
    def plain(self) -> dict[str, Any]:
        """As a proposal freezes it and the record keeps it: strings, integers and lists alone."""
        condition = self.condition
        figures = [
            f"{one.month:%Y-%m} {number_text(one.value) if one.value is not None else '—'}" for one in self.figures
        ]
        said = {
            "need": condition.need.value,
            "certificates": [asked_words([name]) for name in condition.certificates],
            "indicator": condition.indicator,
            "line": number_text(condition.line) + condition.unit if condition.line is not None else "",
            "figures": figures,
        }
        return {name: value for name, value in said.items() if value} | {"have": self.have, "want": self.want}


def gaps(level: Level, facts: Facts) -> list[Gap]:
    """Every condition of the level in its order."""
    return [_JUDGES[condition.need](condition, facts) for condition in level.conditions]


def level_for(ladder: Ladder, facts: Facts) -> Level | None:
    """The next level the person is eligible for, one step at a time; None when not (yet), or at the top."""
    target = ladder.after(facts.level)
    if target is None or ladder.undecided:
        return None
    return target if all(gap.is_met for gap in gaps(target, facts)) else None


def asked_of(level: Level) -> tuple[str, ...]:
    """The certificates a level asks for, each once; several names with ； between them where one will do."""
    named = [name for condition in level.conditions for name in condition.certificates]
    return tuple(dict.fromkeys(named))


def digest(level: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of grounds: what was shown and what is decided on must be the same."""
    text = json.dumps([level, *lines], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _certificate(condition: Condition, facts: Facts) -> Gap:
    lacking = tuple(name for name in condition.certificates if not is_held(name, facts.certificates))
    want = len(condition.certificates)
    return Gap(condition, not lacking, want - len(lacking), want, lacking=lacking)


def _tenure(condition: Condition, facts: Facts) -> Gap:
    """Months since the present level began, for the first rise since going live."""
    since = facts.level_since or facts.live_since
    if since is None:
        return Gap(condition, False, 0, condition.months)
    have = max(0, months_between(since, facts.today))
    met = have >= condition.months
    return Gap(condition, met, min(have, condition.months), condition.months, _filled(since, condition, met=met))


def _filled(since: date, condition: Condition, *, met: bool) -> date | None:
    return None if met else add_months(since, condition.months)


def _indicator(condition: Condition, facts: Facts) -> Gap:
    """Months in a row up to the last month that is over, each at or above the line."""
    values = facts.kpi.get(condition.indicator, {})
    last = add_months(facts.today.replace(day=1), -1)
    months = [add_months(last, -step) for step in range(condition.months)]
    figures = tuple(_figure(month, values.get(month), condition.line) for month in months)
    have = next((place for place, one in enumerate(figures) if not one.reaches), len(figures))
    met = have >= condition.months > 0
    broken = None if met or have == len(figures) else figures[have]
    known = broken is not None and broken.value is not None and condition.line is not None
    from_on = add_months(broken.month, condition.months + 1) if known and broken else None
    return Gap(condition, met, have, condition.months, from_on, figures=figures)


def _figure(month: date, value: Fraction | None, line: Fraction | None) -> Figure:
    return Figure(month, value, value is not None and line is not None and value >= line)


def _no_red_line(condition: Condition, facts: Facts) -> Gap:
    """Months since the last red-line event. Without one it is met; one that awaits confirmation keeps it open."""
    last = max(facts.red_lines, default=None)
    if last is None:
        want = condition.months
        return Gap(condition, not facts.reported, 0 if facts.reported else want, want, reported=facts.reported)
    have = max(0, months_between(last, facts.today))
    over = have >= condition.months
    filled = _filled(last, condition, met=over)
    met = over and not facts.reported
    return Gap(condition, met, min(have, condition.months), condition.months, filled, reported=facts.reported)


_JUDGES = {
    Need.CERTIFICATE: _certificate,
    Need.TENURE: _tenure,
    Need.INDICATOR: _indicator,
    Need.NO_RED_LINE: _no_red_line,
}
