"""``flask records verify`` and ``flask records export``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.people.models import Person
from cstrain.people.queries import by_number, named
from cstrain.records import queries
from cstrain.records.rules import Broken
from cstrain.records.words import WHY

cli = AppGroup("records", help="The training record: check it, export one person's.")


def _spoken(words: Any) -> None:
    """Say it in the installation's language: there is no reader whose language could be asked."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        click.echo(words())


def _person(number: str) -> Person:
    found = by_number(number)
    if found is None:
        raise click.ClickException(f"{number}: no such employee number")
    return found


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@click.option("--person", "number", default="", help="Employee number; without it, everybody.")
def verify(as_json: bool, number: str) -> None:
    """Check every entry of the record; exit 1 and name the first broken entry of each person."""
    people = [_person(number).id] if number else queries.everyone_recorded()
    broken: dict[str, Broken] = {}
    entries = erased = 0
    for person_id in people:
        counted = queries.counted(person_id)
        entries, erased = entries + counted.entries, erased + counted.erased
        found = queries.verdict(person_id)
        if found is not None:
            broken[person_id] = found
    lines = _broken_lines(broken)
    said = {"ok": not broken, "people": len(people), "entries": entries, "erased": erased, "broken": lines}
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        _spoken(lambda: _sentences(said))
    if broken:
        raise SystemExit(1)


def _broken_lines(broken: dict[str, Broken]) -> list[dict[str, Any]]:
    names = {person.id: person.employee_no for person in named(broken).values()}
    return [
        {"person": person_id, "number": names.get(person_id, person_id), "seq": found.seq, "why": found.why.value}
        for person_id, found in broken.items()
    ]


def _sentences(said: dict[str, Any]) -> str:
    lines = [
        _(
            "%(number)s 的第 %(seq)s 号记录对不上：%(why)s（%(code)s）",
            **one | {"code": one["why"], "why": WHY[one["why"]]},
        )
        for one in said["broken"]
    ]
    counted = {name: said[name] for name in ("people", "entries", "erased")}
    lines.append(_("核对了 %(people)s 人、%(entries)s 条记录，其中 %(erased)s 项个人内容已删除。", **counted))
    lines.append(_("有记录对不上。") if said["broken"] else _("全部完整，没有被改动。"))
    return "\n".join(lines)


@cli.command("export")
@click.option("--person", "number", required=True, help="Employee number.")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(number: str, out: Path) -> None:
    """Write one person's record to OUT, a zip that tools/verify_record.py checks."""
    whose = _person(number)
    out.write_bytes(queries.bundle(whose.id, clock.now()))
    entries = queries.counted(whose.id).entries
    _spoken(lambda: _("已写入 %(path)s：%(entries)s 条记录。", path=out, entries=entries))
