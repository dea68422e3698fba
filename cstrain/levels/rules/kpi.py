"""The sheet of KPI facts: every row judged, with the column and the reason; nothing here reads or writes.

Columns: 工号 月份 指标 数值 来源, all needed. A figure that is known already and differs is an upsert: the new value
counts, the old one is kept. 撤销 in 数值 takes a figure back, for one that was told of the wrong person or month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cstrain.kit.content import Malformed, nearest, quantity
from cstrain.levels.rules.promotion import first_of
from cstrain.people.rules import add_months
from cstrain.people.rules.sheet import Fault, Given

COLUMNS = ("工号", "月份", "指标", "数值", "来源")
LONGEST = {"指标": 40, "数值": 40, "来源": 120}
MOST_ROWS = 5_000
TAKEN_BACK = "撤销"
LARGEST, FINEST = 10**9, 10**4
_MONTH = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*月?(?:\s*[-/.]?\s*\d{1,2}日?)?|(20\d{2})(\d{2})")


@dataclass(frozen=True)
class Known:
    """The value that counts now; ``value`` None: it was taken back."""

    value: Fraction | None
    unit: str
    source: str
    number: int  # which value it is: 1 for the first


@dataclass(frozen=True)
class KpiGround:
    """What rows are judged against. ``agents``: folded number → (id, name); ``known``: (person, month, indicator) → value;
    ``indicators``: those the ladder asks for, with their unit."""

    agents: Mapping[str, tuple[str, str]]
    today: date
    known: Mapping[tuple[str, str, str], Known] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KpiLine:
    """One good row. ``value`` None: takes the figure back; ``before`` what counted until now."""

    row: int
    person_id: str
    employee_no: str
    name: str
    month: str
    indicator: str
    value: Fraction | None
    unit: str
    source: str
    before: Known | None

    @property
    def kind(self) -> str:
        """new, changed, back (taken back) or same."""
        old = self.before.value if self.before else None
        if self.value is None:
            return "same" if old is None else "back"
        if old is None:
            return "new"
        assert self.before is not None
        return "same" if (old, self.before.unit) == (self.value, self.unit) else "changed"


@dataclass(frozen=True)
class KpiPlan:
    """What an import would do. ``strange``: indicators no level asks for → the one that may have been meant, or ""."""

    lines: tuple[KpiLine, ...]
    faults: tuple[Fault, ...]
    strange: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[KpiLine]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def news(self) -> list[KpiLine]:
        """What would be written."""
        return [line for line in self.lines if line.kind != "same"]


def title_faults(titles: Iterable[str]) -> list[Fault]:
    """A sheet without its columns is not read any further."""
    given = set(titles)
    return [Fault(1, title, "column_missing", {"column": title}) for title in COLUMNS if title not in given]


def plan(rows: Iterable[Given], ground: KpiGround) -> KpiPlan:
    """Judge every row; good rows become lines, the others faults, in the order of the sheet."""
    lines: list[KpiLine] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str, str], int] = {}
    for given in rows:
        found, line = _judge(given, ground, seen)
        faults += found
        if line is not None:
            lines.append(line)
    named = dict.fromkeys(line.indicator for line in lines if line.indicator not in ground.indicators)
    strange = {name: nearest(name, list(ground.indicators)) or "" for name in named}
    return KpiPlan(tuple(lines), tuple(faults), strange)


def _judge(
    given: Given, ground: KpiGround, seen: dict[tuple[str, str, str], int]
) -> tuple[list[Fault], KpiLine | None]:
    empty = [Fault(given.row, title, "cell_empty") for title in COLUMNS if not given.cells.get(title)]
    if empty:
        return empty, None
    indicator = indicator_of(given.cells["指标"])
    month = month_of(given.cells["月份"])
    value, unit, wrong = _value(given, ground.indicators.get(indicator, ""))
    found = [*_shape_faults(given, ground, month), *wrong]
    key = (given.folded, month or "", indicator)
    if not found and key in seen:
        found = [Fault(given.row, "工号", "fact_twice_in_sheet", {"row": str(seen[key])})]
    seen.setdefault(key, given.row)
    if found or month is None:
        return found, None
    person_id, name = ground.agents[given.folded]
    before = ground.known.get((person_id, month, indicator))
    source, number = given.cells["来源"], given.cells["工号"]
    line = KpiLine(given.row, person_id, number, name, month, indicator, value, unit, source, before)
    if value is None and (before is None or before.value is None):
        return [Fault(given.row, "数值", "nothing_to_take_back")], None
    return [], line


def _shape_faults(given: Given, ground: KpiGround, month: str | None) -> list[Fault]:
    cells = given.cells
    found = []
    for title, most in LONGEST.items():
        if len(cells[title]) > most:
            found.append(Fault(given.row, title, "cell_too_long", {"most": str(most)}))
    if given.folded not in ground.agents:
        found.append(Fault(given.row, "工号", "kpi_unknown_number"))
    if month is None:
        found.append(Fault(given.row, "月份", "not_a_month", {"given": cells["月份"][:20]}))
    elif add_months(first_of(month), 1) > ground.today:
        found.append(Fault(given.row, "月份", "month_is_not_over", {"month": month}))
    return found


def _value(given: Given, unit: str) -> tuple[Fraction | None, str, list[Fault]]:
    """(value, unit, faults); ``unit``: what the ladder writes this indicator in."""
    cell = given.cells["数值"]
    if cell == TAKEN_BACK:
        return None, unit, []
    wrong = {"given": cell[:20], "unit": unit}
    try:
        read = quantity(cell)
    except Malformed:
        return None, "", [Fault(given.row, "数值", "not_a_figure", wrong)]
    if abs(read.number) >= LARGEST or FINEST % read.number.denominator:
        return None, "", [Fault(given.row, "数值", "figure_too_fine", wrong)]
    if unit and read.unit and read.unit != unit:
        return None, "", [Fault(given.row, "数值", "unit_differs", wrong)]
    if unit == "%" and not read.unit and 0 < read.number <= 1:  # a sheet keeps 95% as 0.95
        return None, "", [Fault(given.row, "数值", "looks_like_a_share", wrong)]
    return read.number, read.unit or unit, []


def indicator_of(cell: str) -> str:
    """``KPI 总分`` is ``KPI总分``: an indicator's name has no spaces in the ladder."""
    return "".join(cell.split())


def month_of(cell: str) -> str | None:
    """2026-10, 2026/10, 2026年10月, 202610 and a day of that month, as sheets hold them → ``2026-10``."""
    found = _MONTH.fullmatch(cell.strip())
    if found is None:
        return None
    year, month = found[1] or found[3], int(found[2] or found[4])
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None
