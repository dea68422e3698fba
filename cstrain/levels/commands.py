"""``flask levels import-kpi``, ``flask levels look-after``, and the janitor's round."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from cstrain.certification.queries import today
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.jobs import Job
from cstrain.kit.sheets import Sheet, read
from cstrain.kit.web import words_of
from cstrain.levels.actions import ask_for_round, import_kpi, propose_everybody, round_key, tend_holds
from cstrain.levels.queries import kpi_plan
from cstrain.levels.rules.kpi import KpiPlan
from cstrain.levels.words import SHEET_FAULTS
from cstrain.people.rules.sheet import Fault

cli = AppGroup("levels", help="Levels and KPI facts.")
IMPORT = "flask levels import-kpi"


@cli.command("import-kpi")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_file(file: Path, as_json: bool, dry_run: bool) -> None:
    """Import KPI facts from an xlsx or csv FILE; all or nothing, old values are kept."""
    at = clock.now()
    try:
        sheet = read(file.read_bytes())
        plan = kpi_plan(sheet, today(at))
        written = not plan.faults and not dry_run
        if written:
            with db.transaction(at=at, by=IMPORT, why="kpi import"):
                import_kpi(sheet, by=IMPORT, at=at, file=file.name)
    except Refusal as refusal:
        raise click.ClickException(words_of(refusal)) from refusal
    told = _told(sheet, plan, written=written)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _in_words(told))
    if plan.faults:
        sys.exit(1)


def _told(sheet: Sheet, plan: KpiPlan, *, written: bool) -> dict[str, Any]:
    return {
        "written": written,
        **{kind: len(plan.of(kind)) for kind in ("new", "changed", "back", "same")},
        "unknown_indicators": list(plan.strange),
        "faults": [_fault(sheet, fault) for fault in plan.faults],
    }


def _fault(sheet: Sheet, fault: Fault) -> dict[str, Any]:
    words = str(SHEET_FAULTS[fault.code])
    return {
        "row": fault.row,
        "column": sheet.column(fault.column) if fault.column in sheet.titles else "",
        "title": fault.column,
        "code": fault.code,
        "words": words % dict(fault.facts) if fault.facts else words,
    }


def _in_words(told: dict[str, Any]) -> str:
    counts = f"新增 {told['new']}，改数值 {told['changed']}，撤销 {told['back']}，没有变化 {told['same']}"
    lines = [f"{counts}，不能导入的格子 {len(told['faults'])}"]
    lines += [
        f"第 {fault['row']} 行 {fault['column']} 列（{fault['title']}）：{fault['words']}" for fault in told["faults"]
    ]
    if told["unknown_indicators"]:
        lines.append(f"没有哪一级用到这些指标：{'、'.join(told['unknown_indicators'])}")
    return "\n".join([*lines, "" if told["written"] else "什么都没有写入。"]).rstrip()


@cli.command("look-after")
def look_after() -> None:
    """Write down which levels rest or resume, and propose whoever has reached the next level. The worker does it hourly."""
    at = clock.now()
    with db.transaction(at=at, by="flask levels look-after", why="levels"):
        begun, ended = tend_holds(at)
        made, lapsed = propose_everybody(at)
    click.echo(f"挂起 {begun}，恢复 {ended}，新提议 {made}，失效的提议 {lapsed}")


def ask_each_hour(at: datetime) -> None:
    """Looks before it takes the queue: this hour's round has mostly been asked for."""
    known = db.database.session.scalar(select(Job.id).where(Job.kind == "levels", Job.key == round_key(at)))
    if known is not None:
        db.abandon()
        return
    with db.transaction(at=at, by="janitor", why="levels come round"):
        ask_for_round(at)


JANITOR = (ask_each_hour,)
