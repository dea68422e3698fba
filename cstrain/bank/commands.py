"""``flask bank import | export``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from cstrain.bank.actions import importing
from cstrain.bank.actions.importing import Read, Wish
from cstrain.bank.actions.planning import OUTCOMES, Given
from cstrain.bank.queries.exchange import FORMATS, exported
from cstrain.bank.rules.exchange.item import Settings
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import registry

cli = AppGroup("bank", help="Question banks.")
BY = "flask bank import"
WORDS = dict(zip(OUTCOMES, ("新", "有改动", "没有变", "像是重复", "没收"), strict=True))
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("import")
@click.argument("file", type=FILE)
@click.option("--dialect", default="", help="Whose layout it is; found out when not given.")
@click.option("--bank", default="", help="The bank of questions without a number, for example TB.")
@click.option("--point", default="", help="The knowledge point of questions without one.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--good-only", is_flag=True, help="Write what is good although other rows are refused.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bring(file: Path, **asked: Any) -> None:
    """Import FILE: all of it, or with a refused row nothing. Ends with 1 when anything is refused."""
    wish = Wish(asked["bank"], asked["dialect"], asked["point"])
    at = clock.now()
    try:
        read = importing.dry_run(file.read_bytes(), file.name, wish, Given(Settings(), at, BY))
    except Refusal as refusal:
        _end({"refused": 1, "listed": [{"text": _words(refusal)}]}, asked["as_json"])
        return
    counts: dict[str, Any] = dict(read.plan.counts)
    written = 0
    if not asked["dry_run"] and (not counts["refused"] or asked["good_only"]):
        with db.transaction(at=at, by=BY, why=file.name):
            written = importing.write_at_once(read, file.name, wish, at=at, by=BY)
    _end({**counts, "written": written, "dialect": read.dialect, **_told(read)}, asked["as_json"])


def _words(refusal: Refusal) -> str:
    said = registry().refusals.get(refusal.code)
    return str(said) % refusal.facts if said is not None else refusal.code


def _told(read: Read) -> dict[str, Any]:
    listed = [
        {"sheet": line["sheet"], "row": row, "column": column, "title": title, "text": text}
        for line in read.plan.lines
        for title, row, column, text in line["wrong"]
    ]
    twins = [
        {"sheet": line["sheet"], "row": line["row"], "like": line["like"]}
        for line in read.plan.lines
        if line["outcome"] == "duplicate"
    ]
    return {"listed": listed, "duplicates": twins, "left_out": [text for _title, text in read.plan.left_out]}


def _end(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in told.get("listed", ()):
            where = f"{one['sheet']} 第 {one['row']} 行 {one['column']}：" if "row" in one else ""
            click.echo(f"{where}{one['text']}")
        for text in told.get("left_out", ()):
            click.echo(text)
        click.echo("，".join(f"{WORDS[name]} {told[name]}" for name in OUTCOMES if name in told))
    sys.exit(1 if told["refused"] else 0)


@cli.command("export")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option("--bank", "keys", multiple=True, help="A bank; all when none is named.")
@click.argument("out", type=click.Path(path_type=Path))
def export(form: str, keys: tuple[str, ...], out: Path) -> None:
    """Write banks to OUT; what the format cannot carry is listed."""
    try:
        data, lost = exported(form, keys)
    except NotYours as none:
        raise click.ClickException("没有这个题库。") from none
    out.write_bytes(data)
    for text in lost:
        click.echo(text)
    click.echo(str(out))
