"""PostgreSQL, table by table with COPY: out as of one instant, and back into empty tables that the migrations have made.

Imported when it is needed: an installation on SQLite does not carry the driver.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import inspect

from cstrain.kit.backup.archive import TABLES, Archive, BadCopy, Writer
from cstrain.kit.backup.take import revision_of
from cstrain.kit.db import database


def connect() -> psycopg.Connection[Any]:
    """To the application's PostgreSQL, without its limits on how long a statement may take."""
    url = database.engine.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def take(writer: Writer) -> None:
    """Every table as of one instant, parents first."""
    with connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        writer.manifest.revision = revision_of(connection.execute("SELECT version_num FROM alembic_version").fetchone())
        for table in database.metadata.sorted_tables:
            columns = [column.name for column in table.columns if column.computed is None]
            writer.manifest.columns[table.name] = columns
            counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name)))
            writer.manifest.rows[table.name] = int((counted.fetchone() or (0,))[0])
            writer.add(f"{TABLES}{table.name}", _copied(connection, table.name, columns))


def _copied(connection: psycopg.Connection[Any], table: str, columns: list[str]) -> Iterator[bytes]:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    told = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), listed)
    with connection.cursor() as cursor, cursor.copy(told) as rows:
        yield from map(bytes, rows)


def is_empty() -> bool:
    """Does the database of the application hold no table at all?"""
    return not inspect(database.engine).get_table_names()


def fill(archive: Archive) -> None:
    """All or nothing, in one transaction; the triggers of append-only tables let new rows in."""
    with connect() as connection:
        for name in archive.manifest.rows:  # written parents first
            if name not in archive.manifest.columns:
                raise BadCopy("incomplete", name)
            _fill(connection, archive, name)
        _go_on_counting(connection)


def _fill(connection: psycopg.Connection[Any], archive: Archive, name: str) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, archive.manifest.columns[name]))
    told = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
    with connection.cursor() as cursor, cursor.copy(told) as rows:
        for chunk in archive.read(TABLES + name):
            rows.write(chunk)


def _go_on_counting(connection: psycopg.Connection[Any]) -> None:
    """Sequences go on after the highest number that the copy brought."""
    owned = connection.execute(
        "SELECT s.relname, t.relname, a.attname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
        " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
        " WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace"
    ).fetchall()
    for sequence, table, column in owned:
        highest = sql.SQL("SELECT setval({}::regclass, coalesce(max({}), 0) + 1, false) FROM {}").format(
            sql.Literal(f'"{sequence}"'), sql.Identifier(column), sql.Identifier(table)
        )
        connection.execute(highest)


def create_scratch(name: str) -> None:
    """An empty database beside ours; BadCopy("no_scratch") when our user may not make one."""
    try:
        _tell(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise BadCopy("no_scratch", str(error).strip()) from error


def drop_scratch(name: str) -> None:
    _tell(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _tell(statement: sql.Composed) -> None:
    connection = connect()
    try:
        connection.autocommit = True
        connection.execute(statement)
    finally:
        connection.close()
