"""``flask people import``, and what the janitor throws away."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import delete, select

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet, read
from cstrain.kit.web import words_of
from cstrain.people.actions import Imported, import_people
from cstrain.people.models import SessionUse, Try
from cstrain.people.queries import import_plan
from cstrain.people.rules.sheet import Fault, Plan
from cstrain.people.words import SHEET_FAULTS

cli = AppGroup("people", help="People by sheet.")
TRIES_KEPT = timedelta(days=90)
USES_KEPT = timedelta(days=2)


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_file(file: Path, as_json: bool, dry_run: bool) -> None:
    """Import people from an xlsx or csv FILE; all or nothing. First passwords are printed once."""
    try:
        sheet = read(file.read_bytes())
        plan = import_plan(sheet)
        done = None if plan.faults or dry_run else _import(sheet)
    except Refusal as refusal:
        raise click.ClickException(words_of(refusal)) from refusal
    told = _told(sheet, plan, done)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _in_words(told))
    if plan.faults:
        sys.exit(1)


def _import(sheet: Sheet) -> Imported:
    at = clock.now()
    with db.transaction(at=at, by="flask people import", why="people import"):
        return import_people(sheet, "flask people import", at)


def _told(sheet: Sheet, plan: Plan, done: Imported | None) -> dict[str, Any]:
    return {
        "written": done is not None,
        "new": len(plan.of("new")),
        "changed": len(plan.of("changed")),
        "same": len(plan.of("same")),
        "new_teams": list(plan.new_teams),
        "new_stores": list(plan.new_stores),
        "faults": [_fault(sheet, fault) for fault in plan.faults],
        "first_passwords": [
            {"employee_no": person.employee_no, "name": person.name, "first_password": plain}
            for person, plain in (done.new if done else [])
        ],
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
    lines = [
        f"新增 {told['new']}，有改动 {told['changed']}，没有变化 {told['same']}，不能导入的格子 {len(told['faults'])}"
    ]
    lines += [
        f"第 {fault['row']} 行 {fault['column']} 列（{fault['title']}）：{fault['words']}" for fault in told["faults"]
    ]
    lines += [f"{slip['employee_no']}\t{slip['name']}\t{slip['first_password']}" for slip in told["first_passwords"]]
    return "\n".join([*lines, "" if told["written"] else "什么都没有写入。"]).rstrip()


def forget_old_tries(at: datetime) -> None:
    """Tries older than 90 days, and last uses of sessions that cannot live any more. Looks before it takes the queue."""
    session = db.database.session
    old = session.scalar(select(Try.id).where(Try.at < at - TRIES_KEPT).limit(1))
    stale = session.scalar(select(SessionUse.session_id).where(SessionUse.used_at < at - USES_KEPT).limit(1))
    if old is None and stale is None:
        return

    def write(own: Any) -> None:
        own.execute(delete(Try).where(Try.at < at - TRIES_KEPT))
        own.execute(delete(SessionUse).where(SessionUse.used_at < at - USES_KEPT))

    db.note(write)


JANITOR = (forget_old_tries,)
