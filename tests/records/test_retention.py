"""One's own copy, the legal hold, and forgetting: values go, the chain still verifies."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from cstrain.people.actions.tray import put_into_inbox
from cstrain.records import actions, queries
from cstrain.records.commands.papers import make_what_is_ordered
from tests.cast import Cast, as_, post
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_commands import VERIFY, run

pytestmark = pytest.mark.data
YEAR = timedelta(days=366)


@pytest.fixture
def gone(context: Flask, cast: Cast) -> Cast:
    """Somebody with a record, who left the day after."""
    enrol(cast, cast.trainee)
    sign(complete(cast, cast.trainee, "W1", MORNING), cast.trainee, MORNING + timedelta(minutes=10))
    at = MORNING + timedelta(days=1)
    with db.transaction(at=at, by=cast.admin.id, why="leaves"):
        people.change_state(cast.trainee.row, "leave", on=at.date(), reason="离职", by=cast.admin.id, at=at)
    return cast


def erase(cast: Cast, at: Any) -> None:
    with db.transaction(at=at, by=cast.admin.id, why="erase"):
        actions.erase(cast.trainee.id, by=cast.admin.id, at=at)


def test_nothing_goes_before_its_term_or_under_a_hold(gone: Cast) -> None:
    """PR-3: whoever is here, whose term is not over or whose data is held is not forgotten."""
    for at, code in ((MORNING + YEAR, "kept_until"), (MORNING + 3 * YEAR, "on_hold")):
        if code == "on_hold":
            with db.transaction(at=at, by=gone.admin.id, why="dispute"):
                actions.hold(gone.trainee.id, reason="劳动争议", by=gone.admin.id, at=at)
        with pytest.raises(Refusal) as refused:
            erase(gone, at)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused, db.transaction(at=MORNING + 9 * YEAR, by=gone.admin.id, why="erase"):
        actions.erase(gone.second_trainee.id, by=gone.admin.id, at=MORNING + 9 * YEAR)
    assert refused.value.code == "still_here"
    assert "林晓雨" in str(queries.private(queries.read_entries(gone.trainee.id)[0]))


def test_values_go_and_the_chain_still_verifies(context: Flask, gone: Cast, tmp_path: Path) -> None:
    """PR-3: after the term no salt, no value, no name; record, signatures and the exported bundle still hold."""
    at = MORNING + 4 * YEAR
    erase(gone, at)
    assert queries.verdict(gone.trainee.id) is None
    assert queries.values_of(gone.trainee.id) == []
    assert gone.trainee.row.name != "林晓雨"
    data = queries.bundle(gone.trainee.id, at)
    assert "林晓雨" not in str(
        {name: zipfile.ZipFile(io.BytesIO(data)).read(name).decode() for name in ("openings.jsonl", "entries.jsonl")}
    )
    (tmp_path / "out.zip").write_bytes(data)
    said = VERIFY.check(*VERIFY.read_bundle(tmp_path / "out.zip"))
    assert said["ok"] and said["erased"] > 3
    made = queries.sheet(gone.trainee.id)
    assert made is not None and made.person == {}, "the sheet still prints, without the name"
    for table in ("private_value", "person", "inbox_item", "session"):
        rows = db.database.session.connection().exec_driver_sql(f"SELECT * FROM {table}").fetchall()
        mine = [row for row in rows if gone.trainee.id in row]
        assert "林晓雨" not in str(mine), table
    with pytest.raises(Refusal) as refused:
        erase(gone, at)
    assert refused.value.code == "already_erased"


def test_the_commands(app: Flask, gone: Cast) -> None:
    db.database.session.rollback()
    number = gone.trainee.employee_no
    refused = run(app, "erase", "--person", number)
    assert refused.exit_code == 1 and "保存期限" in refused.output
    assert run(app, "hold", "--person", number).exit_code == 1, "without a reason"
    assert run(app, "hold", "--person", number, "--reason", "劳动争议").exit_code == 0
    assert "要求保留" in run(app, "erase", "--person", number).output
    assert run(app, "hold", "--person", number, "--end").exit_code == 0


def test_ones_own_copy_holds_everything_of_oneself_and_nothing_of_others(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    """PR-2: every table with a row of mine is in it, the record verifies, and nobody else's name or number is there."""
    with app.app_context():
        for someone in (cast.trainee, cast.second_trainee):
            enrol(cast, someone)
            sign(complete(cast, someone, "W1", MORNING), someone, MORNING + timedelta(minutes=10))
        at = clock.now()
        with db.transaction(at=at, by="tests", why="canaries"):
            for someone, said in ((cast.trainee, "canary-mine"), (cast.second_trainee, "canary-other")):
                body = {"person": someone.id, "kind": "role_given", "key": said, "facts": {"role": said}, "link": ""}
                put_into_inbox({**body, "at": at.isoformat()}, at)
    as_(client, cast.trainee)
    where = post(client, "/record/order/own", {}).location
    with app.app_context():
        make_what_is_ordered(clock.now())
    answer = client.get(f"{where}/file")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    answer.close()
    data = json.loads(archive.read("data.json"))
    assert {
        "person",
        "record_entry",
        "signature_request",
        "inbox_item",
        "session",
        "private_value",
        "sign_token",
    } <= data.keys()
    assert {name for name in archive.namelist() if name.startswith("tables/")} == {
        f"tables/{name}.csv" for name in data
    }
    whole = json.dumps(data, ensure_ascii=False)
    assert "canary-mine" in whole and cast.trainee.name in whole
    for other in ("canary-other", cast.second_trainee.name, cast.second_trainee.employee_no, cast.second_trainee.id):
        assert other not in whole
    for secret in ('password_hash"', '"box"', '"salt"'):
        assert secret not in whole
    assert as_(client, cast.second_trainee).get(f"{where}/file").status_code == 404
    found = data.keys()
    with app.app_context():
        for table in db.Base.metadata.sorted_tables:
            if "person_id" in table.c:
                mine = db.database.session.execute(table.select().where(table.c.person_id == cast.trainee.id)).first()
                assert mine is None or table.name in found, table.name
