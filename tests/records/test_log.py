"""The tree over all records and its checkpoints: what was sealed cannot be taken away or written anew unseen."""

from __future__ import annotations

import json
import os
import random
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from cstrain.kit import db, jobs
from cstrain.people import actions as people
from cstrain.records import actions, queries
from cstrain.records.commands import seal_when_due
from cstrain.records.models import Checkpoint, RecordEntry
from cstrain.records.rules import (
    Sealed,
    Tree,
    checkpoint_text,
    is_due,
    mark,
    path,
    read_checkpoint,
    root_by,
    sign_checkpoint,
)
from tests.cast import Cast, as_
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_tamper import by_hand

pytestmark = pytest.mark.data
LEAVES = [sha256(bytes([number])).hexdigest() for number in range(200)]


def naive(leaves: list[str]) -> bytes:
    """RFC 6962, 2.1, as it is written."""
    if len(leaves) == 1:
        return sha256(b"\0" + bytes.fromhex(leaves[0])).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + naive(leaves[:half]) + naive(leaves[half:])).digest()


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 100])
def test_the_root_and_every_way_to_it_are_those_of_rfc_6962(size: int) -> None:
    tree, leaves = Tree(), LEAVES[:size]
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == naive(leaves).hex()
    again = Tree(tree.size, list(tree.peaks))
    again.add(LEAVES[150])
    assert again.root() == naive([*leaves, LEAVES[150]]).hex(), "a tree goes on from its peaks"
    for place, leaf in enumerate(leaves):
        way = path(leaves, place)
        assert root_by(leaf, place, size, way) == tree.root()
        assert root_by(LEAVES[199], place, size, way) != tree.root()
        assert root_by(leaf, place, size, [*way, LEAVES[0]]) == "" and root_by(leaf, size, size, way) == ""
        if way:
            assert root_by(leaf, place, size, way[:-1]) == ""


def test_a_checkpoint_has_one_spelling() -> None:
    said = Sealed("qh2026shop000001", 17, LEAVES[0], MORNING)
    text = checkpoint_text(said)
    assert text.split("\n")[:2] == ["cstrain/qh2026shop000001", "17"]
    assert read_checkpoint(text) == said
    for wrong in ("", text + "x", text.replace("17", "017"), text.replace("cstrain/", ""), text[:-1], "a\nb\nc\nd\n"):
        assert read_checkpoint(wrong) is None


def test_every_hour_or_hundred_entries() -> None:
    hour = timedelta(hours=1)
    assert is_due(100, MORNING, MORNING) and not is_due(99, MORNING, MORNING + hour - timedelta(seconds=1))
    assert is_due(1, MORNING, MORNING + hour) and not is_due(0, None, MORNING)


def seal(at: Any) -> Checkpoint | None:
    with db.transaction(at=at, by="worker", why="seal"):
        made = actions.seal_records(at)
    jobs.run_due(at)
    return made


def day(cast: Cast, keys: tuple[str, ...] = ("W1", "C2")) -> None:
    """Two people at work; the first has a key."""
    own = people.own_password("maple lantern river 81")
    with db.transaction(at=MORNING, by=cast.trainee.id, why="password"):
        people.set_own_password(cast.trainee.id, own, MORNING)
    for place, someone in enumerate((cast.trainee, cast.second_trainee)):
        at = MORNING + timedelta(minutes=place)
        enrol(cast, someone, at)
        for key in keys:
            at += timedelta(minutes=10)
            signer = {"key": own.key} if someone is cast.trainee else {}
            sign(complete(cast, someone, key, at), someone, at + timedelta(minutes=1), **signer)


