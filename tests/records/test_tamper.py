"""SG-1: whoever changes the tables by hand is found, the entry is named, and nobody else is accused."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select, update

from cstrain.kit import db
from cstrain.records import queries
from cstrain.records.models import PrivateValue
from cstrain.records.rules import KINDS, canonical, commitment
from tests.cast import Cast
from tests.records.acts import MORNING, complete, enrol, sign

pytestmark = pytest.mark.data
CHANGES = 10_000 if os.environ.get("CHAOS") == "1" else 300
COLUMNS = {
    "record_entry": ("person_id", "seq", "prev", "hash", "at", "kind", "actor", "subject", "role", "text"),
    "private_value": ("digest", "salt", "value", "erased_at"),
    "record_head": ("seq", "hash"),
}


@pytest.fixture
def recorded(context: Flask, cast: Cast) -> list[str]:
    """Six people, each enrolled, with steps done, signed and counter-signed."""
    people = cast.everyone[8:14]
    for place, person in enumerate(people):
        at = MORNING + timedelta(hours=place)
        enrol(cast, person, at)
        for key in ("W1", "K1", "C2"):
            at += timedelta(minutes=10)
            own, *counter = complete(cast, person, key, at, result=f"认货 {place}/40")
            sign([own], person, at + timedelta(minutes=1))
            sign(counter, cast.mentor, at + timedelta(minutes=5))
    return [person.id for person in people]


@contextmanager
def by_hand() -> Iterator[Any]:
    """A connection of somebody who owns the database: triggers and keys do not stop him. Undone at the end."""
    db.database.session.rollback()
    engine = db.database.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.commit()
        yield connection


def flipped(value: Any, dice: random.Random) -> Any:
    """``value`` with one bit, one digit or one second changed."""
    if isinstance(value, bytes):
        place = dice.randrange(len(value))
        return value[:place] + bytes([value[place] ^ (1 << dice.randrange(8))]) + value[place + 1 :]
    if isinstance(value, str) and value:
        place = dice.randrange(len(value))
        bit = dice.choice([bit for bit in range(5) if ord(value[place]) ^ (1 << bit)])
        return value[:place] + chr(ord(value[place]) ^ (1 << bit)) + value[place + 1 :]
    if isinstance(value, int):
        return value + 1000
    return value + timedelta(microseconds=1) if value else "x"


def changed(column: str, row: dict[str, Any], dice: random.Random) -> Any:
    if column == "kind":
        return dice.choice(sorted(KINDS.keys() - {row["kind"]}))
    return MORNING if column == "erased_at" else flipped(row[column], dice)


def _accused(people: list[str]) -> dict[str, int]:
    db.database.session.rollback()
    found = {person: queries.verdict(person) for person in people}
    return {person: broken.seq for person, broken in found.items() if broken is not None}


def _holder(people: list[str], digest: str) -> int | None:
    """The number of the entry that commits to a value."""
    db.database.session.rollback()
    for person in people:
        for entry in queries.read_entries(person):
            if digest in entry.commitments.values():
                return entry.seq
    return None


def test_changes_by_hand_are_found_and_named(recorded: list[str]) -> None:
    """SG-1: random changes by SQL in entries, values shown, heads: each is found at its entry, and nobody else is accused."""
    dice = random.Random(20261016)
    assert _accused(recorded) == {}
    with by_hand() as connection:
        for number in range(CHANGES):
            name = dice.choice(["record_entry"] * 5 + ["private_value"] * 4 + ["record_head"])
            table = db.Base.metadata.tables[name]
            row = dict(dice.choice(connection.execute(select(table)).mappings().all()))
            connection.rollback()
            _change_and_look(connection, table, row, dice, recorded, number)
    assert _accused(recorded) == {}


def _change_and_look(
    connection: Any, table: Table, row: dict[str, Any], dice: random.Random, people: list[str], *also: int
) -> None:
    key = next(iter(table.primary_key))
    here = key == row[key.name]
    column = dice.choice((*COLUMNS[table.name], "the row itself"))
    expected = _expected(table.name, column, row, people)
    if column == "the row itself":
        connection.execute(delete(table).where(here))
    else:
        value = changed(column, row, dice)
        connection.execute(update(table).where(here).values({column: value}))
    connection.commit()
    accused = _accused(people)
    connection.execute(delete(table).where(here))
    connection.execute(insert(table).values(row))
    connection.commit()
    assert accused == {row["person_id"]: expected}, (also, table.name, column, row)


def _expected(table: str, column: str, row: dict[str, Any], people: list[str]) -> int | None:
    """The number that the check must name."""
    if table == "private_value":
        return _holder(people, row["digest"])
    if table == "record_entry":
        return int(row["seq"])
    if column == "hash":
        return int(row["seq"])
    return 1 if column == "the row itself" else int(row["seq"]) + 1


def test_a_name_exchanged_with_its_own_salt_and_digest_is_found(recorded: list[str]) -> None:
    """SG-1: a name exchanged by somebody who also computes its commitment anew: the entry still holds the old one."""
    person = recorded[0]
    entry = next(one for one in queries.read_entries(person) if one.kind == "signed")
    value, salt = canonical({"name": "张三", "number": "CS-1"}), b"s" * 16
    with by_hand() as connection:
        table = db.Base.metadata.tables[PrivateValue.__tablename__]
        said = {"salt": salt, "value": value, "digest": commitment(salt, value)}
        connection.execute(update(table).where(table.c.digest == entry.commitments["actor"]).values(said))
        connection.commit()
    assert _accused(recorded) == {person: entry.seq}


def test_an_erased_person_is_forgotten_and_the_chain_still_holds(recorded: list[str]) -> None:
    """SG-1: erasing what is personal is no fault: no false alarm."""
    person = recorded[0]
    with db.transaction(at=MORNING, by="tests", why="erase"):
        for row in db.database.session.scalars(select(PrivateValue).where(PrivateValue.person_id == person)):
            row.salt, row.value, row.erased_at = None, None, MORNING
    assert _accused(recorded) == {}
    assert queries.counted(person).erased == queries.counted(person).values > 0
    sheet = queries.sheet(person)
    assert sheet is not None and sheet.person == {} and all(row.own and row.own.by.name == "" for row in sheet.rows[:3])
    audit = db.Base.metadata.tables["audit"]
    kept = str(
        db.database.session.execute(select(audit.c.old, audit.c.new).where(audit.c.table == "private_value")).all()
    )
    assert "CS-" not in kept and canonical("认货").hex()[2:-2] not in kept
