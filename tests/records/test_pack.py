"""The audit pack: several records that can each be checked, and a table of what they hold, gaps first."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from cstrain.kit import db
from cstrain.records import actions, queries
from tests.cast import Cast
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_commands import VERIFY, _parts, _verdict, run
from tests.records.test_signatures import key_of

pytestmark = pytest.mark.data


@pytest.fixture
def packed(app: Flask, cast: Cast, tmp_path: Path) -> Path:
    with app.app_context():
        key = key_of(cast.trainee)
        enrol(cast, cast.trainee)
        enrol(cast, cast.second_trainee)
        at = MORNING + timedelta(minutes=30)
        for name in ("W1", "C2", "Z1"):
            sign(complete(cast, cast.trainee, name, at), cast.trainee, at + timedelta(minutes=1), key=key)
            at += timedelta(minutes=10)
        with db.transaction(at=MORNING + timedelta(days=40), by="x", why="x"):
            actions.record(
                cast.agent.id, "rights_noted", at=MORNING + timedelta(days=40), by="x", subject="person", body={}
            )
        db.database.session.rollback()
    out = tmp_path / "pack.zip"
    answer = run(app, "pack", "--from", "2026-10-16", "--until", "2026-10-16", str(out))
    assert answer.exit_code == 0 and "2 人" in answer.output
    return out


def table(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("overview.csv").decode("utf-8-sig"))))


def test_a_pack_is_checked_as_a_whole(packed: Path) -> None:
    assert _verdict(packed) == (0, "OK: 8 entries of 2 people\n")


def test_the_table_says_what_is_there_and_what_is_lacking(packed: Path, cast: Cast) -> None:
    lines = {line["工号"]: line for line in table(packed)}
    mine, other = lines[cast.trainee.employee_no], lines[cast.second_trainee.employee_no]
    assert (mine["姓名"], mine["环节"], mine["已签"], mine["未签"]) == ("林晓雨", "4", "3", "1")
    assert (mine["本人签名"], mine["核对"], mine["批次"]) == ("3/3", "对得上", "10 月第 2 批")
    assert mine["缺什么"] == "1 个环节未签；本人没有总签；培训师没有总签；没有证书"
    assert other["缺什么"].startswith("4 个环节未签")
    assert (mine["证书"], mine["有效到"], other["等级"]) == ("", "", ""), "what is not there is left empty"


def test_what_is_asked_for_is_what_is_in_it(app: Flask, packed: Path, cast: Cast, tmp_path: Path) -> None:
    out = tmp_path / "other.zip"
    for asked, people in (
        (("--person", cast.trainee.employee_no), {cast.trainee.employee_no}),
        (("--from", "2026-11-01"), {cast.agent.employee_no}),
        (("--cohort", "10 月第 2 批"), {cast.trainee.employee_no, cast.second_trainee.employee_no}),
    ):
        assert run(app, "pack", *asked, str(out)).exit_code == 0
        assert {line["工号"] for line in table(out)} == people
    assert run(app, "pack", "--cohort", "no such", str(out)).exit_code == 1
    assert run(app, "pack", "--person", "nobody", str(out)).exit_code == 1


def test_whoever_changes_a_pack_is_found(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = next(name for name in sorted(parts) if name.startswith("records/"))
    inner = tmp_path / "inner.zip"
    inner.write_bytes(parts[first])
    assert VERIFY.main([str(inner)]) == 0 and "entries.jsonl" in _parts(inner)
    cases = {
        "overview.csv": parts | {"overview.csv": parts["overview.csv"].replace("对得上".encode(), "对不上".encode())},
        first: parts | {first: parts[first][:-1]},
    }
    for told, changed in cases.items():
        path = tmp_path / "changed.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        code, said = _verdict(path)
        assert (code, told in said) == (1, True)
    path.write_bytes(packed.read_bytes()[:-30])
    assert _verdict(path)[0] == 2


def test_a_broken_record_stands_in_the_table(app: Flask, packed: Path, cast: Cast, tmp_path: Path) -> None:
    from sqlalchemy import update

    from tests.records.test_tamper import by_hand

    with app.app_context():
        assert queries.verdict(cast.trainee.id) is None
        with by_hand() as connection:
            rows = db.Base.metadata.tables["record_entry"]
            here = (rows.c.person_id == cast.trainee.id) & (rows.c.seq == 2)
            connection.execute(update(rows).where(here).values(actor="x"))
            connection.commit()
    out = tmp_path / "broken.zip"
    assert run(app, "pack", "--person", cast.trainee.employee_no, str(out)).exit_code == 0
    assert table(out)[0]["缺什么"].startswith("记录对不上") and table(out)[0]["核对"] == "第 2 号 columns"
