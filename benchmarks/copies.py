"""Many of what was made once with care: people whose steps are signed, questions, answers. For measuring only: the copies
are written past the actions, so their record chains would not verify."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import datetime
from itertools import islice, product
from secrets import token_hex
from typing import Any

from sqlalchemy import Table, insert, select, text

from cstrain.bank.models import Bank, Question, QuestionVersion, Use
from cstrain.kit import db
from cstrain.kit.ids import new_id
from cstrain.people.models import Person
from tests.cast import Someone

FOLLOWING = ("enrolment", "attendance", "plan_step", "step_run", "record_head", "record_entry")
IN_A_BANK = 999
PIECE = 50_000


def _rows(table: Table, keys: dict[str, str]) -> list[dict[str, Any]]:
    """The rows that point at what is copied."""
    pointing = next(
        c for c in table.columns if any(f.column.table.name in ("person", *FOLLOWING) for f in c.foreign_keys)
    )
    return [dict(row) for row in db.database.session.execute(select(table).where(pointing.in_(keys))).mappings()]


def people(like: Someone, count: int) -> list[Someone]:
    """Copies of a person who may sit the exam, in one write."""
    tables = db.Base.metadata.tables
    held: dict[str, str] = {like.id: ""}
    mine = dict(db.database.session.execute(select(Person.__table__).where(Person.id == like.id)).mappings().one())
    kept: list[tuple[Table, list[dict[str, Any]]]] = []
    for name in FOLLOWING:
        rows = _rows(tables[name], held)
        kept.append((tables[name], rows))
        held.update({str(row[key]): "" for row in rows for key in ("id", "hash", "prev") if key in row})
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in ("person", *FOLLOWING)}
    found = []
    for number in range(count):
        ids = {old: token_hex(32) if len(old) == 64 else new_id() for old in held}
        no = f"BX-{number:05}"
        made["person"].append(
            {**mine, "id": ids[like.id], "employee_no": no, "folded_no": no.casefold(), "name": f"新人{number}"}
        )
        for table, rows in kept:
            made[table.name] += [_copied(table, row, ids) for row in rows]
        found.append(Someone(ids[like.id], no, f"新人{number}", "", like.team_id))
    for name, rows in made.items():
        _write(tables[name], rows)
    return found


def _copied(table: Table, row: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    fresh = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
    serial = [c.name for c in table.primary_key.columns if c.autoincrement is True]
    return {name: value for name, value in fresh.items() if name not in serial}


def _write(table: Table, rows: list[dict[str, Any]]) -> None:
    connection = db.database.session.connection()
    for begin in range(0, len(rows), 5000):
        connection.execute(insert(table).inline(), rows[begin : begin + 5000])


def _numbers() -> Iterator[tuple[str, str]]:
    """(bank, question) by number; the banks of the stage begin with earlier letters."""
    for two in product(string.ascii_uppercase[12:], string.ascii_uppercase):
        prefix = "".join(two)
        yield from ((prefix, f"{prefix}-{number:03}") for number in range(1, IN_A_BANK + 1))


def questions(like: str, count: int) -> None:
    """Copies of one question of the exam's draw, each under a number of its own."""
    session = db.database.session
    version = dict(
        session.execute(select(QuestionVersion.__table__).where(QuestionVersion.question_id == like)).mappings().one()
    )
    row = dict(session.execute(select(Question.__table__).where(Question.id == like)).mappings().one())
    bank = dict(session.execute(select(Bank.__table__).where(Bank.key == row["bank_key"])).mappings().one())
    uses = session.execute(select(Use.__table__).where(Use.version_id == version["id"])).mappings().all()
    numbers = list(islice(_numbers(), count))
    ids = {number: new_id() for _bank, number in numbers}
    _write(Bank.__table__, [{**bank, "key": key} for key in dict.fromkeys(key for key, _number in numbers)])  # type: ignore[arg-type]
    _write(Question.__table__, [{**row, "id": number, "bank_key": key} for key, number in numbers])  # type: ignore[arg-type]
    _write(
        QuestionVersion.__table__,  # type: ignore[arg-type]
        [
            {
                **version,
                "id": ids[number],
                "question_id": number,
                "text": version["text"].replace(like, number),
                "hash": new_id(),
            }
            for _bank, number in numbers
        ],
    )
    _write(
        Use.__table__,  # type: ignore[arg-type]
        [
            {"version_id": ids[number], "kind": use["kind"], "name": use["name"]}
            for _bank, number in numbers
            for use in uses
        ],
    )


SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT {} FROM n",
    "postgresql": "SELECT {} FROM generate_series(:first, :last) AS n(i)",
}
ANSWER = "'z' || (i / 50), i % 50 + 1, 'past', 1, 'past' || (i % 50), '1', {no}, {at}"


def answers(count: int, at: datetime) -> None:
    """Answers of earlier exams: the table holds ``count`` rows more."""
    dialect = db.database.engine.dialect.name
    no, when = (
        ("0", f"'{at:%Y-%m-%d %H:%M:%S.%f}'") if dialect == "sqlite" else ("false", f"'{at.isoformat()}'::timestamptz")
    )
    row = SERIES[dialect].format(ANSWER.format(no=no, at=when))
    into = "INSERT INTO answer_step (attempt_id, place, client, seq, key, answer, flagged, received_at) "
    for begin in range(0, count, PIECE):  # no statement may take longer than the application allows
        last = min(begin + PIECE, count) - 1
        db.database.session.execute(text(into + row), {"first": begin, "last": last})
