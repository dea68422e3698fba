"""``flask people import``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from cstrain.people import queries
from cstrain.people.rules import NEXT_STATE, PersonState, Role
from cstrain.people.words import EVENTS, INBOX, PASSWORD_FAULTS, ROLES, SHEET_FAULTS, STATES
from tests.cast import Cast

pytestmark = pytest.mark.data


def test_people_are_imported_and_slips_printed_once(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("工号,姓名,小组,角色\n0042,张三,售前接待组,带教人\nCS-20418,林晓雨,,\n", encoding="utf-8")
    run = app.test_cli_runner().invoke
    dry = json.loads(run(args=["people", "import", str(file), "--json", "--dry-run"]).output)
    assert (dry["written"], dry["new"], dry["same"], dry["first_passwords"]) == (False, 1, 1, [])
    told = json.loads(run(args=["people", "import", str(file), "--json"]).output)
    assert told["written"] is True
    assert [slip["employee_no"] for slip in told["first_passwords"]] == ["0042"]
    again = run(args=["people", "import", str(file)])
    assert again.exit_code == 0
    assert "新增 0，有改动 0，没有变化 2" in again.output
    with app.app_context():
        assert queries.by_number("0042") is not None


def test_faults_name_row_and_column_and_nothing_is_written(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("工号,姓名\n0042,张三\n0043,\n", encoding="utf-8")
    run = app.test_cli_runner().invoke
    told = run(args=["people", "import", str(file), "--json"])
    assert told.exit_code == 1
    fault = json.loads(told.output)["faults"][0]
    assert (fault["row"], fault["column"], fault["code"]) == (3, "B", "cell_empty")
    words = run(args=["people", "import", str(file)])
    assert "第 3 行 B 列（姓名）：这一格不能空着。" in words.output
    assert "什么都没有写入。" in words.output
    file.write_bytes(b"")
    empty = run(args=["people", "import", str(file)])
    assert empty.exit_code == 1
    assert "表格是空的" in empty.output
    with app.app_context():
        assert queries.by_number("0042") is None


def test_everything_has_its_word() -> None:
    assert set(ROLES) == {role.value for role in Role}
    assert set(STATES) == {state.value for state in PersonState}
    assert set(EVENTS) == {event for _state, event in NEXT_STATE}


def test_every_code_that_is_used_has_words() -> None:
    import re

    root = Path(__file__).resolve().parents[2] / "cstrain"
    sheets = "".join(path.read_text() for path in sorted((root / "people/rules").glob("*.py")))
    assert set(re.findall(r'Fault\([^,]+, [^,]+, "([a-z_]+)"', sheets)) == set(SHEET_FAULTS)
    passwords = (root / "people/rules/passwords.py").read_text()
    assert set(re.findall(r'return "([a-z_]+)"', passwords)) <= set(PASSWORD_FAULTS)
    kinds = {
        kind for path in root.rglob("*.py") for kind in re.findall(r'\btell\([^,]+, "([a-z_]+)"', path.read_text())
    }
    assert kinds <= set(INBOX), kinds - set(INBOX)
