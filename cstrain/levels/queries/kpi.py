"""KPI facts: the values that count, their old values, and what a sheet would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, contains_eager

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.levels.models import KpiFact, KpiImport
from cstrain.levels.queries.ladders import ladder_of, newest
from cstrain.levels.rules.kpi import MOST_ROWS, Known, KpiGround, KpiPlan, indicator_of, month_of, plan, title_faults
from cstrain.levels.rules.promotion import first_of, month_text
from cstrain.people import queries as people
from cstrain.people.models import FormerNumber, Person
from cstrain.people.rules import ALL_TEAMS
from cstrain.people.rules.sheet import Given
from cstrain.records.queries.stored import batches

EVERY_TEAM = frozenset({ALL_TEAMS})
Values = dict[str, dict[date, Fraction]]  # indicator → month → value


def value_of(fact: KpiFact) -> Fraction | None:
    return None if fact.num is None else Fraction(fact.num, fact.den)


def values_of(person_ids: Iterable[str], indicators: Iterable[str], since: date) -> dict[str, Values]:
    """Per person the values that count of these indicators since a month; constant queries per 500 people."""
    wanted = list(indicators)
    found: dict[str, Values] = {person_id: {} for person_id in person_ids}
    for some in batches(found):
        rows = select(KpiFact.person_id, KpiFact.indicator, KpiFact.month, KpiFact.num, KpiFact.den)
        rows = rows.where(KpiFact.person_id.in_(some), KpiFact.indicator.in_(wanted))
        rows = rows.where(KpiFact.month >= month_text(since)).order_by(KpiFact.number)  # the last one counts
        for person_id, indicator, month, num, den in db.database.session.execute(rows):
            months = found[person_id].setdefault(indicator, {})
            if num is None:
                months.pop(first_of(month), None)
            else:
                months[first_of(month)] = Fraction(num, den)
    return found


@dataclass(frozen=True)
class KpiFilter:
    """What the list shows: words of name or number, a month, an indicator; ``changed``: only those with old values."""

    words: str = ""
    month: str = ""
    indicator: str = ""
    changed: bool = False


def fact_list(scope: Select[Any], shown: KpiFilter) -> Select[Any]:
    """The facts that count of the people in ``scope``, newest month first; a figure taken back is listed as such."""
    later = aliased(KpiFact)
    same = and_(
        later.person_id == KpiFact.person_id, later.indicator == KpiFact.indicator, later.month == KpiFact.month
    )
    query = select(KpiFact).join(KpiFact.person).options(contains_eager(KpiFact.person))
    query = query.where(KpiFact.person_id.in_(scope.with_only_columns(Person.id).order_by(None)))
    query = query.where(~select(later.id).where(same, later.number > KpiFact.number).exists())
    if shown.words:
        folded = folded_number(shown.words)
        by_name = Person.name.contains(shown.words, autoescape=True)
        query = query.where(or_(by_name, Person.folded_no.contains(folded, autoescape=True)))
    if shown.month:
        query = query.where(KpiFact.month == shown.month)
    if shown.indicator:
        query = query.where(KpiFact.indicator == shown.indicator)
    if shown.changed:
        query = query.where(KpiFact.number > 1)
    return query.order_by(KpiFact.month.desc(), Person.folded_no, KpiFact.indicator)


def facts_about(person_id: str) -> list[KpiFact]:
    """Every value ever told of a person, newest month first, within it the newest value first."""
    rows = select(KpiFact).where(KpiFact.person_id == person_id)
    rows = rows.order_by(KpiFact.month.desc(), KpiFact.indicator, KpiFact.number.desc())
    return list(db.database.session.scalars(rows))


def old_values(facts: Sequence[KpiFact]) -> dict[int, list[KpiFact]]:
    """By the id of a fact that counts: the values before it, newest first; one query."""
    changed = [fact for fact in facts if fact.number > 1]
    if not changed:
        return {}
    about = or_(
        *(
            and_(KpiFact.person_id == fact.person_id, KpiFact.indicator == fact.indicator, KpiFact.month == fact.month)
            for fact in changed
        )
    )
    places = {(fact.person_id, fact.indicator, fact.month): fact for fact in changed}
    found: dict[int, list[KpiFact]] = {fact.id: [] for fact in changed}
    for row in db.database.session.scalars(select(KpiFact).where(about).order_by(KpiFact.number.desc())):
        place = places[(row.person_id, row.indicator, row.month)]
        if row.number < place.number:
            found[place.id].append(row)
    return found


def imports_of(facts: Iterable[KpiFact]) -> dict[str, KpiImport]:
    """The imports these facts came with, by id; one query."""
    rows = select(KpiImport).where(KpiImport.id.in_({fact.import_id for fact in facts}))
    return {row.id: row for row in db.database.session.scalars(rows)}


def last_import() -> KpiImport | None:
    return db.database.session.scalar(select(KpiImport).order_by(KpiImport.at.desc(), KpiImport.id).limit(1))


def months_and_indicators() -> tuple[list[str], list[str]]:
    """What facts there are, for the filter: months newest first, indicators by name."""
    session = db.database.session
    months = session.scalars(select(KpiFact.month).distinct().order_by(KpiFact.month.desc()))
    return list(months), list(session.scalars(select(KpiFact.indicator).distinct().order_by(KpiFact.indicator)))


def indicators() -> dict[str, str]:
    """Every indicator that some ladder asks for, with its unit."""
    decided = people.decided()
    found: dict[str, str] = {}
    for version in newest():
        found |= ladder_of(version, decided).indicators
    return found


def kpi_plan(sheet: Sheet, today: date, teams: frozenset[str] = EVERY_TEAM) -> KpiPlan:
    """What ``sheet`` would do, imported by somebody who may for ``teams`` (ids; ``*``: all)."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refusal("too_many_facts", most=MOST_ROWS)
    missing = title_faults(sheet.titles)
    if missing:
        return KpiPlan((), tuple(missing))
    rows = [Given(row.number, folded_number(row["工号"]), row.cells) for row in sheet.rows]
    agents = _agents({row.folded for row in rows}, teams)
    return plan(rows, KpiGround(agents, today, _known(rows, agents), indicators()))


