"""``flask levels import-kpi`` and ``flask levels look-after``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from cstrain.kit import clock
from cstrain.kit.sheets import XLSX, write
from cstrain.levels import queries
from cstrain.levels.rules.kpi import COLUMNS
from tests.cast import Cast
from tests.levels import acts

pytestmark = pytest.mark.data


def _sheet(path: Path, *rows: tuple[object, ...]) -> str:
    path.write_bytes(write(COLUMNS, rows))
    return str(path)


@pytest.fixture
def months() -> list[str]:
    """The last three months that are over, by today's clock."""
    return acts.past_months(clock.now().astimezone(UTC).date(), 3)


def test_facts_are_imported_and_old_values_kept(app: Flask, cast: Cast, tmp_path: Path, months: list[str]) -> None:
    number = cast.agent.employee_no
    file = _sheet(tmp_path / "kpi.xlsx", (number, months[0], "KPI总分", 88.5, "绩效表"))
    run = app.test_cli_runner().invoke
    dry = json.loads(run(args=["levels", "import-kpi", file, "--json", "--dry-run"]).output)
    assert (dry["written"], dry["new"], dry["unknown_indicators"]) == (False, 1, ["KPI总分"])
    told = run(args=["levels", "import-kpi", file])
    assert told.exit_code == 0
    assert "新增 1，改数值 0，撤销 0，没有变化 0，不能导入的格子 0" in told.output
    assert "没有哪一级用到这些指标：KPI总分" in told.output
    file = _sheet(tmp_path / "kpi.xlsx", (number, months[0], "KPI总分", "91", "复核表"))
    assert json.loads(run(args=["levels", "import-kpi", file, "--json"]).output)["changed"] == 1
    again = json.loads(run(args=["levels", "import-kpi", file, "--json"]).output)
    assert (again["same"], again["changed"], again["new"]) == (1, 0, 0)
    with app.app_context():
        assert [str(queries.value_of(fact)) for fact in queries.facts_about(cast.agent.id)] == ["91", "177/2"]
        assert queries.last_import() is not None


def test_faults_name_row_and_column_and_nothing_is_written(
    app: Flask, cast: Cast, tmp_path: Path, months: list[str]
) -> None:
    good = (cast.agent.employee_no, months[0], "KPI总分", 90, "绩效表")
    file = _sheet(tmp_path / "kpi.xlsx", good, ("CS-99999", months[0], "KPI总分", "优", "绩效表"))
    run = app.test_cli_runner().invoke
    told = run(args=["levels", "import-kpi", file, "--json"])
    assert told.exit_code == 1
    found = json.loads(told.output)
    assert found["written"] is False
    assert [(fault["row"], fault["column"], fault["code"]) for fault in found["faults"]] == [
        (3, "A", "kpi_unknown_number"),
        (3, "D", "not_a_figure"),
    ]
    spoken = run(args=["levels", "import-kpi", file])
    assert "第 3 行 D 列（数值）：“优”不是一个数，写成 92 或 95%。" in spoken.output
    assert "什么都没有写入。" in spoken.output
    with app.app_context():
        assert queries.facts_about(cast.agent.id) == []


def test_a_sheet_without_its_columns_and_a_file_that_is_none(app: Flask, cast: Cast, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    bare = tmp_path / "bare.csv"
    bare.write_text("工号,月份\nCS-10007,2026-01\n", encoding="utf-8")
    told = run(args=["levels", "import-kpi", str(bare)])
    assert (told.exit_code == 1 and "缺少" in told.output) or "指标" in told.output
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    assert run(args=["levels", "import-kpi", str(broken)]).exit_code == 1
    assert run(args=["levels", "import-kpi", str(tmp_path / "none.xlsx")]).exit_code == 2
    assert XLSX.endswith("sheet")


def test_looking_after_proposes_and_holds(app: Flask, cast: Cast) -> None:
    with app.app_context():
        start = datetime.now(UTC) - timedelta(days=3)
        acts.load(cast, start)
        acts.certify(cast, cast.agent, start)
    run = app.test_cli_runner().invoke
    assert run(args=["levels", "look-after"]).output.strip() == "挂起 0，恢复 0，新提议 1，失效的提议 0"
    assert run(args=["levels", "look-after"]).output.strip() == "挂起 0，恢复 0，新提议 0，失效的提议 0"
