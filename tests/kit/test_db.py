"""The gate: what may write, what a write leaves behind, and that SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from cstrain.exam.models import AttemptMove
from cstrain.kit import clock, db
from cstrain.kit.db import AuditRow
from cstrain.people.models import DecisionValue, Team, Try

pytestmark = pytest.mark.data


def test_a_write_outside_the_gate_is_refused(context: Flask) -> None:
    db.database.session.add(Team(name="售前"))
    with pytest.raises(RuntimeError, match="outside the gate"):
        db.database.session.commit()


def test_every_change_leaves_old_new_who_when_why(context: Flask) -> None:
    with db.transaction(by="wang", why="rename") as first:
        team = Team(name="售前")
        db.database.session.add(team)
    with db.transaction(by="li", why="typo"):
        db.database.session.get_one(Team, team.id).name = "售前接待组"
    rows = list(db.database.session.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert [(row.actor, row.change, row.why) for row in rows] == [
        ("wang", "insert", "rename"),
        ("li", "update", "typo"),
    ]
    assert rows[0].at == first.at
    assert rows[1].old == {"name": "售前"}
    assert rows[1].new == {"name": "售前接待组"}


def test_an_abandoned_write_leaves_nothing(context: Flask) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction(why="x"):
        db.database.session.add(Team(name="售前"))
        db.database.session.flush()
        _ = 1 / 0
    assert db.database.session.scalar(select(Team)) is None
    assert db.database.session.scalar(select(AuditRow)) is None
    with db.transaction(why="the queue is free again"):
        db.database.session.add(Team(name="售前"))


def test_append_only_rows_cannot_be_changed_even_by_sql(context: Flask) -> None:
    with db.transaction(why="x"):
        db.database.session.add(DecisionValue(name="及格线", value="80", by="a", at=clock.now(), reason="r"))
    for statement in ("UPDATE decision_value SET value = '60'", "DELETE FROM decision_value"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.database.session.execute(text(statement))
        db.database.session.rollback()


def test_bulk_changes_are_refused(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="bulk"), db.transaction(why="x"):
        db.database.session.execute(update(Team).values(name="x"))


def test_notes_are_written_after_a_rollback_and_only_to_noted_tables(context: Flask) -> None:
    at = clock.now()

    def write(own: object) -> None:
        own.add(Try(kind="sign_in", account="a", address="b", at=at, good=False))  # type: ignore[attr-defined]

    with pytest.raises(ZeroDivisionError), db.transaction(why="x"):
        db.note(write)
        _ = 1 / 0
    assert db.database.session.scalar(select(Try.account)) == "a"
    with pytest.raises(RuntimeError, match="not a noted table"):
        db.note(lambda own: own.add(Team(name="x")))


def test_rows_are_appended_only_in_a_write_and_only_where_rows_stay(context: Flask) -> None:
    line = {"attempt_id": "a", "event": "void", "at": clock.now(), "by": "x", "reason": ""}
    with pytest.raises(RuntimeError, match="outside the gate"):
        db.append(AttemptMove, line)
    with db.transaction(why="append"), pytest.raises(RuntimeError, match="audit trail"):
        db.append(Team, {"id": "t", "name": "t"})