def test_the_worker_seals_after_an_hour_and_the_witness_is_told(context: Flask, cast: Cast) -> None:
    seal_when_due(MORNING)
    day(cast)
    seal_when_due(MORNING + timedelta(minutes=59))
    assert queries.last_checkpoint() is None
    seal_when_due(MORNING + timedelta(hours=2))
    jobs.run_due(MORNING + timedelta(hours=2))
    made = queries.last_checkpoint()
    assert made is not None and (made.number, made.size) == (1, 11), "ten entries and one key"
    assert queries.unsealed() == []
    seal_when_due(MORNING + timedelta(hours=9))
    assert queries.last_checkpoint().number == 1, "nothing new: no checkpoint"
    (line,) = Path(context.config["WITNESS"]).read_text().splitlines()
    assert json.loads(line)["text"] == made.text
    said = queries.log_verdict()
    assert (said.checkpoints, said.size, said.unsealed, said.anchor, said.fault) == (1, 11, 0, 1, None)
    assert queries.is_known_mark(mark(made.size, made.root)) is not None
    assert queries.is_known_mark(mark(made.size, "0" * 64)) is None and queries.is_known_mark("x") is None


def test_more_is_added_behind_what_is_sealed(context: Flask, cast: Cast) -> None:
    day(cast)
    first = seal(MORNING + timedelta(hours=1))
    sign(
        complete(cast, cast.second_trainee, "Z1", MORNING + timedelta(hours=2)),
        cast.second_trainee,
        MORNING + timedelta(hours=2),
    )
    second = seal(MORNING + timedelta(hours=3))
    assert first is not None and second is not None
    assert (second.number, second.size) == (2, first.size + 2)
    assert queries.log_verdict().fault is None and queries.rolled_back() is None


ROUNDS = 100 if os.environ.get("CHAOS") == "1" else 12


def rewrite(seed: int) -> None:
    """Root, with every secret: an entry of a day ago written anew or the last ones taken away, chain, tree and
    checkpoints reckoned again and signed with the installation's own key."""
    chance = random.Random(seed)
    rows = list(db.database.session.scalars(select(RecordEntry).order_by(RecordEntry.person_id, RecordEntry.seq)))
    checkpoints = list(db.database.session.scalars(select(Checkpoint).order_by(Checkpoint.number)))
    leaf_table, point_table = (db.Base.metadata.tables[name] for name in ("sealed_leaf", "checkpoint"))
    entry_table = db.Base.metadata.tables["record_entry"]
    victim = chance.choice(rows)
    new = sha256(f"{seed}".encode()).hexdigest()
    home, key = queries.installation_id(), queries.checkpoint_seed()
    with by_hand() as connection:
        where = (leaf_table.c.person_id == victim.person_id) & (leaf_table.c.seq == victim.seq)
        if chance.random() < 0.5:
            connection.execute(update(leaf_table).where(where).values(leaf=new))
            connection.execute(update(entry_table).where(entry_table.c.id == victim.id).values(hash=new))
        else:
            connection.execute(delete(leaf_table).where(leaf_table.c.place >= checkpoints[0].size - 1))
            connection.execute(delete(entry_table).where(entry_table.c.id == victim.id))
        tree, leaves = (
            Tree(),
            list(connection.execute(select(leaf_table.c.leaf).order_by(leaf_table.c.place)).scalars()),
        )
        connection.execute(delete(point_table))
        for leaf in leaves:
            tree.add(leaf)
        text = checkpoint_text(Sealed(home, tree.size, tree.root(), checkpoints[0].at))
        said = {"number": 1, "at": checkpoints[0].at, "size": tree.size, "root": tree.root(), "text": text}
        connection.execute(point_table.insert().values(**said, signature=sign_checkpoint(text, key), peaks=[]))
        connection.commit()
    db.database.session.rollback()


def test_who_has_everything_on_the_server_is_found_by_what_is_outside(context: Flask, cast: Cast) -> None:
    """SG-8: history written anew, with the server's own keys, does not agree with an anchor that is elsewhere."""
    day(cast)
    seal(MORNING + timedelta(hours=1))
    kept = snapshot()
    for seed in range(ROUNDS):
        rewrite(seed)
        assert queries.rolled_back() is not None, seed
        fault = queries.log_verdict().fault
        assert fault is not None, seed
        restore(kept)
    assert queries.log_verdict().fault is None


