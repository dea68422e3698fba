"""CHECK constraints in migrations: Alembic compares none, and its way on SQLite (a new table) loses those it does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection

Change = tuple[str | None, str | None]  # what it says before and after; None: it is not there


def change_checks(connection: Connection, tables: Mapping[str, Mapping[str, Change]]) -> None:
    """Per table and name of a constraint: what it says from now on. Rows stay where they are.

    On SQLite the table's own text is changed, as its manual allows for constraints ("Making Other Kinds Of Table Schema
    Changes", section 7 of lang_altertable.html).
    """
    if connection.dialect.name == "sqlite":
        _rewrite(connection, tables)
        return
    for table, changes in tables.items():
        for name, (old, new) in changes.items():
            if old is not None:
                connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT {name}')
            if new is not None:
                connection.exec_driver_sql(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT {name} CHECK ({new})'.replace("%", "%%")
                )


def turned(tables: Mapping[str, Mapping[str, Change]]) -> dict[str, dict[str, Change]]:
    """The same changes the other way, for going back."""
    return {table: {name: (new, old) for name, (old, new) in each.items()} for table, each in tables.items()}


def _rewrite(connection: Connection, tables: Mapping[str, Mapping[str, Change]]) -> None:
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, changes in tables.items():
        said = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
        ).scalar_one()
        for name, change in changes.items():
            said = _with(said, name, *change)
        connection.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", (said, table))
    number = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {number + 1}")  # other connections read the tables anew
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _with(said: str, name: str, old: str | None, new: str | None) -> str:
    """The table's text with one constraint added, changed or taken out."""
    if old is None:
        return f"{said.rstrip()[:-1].rstrip()}, CONSTRAINT {name} CHECK ({new}))"
    there = re.compile(r",\s*CONSTRAINT " + re.escape(f"{name} CHECK ({old})"))
    if not there.search(said):
        raise ValueError(f"no such constraint: {name} CHECK ({old})")
    return there.sub(lambda _found: "" if new is None else f", CONSTRAINT {name} CHECK ({new})", said)
