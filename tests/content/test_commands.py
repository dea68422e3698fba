"""``flask content check | load | export | tidy``."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from cstrain.content import queries
from cstrain.factory import create_app
from tests.content.desk import rows
from tests.content.small import SMALL, files, swapped

pytestmark = pytest.mark.data
EXAM_FILE = "curricula/pay/exam.md"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def written(folder: Path, source: dict[str, bytes]) -> Path:
    for path, data in source.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def test_the_repositorys_own_library_has_no_error(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["content", "check", "--json"])
    told = json.loads(done.output)
    assert done.exit_code == 0 and told["problems"] == 0, told["listed"]
    counts = ("courses", "lessons", "questions", "scenarios", "rules", "facts_covered", "facts_total")
    assert all(told[name] > 0 for name in counts)
    assert sum(told["questions_by_kind"].values()) == told["questions"]
    assert told["facts_total"] == 226
    assert told["warnings"] == len(told["listed"])


def test_check_needs_no_database(tmp_path: Path) -> None:
    app = create_app(INSTANCE=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    done = app.test_cli_runner().invoke(args=["content", "check"])
    assert done.exit_code == 0 and "0 处要改" in done.output


def test_an_error_ends_with_one_and_names_file_and_line(runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, swapped(EXAM_FILE, "【满分】9 分", "【满分】10 分"))
    done = runner.invoke(args=["content", "check", str(folder)])
    assert done.exit_code == 1
    assert f"{EXAM_FILE}:1: 各题合计 9 分，【满分】写的是 10 分" in done.output and "1 处要改" in done.output
    part = runner.invoke(args=["content", "check", str(folder / "curricula/pay/gate.md"), "--json"])
    assert part.exit_code == 0, "the error is not in the file that was asked for"
    told = json.loads(runner.invoke(args=["content", "check", str(folder / EXAM_FILE), "--json"]).output)
    assert [(one["file"], one["line"], one["warning"]) for one in told["listed"]] == [(EXAM_FILE, 1, False)]


def test_a_single_file_from_elsewhere_is_checked_against_the_shipped_library(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    gate = tmp_path / "gate.md"
    gate.write_text(SMALL["curricula/pay/gate.md"].replace("pay-exam", "presale-exam"), encoding="utf-8")
    assert runner.invoke(args=["content", "check", str(gate)]).exit_code == 0
    gate.write_text(SMALL["curricula/pay/gate.md"], encoding="utf-8")
    assert "gate.md:7: G2 里的「pay-exam」找不到" in runner.invoke(args=["content", "check", str(gate)]).output


def test_load_says_what_it_did_and_ends_with_one_when_something_was_left_out(
    runner: FlaskCliRunner, app: Flask, tmp_path: Path
) -> None:
    folder = written(tmp_path, files())
    first = runner.invoke(args=["content", "load", str(folder), "--json"])
    assert first.exit_code == 0 and json.loads(first.output)["new"] == len(SMALL)
    again = runner.invoke(args=["content", "load", str(folder)])
    assert again.exit_code == 0 and f"没有变 {len(SMALL)}" in again.output
    written(tmp_path, {EXAM_FILE: SMALL[EXAM_FILE].replace("【满分】9", "【满分】10").encode()})
    broken = runner.invoke(args=["content", "load", str(folder)])
    assert broken.exit_code == 1 and f"{EXAM_FILE}:1:" in broken.output
    with app.app_context():
        found = queries.piece("exam", "pay-exam")
        assert found is not None and (found.number, found.origin, found.by) == (1, "imported", "flask content load")


def test_load_without_a_path_is_the_shipped_library(runner: FlaskCliRunner, app: Flask) -> None:
    assert json.loads(runner.invoke(args=["content", "load", "--json"]).output)["new"] > 100
    with app.app_context():
        before = rows()
    assert runner.invoke(args=["content", "load"]).exit_code == 0
    with app.app_context():
        assert rows() == before
    checked = runner.invoke(args=["content", "check"])
    assert checked.exit_code == 0, "with the kept versions known nothing has vanished"


def test_export_to_a_folder_and_to_a_zip(runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = written(tmp_path / "in", files())
    runner.invoke(args=["content", "load", str(folder)])
    done = runner.invoke(args=["content", "export", str(tmp_path / "out"), "--json"])
    assert json.loads(done.output)["files"] == len(files())
    for path, data in files().items():
        assert (tmp_path / "out" / path).read_bytes() == data
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for out in (one, two):
        assert runner.invoke(args=["content", "export", str(out)]).exit_code == 0
    assert one.read_bytes() == two.read_bytes(), "the same library, the same bytes"
    with zipfile.ZipFile(one) as archive:
        assert sorted(archive.namelist()) == sorted(files())


def test_tidy_rewrites_only_what_is_not_canonical(runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, files())
    assert runner.invoke(args=["content", "tidy", "--check", str(folder)]).exit_code == 0
    gate = folder / "curricula/pay/gate.md"
    gate.write_text(
        gate.read_text(encoding="utf-8").replace("- G1", "·　G1").replace("\n\n- G1", "\n\n\n- G1") + "\n\n", "utf-8"
    )
    checked = runner.invoke(args=["content", "tidy", "--check", "--json", str(folder)])
    assert checked.exit_code == 1 and json.loads(checked.output)["changed"] == [str(gate)]
    assert runner.invoke(args=["content", "tidy", str(folder)]).exit_code == 0
    assert gate.read_text(encoding="utf-8") == SMALL["curricula/pay/gate.md"]
    assert runner.invoke(args=["content", "tidy", "--check"]).exit_code == 0, "the repository's own files"
