"""All rows of a PostgreSQL database, taken once and put back before each test: building them anew takes a second."""

from __future__ import annotations

from typing import Any

from cstrain.kit import db

Snapshot = dict[str, bytes]


def _names() -> list[str]:
    return [table.name for table in db.Base.metadata.sorted_tables]


def take() -> Snapshot:
    """Every table's rows as COPY writes them."""
    connection = db.database.engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        return {name: _out(cursor, name) for name in _names()}
    finally:
        connection.close()


def _out(cursor: Any, name: str) -> bytes:
    with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
        return b"".join(bytes(block) for block in rows)


def put_back(held: Snapshot) -> None:
    """Into empty tables; sequences go on behind the last row."""
    connection = db.database.engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")  # self-references come in any order
        for name, rows in held.items():
            if rows:
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(rows)
                _go_on(cursor, name)
        connection.commit()
    finally:
        connection.close()


def _go_on(cursor: Any, name: str) -> None:
    table = db.Base.metadata.tables[name]
    for column in table.primary_key.columns:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (f'"{name}"', column.name))
        sequence = cursor.fetchone()[0]
        if sequence:
            cursor.execute(f'SELECT setval(%s, (SELECT max("{column.name}") FROM "{name}"))', (sequence,))
