"""Today, the first page of everybody; the training ledger of a month, and what the personnel office is given."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy import Select

from cstrain.certification.rules.gate import Need
from cstrain.certification.rules.readiness import State
from cstrain.certification.words import NEEDS, WHY, figure
from cstrain.curriculum.queries import ShownStep
from cstrain.curriculum.words import STANDINGS
from cstrain.kit import clock
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import MenuEntry, download, page
from cstrain.levels.words import gap_words
from cstrain.notices.words import KINDS
from cstrain.people.doors import me, needs
from cstrain.people.models import Person
from cstrain.people.queries import mine, teams
from cstrain.people.rules import ALL_TEAMS, May, local_date
from cstrain.people.words import INBOX
from cstrain.reports import queries
from cstrain.reports.rules import Month, chosen
from cstrain.reports.words import HR_TITLES, LEDGER, WAITING, hr_line, ledger_cell

bp = Blueprint("reports", __name__)


MENU = [
    MenuEntry("reports.today", _lp("tab", "今日"), "house", place="tabs", order=1),
    MenuEntry("reports.today", _lp("tab", "今日"), "house", order=1),
    MenuEntry("reports.ledger", _l("培训台账"), "file-spreadsheet", may=May.REPORTS_SEE, order=61),
]


@bp.get("/today")
@needs(May.LEARN)
def today() -> Any:
    """A learner sees the day and the way to going live; whoever has roles sees what waits for them."""
    asked, at = me(), clock.received()
    found = queries.learning(asked.id, at)
    has_roles = set(asked.may) != {May.LEARN}
    return page(
        "reports/desk.html" if has_roles and not found.is_learning else "reports/today.html",
        found=found,
        gaps=[_gap(state, found) for state in found.ready.states] if found.ready else [],
        steps=[_step(one) for one in found.board.day(found.board.current).steps] if found.board else [],
        next_url=step_url(found.board.next) if found.board and found.board.next else None,
        waiting=[(one, *WAITING[one.code]) for one in queries.waiting(asked, asked.id, at)] if has_roles else [],
        stuck=queries.stuck(asked, at) if has_roles else [],
        mending=queries.mending(asked, at) if has_roles else None,
        messages=[(one, message(one)) for one in queries.messages(asked.id)],
        told=[(one, KINDS[one.kind]) for one in queries.told(asked, at)] if has_roles else [],
        level_gaps=[gap_words(gap) for gap in found.level.lacking] if found.level else [],
        at=clock.local(at),
        on=local_date(at, clock.zone()),
    )


def message(item: Any) -> str:
    """An inbox item in words."""
    words = INBOX.get(item.kind)
    return str(words) % item.facts if words is not None else str(item.kind)


def step_url(one: ShownStep) -> str:
    """Where a step is done."""
    return url_for("curriculum.step", key=one.key)


def _step(one: ShownStep) -> dict[str, Any]:
    word, icon, tone = STANDINGS[one.standing]
    return {
        "title": one.step.title,
        "icon_name": icon,
        "tone": tone,
        "meta": one.step.kind + (f"·{one.step.duration}" if one.step.duration else ""),
        "url": step_url(one),
        "mark": None if one.standing in ("locked", "open", "signed") else (word, icon, tone),
        "now": one.standing == "running",
        "locked": one.standing == "locked",
    }


WAYS: dict[Need, tuple[str, Any]] = {
    Need.SHEET: ("records.mine", _l("去签字")),
    Need.FLUENT: ("drill.today", _l("去练")),
    Need.ROLEPLAY: ("roleplay.scenes", _l("去练")),
}


def _gap(state: State, found: queries.Learning) -> dict[str, Any]:
    """One condition as a line of the checklist: the fact with its figure, the why, its own way on."""
    need, targets = state.condition.need, state.condition.targets
    sitting = found.ready.evidence.exams.get(targets[0]) if found.ready and need is Need.EXAM and targets else None
    line: dict[str, Any] = {
        "title": _("%(need)s：%(figure)s", need=NEEDS[need.value], figure=figure(state, sitting)),
        "icon_name": "circle-check" if state.is_met else ("pen-line" if state.why == "owed" else "circle-dot"),
        "tone": "ok" if state.is_met else ("warn" if state.why == "owed" else "mute"),
        "why": str(WHY[state.why]) if state.why else None,
    }
    if not state.is_met and need in WAYS:
        endpoint, act = WAYS[need]
        line |= {"url": url_for(endpoint), "act": act}
    if not state.is_met and need is Need.EXAM and state.condition.targets:
        line |= {"url": url_for("exam.brief", key=state.condition.targets[0]), "act": _l("看考试")}
    return line


SHOWN_ROWS = 50


def _month() -> Month:
    """The month asked for; this one when none is, or what was typed is no month."""
    try:
        return Month.of(request.args.get("month", ""))
    except ValueError:
        return Month.of(f"{clock.local(clock.received()):%Y-%m}")


def _scope() -> Select[Any]:
    scope = mine(me(), May.REPORTS_SEE)
    team = request.args.get("team", "")
    return scope.where(Person.team_id == team) if team else scope


def _columns() -> list[str]:
    return chosen(request.args.getlist("column"), scores=me().can(May.RECORD_SEE))


@bp.get("/ledger")
@needs(May.REPORTS_SEE)
def ledger() -> Any:
    """The month's ledger: what the sheet will hold, its first lines, and the choice of columns."""
    month, columns, covered = _month(), _columns(), me().may[May.REPORTS_SEE]
    found = queries.ledger(_scope(), month)
    kept: dict[str, Any] = {
        "month": str(month),
        "team": request.args.get("team", ""),
        "column": request.args.getlist("column"),
    }
    return page(
        "reports/ledger.html",
        month=str(month),
        found=found,
        shown=found.lines[:SHOWN_ROWS],
        people=len({line.person_id for line in found.lines}),
        columns=columns,
        every=chosen((), scores=me().can(May.RECORD_SEE)),
        titles=LEDGER,
        cell=ledger_cell,
        teams=[("", _("全部小组")), *((team.id, team.name) for team, _n in teams() if covered & {ALL_TEAMS, team.id})],
        given=kept,
        export=url_for("reports.ledger_sheet", **{name: value or None for name, value in kept.items()}),
        hr=url_for("reports.personnel_sheet", team=kept["team"] or None),
    )


@bp.get("/ledger/export.xlsx")
@needs(May.REPORTS_SEE)
def ledger_sheet() -> Any:
    """All lines of what the page shows, in the columns chosen."""
    month, columns = _month(), _columns()
    found = queries.ledger(_scope(), month)
    rows = ([ledger_cell(found, line, name) for name in columns] for line in found.lines)
    titles = [str(LEDGER[name]) for name in columns]
    return download(write(titles, rows, f"培训台账 {month}"), f"培训台账-{month}.xlsx", XLSX)


@bp.get("/ledger/personnel.xlsx")
@needs(May.REPORTS_SEE)
def personnel_sheet() -> Any:
    """Certificates and levels as they stand today, for the personnel office: a line per certificate, no scores."""
    found = queries.personnel(_scope(), clock.received())
    return download(
        write([str(title) for title in HR_TITLES], map(hr_line, found), "证书与等级"), "证书与等级.xlsx", XLSX
    )
