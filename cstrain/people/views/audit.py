"""The audit trail: who changed what, when, why, with the old value and the new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cstrain.kit import clock, db
from cstrain.kit.db import AuditRow
from cstrain.kit.sheets import MOST_ROWS, XLSX, write
from cstrain.kit.web import download, page
from cstrain.people.doors import needs, require_all_teams
from cstrain.people.queries import AuditFilter, audit_rows, audit_tables, by_number, ids_in, spoken_names
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp
from cstrain.people.words import AUDIT_CHANGES, AUDIT_TABLES, COLUMNS

PER_PAGE = 50
NAMED_AT_ONCE = 500  # databases take some ten thousand values in one query
KEYS = ("table", "who", "row", "first", "last")
HEADS = (
    _l("时间"),
    _l("谁"),
    _l("改了什么"),
    _l("编号"),
    _l("哪一条"),
    _l("动作"),
    _l("列"),
    _l("原来"),
    _l("现在"),
    _l("缘由"),
    _l("请求编号"),
)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filter() -> AuditFilter:
    given = request.args
    number = given.get("who", "").strip()
    found = by_number(number) if number else None
    actor = found.id if found is not None else number  # commands act under their own name
    first, last = _day(given.get("first", "")), _day(given.get("last", ""))
    return AuditFilter(given.get("table", ""), actor, given.get("row", ""), first, last)


def table_word(name: str) -> str:
    return str(AUDIT_TABLES.get(name, name))


def column_word(name: str) -> str:
    return str(COLUMNS.get(name, name))


def changes_of(row: AuditRow) -> list[tuple[str, Any, Any]]:
    """(column, old, new) in the order of the columns."""
    return [(name, row.old.get(name), row.new.get(name)) for name in dict.fromkeys([*row.old, *row.new])]


def value_word(value: Any, names: dict[str, str]) -> str:
    """A value as people read it: an id of a person, team or store by its name."""
    if value is None or value == "":
        return "—"
    return names.get(value, value) if isinstance(value, str) else str(value)


@bp.get("/audit")
@needs(May.AUDIT_SEE)
def trail() -> Any:
    require_all_teams(May.AUDIT_SEE)
    given = {key: request.args[key] for key in KEYS if request.args.get(key)}
    query = audit_rows(_filter())
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "people/trail.html",
        listed=listed,
        names=spoken_names(ids_in(listed.items) | {given.get("row", "")}),
        tables=[("", _("全部")), *((name, table_word(name)) for name in audit_tables())],
        table_word=table_word,
        column_word=column_word,
        value_word=value_word,
        changes_of=changes_of,
        CHANGES=AUDIT_CHANGES,
        export_url=f"{url_for('people.trail_sheet')}?{urlencode(given)}",
        given=given,
    )


def _lines(rows: list[AuditRow]) -> Iterator[tuple[object, ...]]:
    """One line per changed column, so that a sheet can be filtered by it; ids stay beside the names they stand for."""
    for start in range(0, len(rows), NAMED_AT_ONCE):
        some = rows[start : start + NAMED_AT_ONCE]
        names = spoken_names(ids_in(some))
        for row in some:
            at = clock.local(row.at).isoformat(sep=" ", timespec="seconds")
            head = (at, names.get(row.actor, row.actor), table_word(row.table), row.row, names.get(row.row, ""))
            change, tail = str(AUDIT_CHANGES[row.change]), (row.why, row.request)
            for name, old, new in changes_of(row):
                yield (*head, change, column_word(name), value_word(old, names), value_word(new, names), *tail)


@bp.get("/audit/export")
@needs(May.AUDIT_SEE)
def trail_sheet() -> Any:
    """What the filter shows, as xlsx; the newest rows where a sheet cannot hold all."""
    require_all_teams(May.AUDIT_SEE)
    rows = list(db.database.session.scalars(audit_rows(_filter()).limit(MOST_ROWS)))
    lines = _lines(rows)
    return download(write([str(head) for head in HEADS], lines, "audit"), _("变更记录.xlsx"), XLSX)
