"""Agents who were at work before the system was: taken over with their level, judged on the months since; one has risen,
one awaits a decision, one lacks a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cstrain.certification.actions import approve_take_over, prepare_take_over
from cstrain.certification.rules.takeover import COLUMNS as TAKE_OVER
from cstrain.demo.people import Hiring, Player, add
from cstrain.demo.walk import day_of, proof
from cstrain.kit import clock, db
from cstrain.kit.sheets import Row, Sheet
from cstrain.levels import actions as levels
from cstrain.levels import queries
from cstrain.levels.rules.kpi import COLUMNS as KPI
from cstrain.levels.rules.promotion import month_text
from cstrain.people.rules import ALL_TEAMS, add_months, start_of

RISEN, WAITING, SHORT = "CS-19760", "CS-19822", "CS-19905"
VETERANS = (  # number, name, months at work, KPI totals from the last month that is over backwards, what they show
    (RISEN, "叶青", 26, (93, 92, 90, 89, 88, 86), "老客服，存量认定，已升高级"),
    (WAITING, "周子墨", 14, (91, 88, 86, 80, 84, 83), "老客服，存量认定，升高级等主管决定"),
    (SHORT, "丁一凡", 11, (88, 90, 79, 86, 81, 80), "老客服，存量认定，升高级还差 1 个月"),
)
CORRECTED = (2, 82)  # which month of the last was told wrong at first, and its right value


def veterans(staff: dict[str, Player], hiring: Hiring, now: datetime) -> dict[str, Player]:
    """Add them, take them over, import their months, decide on the first who reaches the next level."""
    players = {number: add(number, name, shows, hiring) for number, name, _months, _kpi, shows in VETERANS}
    begun = hiring.at
    _take_over(staff, begun + timedelta(days=1))
    last = add_months(day_of(now).replace(day=1), -1)
    first_sheet = begun + timedelta(days=2)
    _import(staff["S001"], _rows(last, day_of(first_sheet), corrected=False), first_sheet)
    _approve(staff["S001"], players[RISEN], first_sheet + timedelta(hours=30))
    _import(staff["S001"], _rows(last, day_of(now), corrected=True), _sheet_day(now))
    return players


def _take_over(staff: dict[str, Player], at: datetime) -> None:
    administrator, supervisor = staff["A001"], staff["S001"]
    rows = []
    for place, (number, _name, months, _kpi, _shows) in enumerate(VETERANS, start=2):
        since = add_months(day_of(at), -months).isoformat()
        cells = (number, "售前客服", "", "普通客服", since, supervisor.number)
        rows.append(Row(place, dict(zip(TAKE_OVER, cells, strict=True))))
    until, teams = add_months(day_of(at), 6), frozenset({ALL_TEAMS})
    with db.transaction(at=at, by=administrator.id, why="demo"):
        sheet = Sheet(list(TAKE_OVER), rows)
        made = prepare_take_over(sheet, until=until, by=administrator.id, at=at, teams=teams)
        ids = [one.id for one in made]
    later = at + timedelta(hours=2)
    with db.transaction(at=later, by=supervisor.id, why="demo"):
        approve_take_over(ids, proof=proof(supervisor, later), at=later)


def _rows(last: date, on: date, *, corrected: bool) -> Iterable[tuple[str, ...]]:
    """Every month that is over ``on`` the day of the sheet."""
    wrong, right = CORRECTED
    for number, _name, _months, totals, _shows in VETERANS:
        for back, total in enumerate(totals):
            month = add_months(last, -back)
            value = right if corrected and number == SHORT and back == wrong else total
            if add_months(month, 1) <= on:
                yield (number, month_text(month), "KPI总分", str(value), "店铺后台绩效表")


def _import(supervisor: Player, rows: Iterable[tuple[str, ...]], at: datetime) -> None:
    listed = [Row(place, dict(zip(KPI, cells, strict=True))) for place, cells in enumerate(rows, start=2)]
    with db.transaction(at=at, by=supervisor.id, why="demo"):
        file = f"KPI-{month_text(add_months(day_of(at), -1))}.xlsx"
        levels.import_kpi(Sheet(list(KPI), listed), by=supervisor.id, at=at, file=file)


def _sheet_day(now: datetime) -> datetime:
    """The second of the month at ten; on the first days of a month, a little before now."""
    first = start_of(day_of(now).replace(day=1), clock.zone())
    return max(first, min(first + timedelta(days=1, hours=10), now - timedelta(minutes=10)))


def _approve(supervisor: Player, player: Player, at: datetime) -> None:
    """The supervisor decides on the grounds as they stand."""
    held = queries.in_force()
    assert held is not None
    seen = queries.standings([player.id], held, at)[player.id].hash
    waiting = queries.open_promotions([player.id])[player.id].id
    with db.transaction(at=at, by=supervisor.id, why="demo"):
        levels.approve(waiting, month=month_text(day_of(at)), seen=seen, proof=proof(supervisor, at), at=at)


def propose_the_rest(now: datetime) -> None:
    """What the worker does every hour: newly certified agents are proposed for the first level."""
    with db.transaction(at=now, by="worker", why="demo"):
        levels.go_round({}, now)
