"""The road of levels in short: a ladder, certificates, months of figures, a level held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import Basis
from cstrain.certification.rules.decision import Scope
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.sheets import Row, Sheet
from cstrain.levels import actions, queries
from cstrain.levels.models import KpiImport, LadderVersion, LevelHolding, Promotion
from cstrain.levels.rules.kpi import COLUMNS
from cstrain.people.rules import add_months
from cstrain.records import actions as records
from tests.cast import Cast, Someone
from tests.records.acts import Proved

PRESALE, AFTERSALE = "售前上岗证", "售后上岗证"
START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai: certified
TODAY = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)  # October is over
LAST = ("2026-08", "2026-09", "2026-10")
LADDER = """# 等级 five 五级客服
【英文名】Five tiers
【英文简介】Ordinary, senior, elite.

## ordinary 普通客服
【英文名】Agent

- 证书 售前上岗证

## senior 高级客服
【英文名】Senior agent

- 证书 售前上岗证
- 任期 3 个月（本库选定）
- 指标 KPI总分 ≥ 85 【连续】3 个月（本库选定）
- 指标 满意度 ≥ 95% 【连续】1 个月（本库选定）
- 无红线 6 个月（本库选定）

## elite 精英客服
【英文名】Elite agent

- 证书 售前上岗证、售后上岗证
- 任期 6 个月（本库选定）
"""
OTHER = LADDER.replace("# 等级 five 五级客服", "# 等级 three 三级客服加管理").replace("## senior", "## advanced")


def load(cast: Cast, at: datetime = START, text: str = LADDER, origin: str = "shipped") -> LadderVersion:
    with db.transaction(at=at, by=cast.admin.id, why="content"):
        return actions.load_ladder(read(text, "ladder.md"), at=at, by=cast.admin.id, origin=origin)


def certify(
    cast: Cast, person: Someone, at: datetime = START, name: str = PRESALE, until: date = date(2027, 12, 31)
) -> Certificate:
    """A certificate as the gate would have issued it."""
    said = Issue(person.id, name, "presale-gate", Scope("presale", "售前客服"), Basis.GATE, at, until)
    with db.transaction(at=at, by=cast.supervisor.id, why="certify"):
        return issue(said, Proved(cast.supervisor.id))


def row(
    number: str, month: str, indicator: str = "KPI总分", value: str = "90", source: str = "绩效表"
) -> tuple[str, ...]:
    return (number, month, indicator, value, source)


def sheet(rows: Iterable[tuple[str, ...]]) -> Sheet:
    made = [Row(number, dict(zip(COLUMNS, cells, strict=True))) for number, cells in enumerate(rows, start=2)]
    return Sheet(list(COLUMNS), made)


def bring(cast: Cast, rows: Iterable[tuple[str, ...]], at: datetime = TODAY, by: Someone | None = None) -> KpiImport:
    """Import rows as the supervisor."""
    who = by or cast.supervisor
    with db.transaction(at=at, by=who.id, why="kpi"):
        return actions.import_kpi(sheet(rows), by=who.id, at=at, file="kpi.xlsx")


def months_of(person: Someone, values: Mapping[str, str], indicator: str = "KPI总分") -> list[tuple[str, ...]]:
    return [row(person.employee_no, month, indicator, value) for month, value in values.items()]


def good_months(person: Someone, months: Iterable[str] = LAST) -> list[tuple[str, ...]]:
    """All that senior asks of figures."""
    listed = list(months)
    return [*months_of(person, dict.fromkeys(listed, "90")), row(person.employee_no, listed[-1], "满意度", "96%")]


def propose(at: datetime) -> tuple[int, int]:
    with db.transaction(at=at, by="flask levels look-after", why="levels"):
        return actions.propose_everybody(at)


def tend(at: datetime) -> tuple[int, int]:
    with db.transaction(at=at, by="flask levels look-after", why="levels"):
        return actions.tend_holds(at)


def open_for(person: Someone) -> Promotion:
    found = queries.open_promotions([person.id])[person.id]
    assert isinstance(found, Promotion)
    return found


def seen(person: Someone, at: datetime) -> str:
    """What a page would have shown."""
    held = queries.in_force()
    assert held is not None
    return queries.standings([person.id], held, at)[person.id].hash


def approve(person: Someone, by: Someone, month: str, at: datetime = TODAY, shown: str | None = None) -> LevelHolding:
    promotion_id, hashed = open_for(person).id, shown if shown is not None else seen(person, at)
    with db.transaction(at=at, by=by.id, why="approve"):
        return actions.approve(promotion_id, month=month, seen=hashed, proof=Proved(by.id), at=at)


def decline(person: Someone, by: Someone, reason: str = "这个季度再看看", at: datetime = TODAY) -> Promotion:
    promotion_id = open_for(person).id
    with db.transaction(at=at, by=by.id, why="decline"):
        return actions.decline(promotion_id, reason=reason, proof=Proved(by.id), at=at)


def ordinary(cast: Cast, person: Someone, at: datetime = START) -> LevelHolding:
    """Certified and on the first level, through proposal and approval."""
    load(cast, at)
    certify(cast, person, at)
    propose(at + timedelta(hours=1))
    return approve(person, cast.supervisor, f"{at:%Y-%m}", at + timedelta(hours=2))


def reaching(cast: Cast, person: Someone) -> Promotion:
    """On the first level, and proposed for the second."""
    ordinary(cast, person)
    bring(cast, good_months(person))
    return open_for(person)


def red_line(cast: Cast, person: Someone, day: str, at: datetime = TODAY) -> None:
    """A red-line event as it stands in the record once confirmed."""
    with db.transaction(at=at, by=cast.second_supervisor.id, why="red line"):
        body = {"date": day, "reported_by": cast.supervisor.id}
        by = cast.second_supervisor.id
        private = {"text": "和客户争吵"}
        records.record(person.id, "red_line", at=at, by=by, subject=f"red_line:{day}", body=body, private=private)


def past_months(today: date, many: int) -> list[str]:
    """The last months that are over, oldest first."""
    first = today.replace(day=1)
    return [f"{add_months(first, -step):%Y-%m}" for step in range(many, 0, -1)]