TABLES = ("record_entry", "sealed_leaf", "checkpoint")


def snapshot() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name in TABLES:
        rows = db.database.session.execute(select(db.Base.metadata.tables[name])).mappings()
        found[name] = [dict(row) for row in rows]
    db.database.session.rollback()
    return found


def restore(kept: dict[str, list[dict[str, Any]]]) -> None:
    with by_hand() as connection:
        for name in TABLES:
            table = db.Base.metadata.tables[name]
            connection.execute(delete(table))
            connection.execute(table.insert(), kept[name])
        connection.commit()
    db.database.session.rollback()


def change(**values: Any) -> Any:
    def act(connection: Any) -> None:
        connection.execute(update(db.Base.metadata.tables["checkpoint"]).values(**values))

    return act


def of_leaves(statement: Any) -> Any:
    return lambda connection: connection.execute(statement(db.Base.metadata.tables["sealed_leaf"]))


def another_root(connection: Any) -> None:
    """Signed with the installation's key over a root that its leaves do not come to."""
    last = queries.last_checkpoint()
    assert last is not None
    text = checkpoint_text(Sealed(queries.installation_id(), last.size, "ab" * 32, last.at))
    change(root="ab" * 32, text=text, signature=sign_checkpoint(text, queries.checkpoint_seed()))(connection)
    db.database.session.rollback()


FAULTS = [
    ("root", another_root),
    ("text", change(size=3)),
    ("text", change(text="x")),
    ("signature", change(signature="0" * 128)),
    ("gap", of_leaves(lambda t: delete(t).where(t.c.place == 3))),
    ("gap", of_leaves(lambda t: delete(t))),
    ("leaf", of_leaves(lambda t: update(t).where(t.c.place == 2).values(leaf="0" * 64))),
    ("leaf", lambda c: c.execute(delete(db.Base.metadata.tables["person_key"]))),
    ("leaf", lambda c: c.execute(delete(db.Base.metadata.tables["record_entry"]))),
    ("anchor", lambda c: (of_leaves(lambda t: delete(t))(c), c.execute(delete(db.Base.metadata.tables["checkpoint"])))),
]


@pytest.mark.parametrize(("code", "act"), FAULTS, ids=[f"{code}-{place}" for place, (code, _) in enumerate(FAULTS)])
def test_what_is_wrong_is_named(context: Flask, cast: Cast, code: str, act: Any) -> None:
    day(cast, ("W1",))
    seal(MORNING + timedelta(hours=1))
    with by_hand() as connection:
        act(connection)
        connection.commit()
    db.database.session.rollback()
    fault = queries.log_verdict().fault
    assert fault is not None and fault.code == code


def test_a_witness_that_is_damaged_is_no_fault_and_no_help(context: Flask, cast: Cast) -> None:
    day(cast, ("W1",))
    seal(MORNING + timedelta(hours=1))
    file = Path(context.config["WITNESS"])
    file.write_text("garbage\n[1]\n{}\n" + file.read_text() + '{"text": 3, "number": 1}\n', encoding="utf-8")
    assert [one["number"] for one in queries.witnessed()] == [1]
    assert queries.log_verdict().fault is None
    file.unlink()
    assert queries.witnessed() == [] and queries.rolled_back() is None


def test_a_printed_sheet_bears_the_checkpoint_and_the_page_finds_it(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context():
        day(cast, ("W1",))
        made = seal(MORNING + timedelta(hours=1))
        assert made is not None
        printed = mark(made.size, made.root)
    as_(client, cast.trainee)
    assert printed in client.get(f"/record/{cast.trainee.id}/sheet").text
    url = f"/record/verify?number={cast.trainee.employee_no}&point="
    assert "还在这里" in client.get(url + printed).text
    assert "这里没有这次封存" in client.get(url + "9-" + "0" * 20).text
    assert client.get(url + "nonsense").status_code == 422