def _agents(numbers: set[str], teams: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Folded number → (id, name), former numbers among them."""
    found: dict[str, tuple[str, str]] = {}
    for some in batches(numbers):
        former = select(FormerNumber.folded_no, Person.id, Person.name, Person.team_id).where(
            FormerNumber.folded_no.in_(some)
        )
        rows = [
            *db.database.session.execute(former.join(Person, Person.id == FormerNumber.person_id)),
            *db.database.session.execute(
                select(Person.folded_no, Person.id, Person.name, Person.team_id).where(Person.folded_no.in_(some))
            ),
        ]
        found |= {
            number: (person_id, name)
            for number, person_id, name, team_id in rows
            if ALL_TEAMS in teams or team_id in teams
        }
    return found


def _known(rows: Iterable[Given], agents: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str, str], Known]:
    """What counts now of the figures a sheet names."""
    months = {month for row in rows if (month := month_of(row.cells.get("月份", "")))}
    names = {indicator_of(row.cells.get("指标", "")) for row in rows}
    found: dict[tuple[str, str, str], Known] = {}
    for some in batches({person_id for person_id, _name in agents.values()}):
        query = select(KpiFact).where(KpiFact.person_id.in_(some), KpiFact.month.between(*_ends(months)))
        for fact in db.database.session.scalars(query.order_by(KpiFact.number)):
            if fact.indicator in names:
                key = (fact.person_id, fact.month, fact.indicator)
                found[key] = Known(value_of(fact), fact.unit, fact.source, fact.number)
    return found


def _ends(months: set[str]) -> tuple[str, str]:
    return min(months, default=""), max(months, default="")
