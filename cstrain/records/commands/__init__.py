"""``flask records verify``, ``seal``, ``export`` and ``pdf``, and the janitor's round that seals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person
from cstrain.people.queries import by_number, named
from cstrain.records import actions, queries
from cstrain.records.commands.papers import make_what_is_ordered, remove_old_papers
from cstrain.records.commands.printing import Print, print_what_is_asked, remove_old_prints, sheet_pdf
from cstrain.records.rules import Broken
from cstrain.records.words import LOG_FAULTS, REFUSALS, WHY

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
    for found in queries.verdicts(people):
        entries, erased = entries + found.entries, erased + found.erased
        if found.broken is not None:
            broken[found.person_id] = found.broken
    sealed = queries.log_verdict()
    said = {
        "ok": not broken and sealed.fault is None,
        "people": len(people),
        "entries": entries,
        "erased": erased,
        "broken": _broken_lines(broken),
        "checkpoints": sealed.checkpoints,
        "sealed": sealed.size,
        "unsealed": sealed.unsealed,
        "anchor": sealed.anchor,
        "log": asdict(sealed.fault) if sealed.fault is not None else None,
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    else:
        _spoken(lambda: _sentences(said))
    if not said["ok"]:
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
    lines.append(
        _(
            "封存了 %(checkpoints)s 次，共 %(sealed)s 项；还有 %(unsealed)s 项等下一次。外面的见证到第 %(anchor)s 次。",
            **{name: said[name] for name in ("checkpoints", "sealed", "unsealed", "anchor")},
        )
    )
    if said["log"]:
        facts = {"number": said["log"]["number"], "why": LOG_FAULTS[said["log"]["code"]], "code": said["log"]["code"]}
        lines.append(_("第 %(number)s 次封存对不上：%(why)s（%(code)s）", **facts))
    lines.append(_("全部完整，没有被改动。") if said["ok"] else _("有记录对不上。"))
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


@cli.command("pack")
@click.option("--person", "numbers", multiple=True, help="Employee number; may be given several times.")
@click.option("--cohort", default="", help="Only people whose enrolment names this cohort.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default="2020-01-01", help="First day.")
@click.option("--until", "end", type=click.DateTime(["%Y-%m-%d"]), default="2999-01-01", help="Last day.")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def pack(numbers: tuple[str, ...], cohort: str, start: datetime, end: datetime, out: Path) -> None:
    """Write an audit pack to OUT: records of the people asked for, which tools/verify_record.py checks, gaps first."""
    since, until = (day.replace(tzinfo=clock.zone()) for day in (start, end + timedelta(days=1)))
    people = [_person(number).id for number in numbers] or queries.recorded_between(since, until)
    people = queries.of_cohort(people, cohort) if cohort else people
    if not people:
        raise click.ClickException("nobody has a record there")
    asked = {"person": " ".join(numbers), "cohort": cohort, "from": f"{start:%Y-%m-%d}", "until": f"{end:%Y-%m-%d}"}
    out.write_bytes(queries.pack(people, clock.now(), asked))
    _spoken(lambda: _("已写入 %(path)s：%(people)s 人的记录。", path=out, people=len(people)))


@cli.command("pdf")
@click.argument("number")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def pdf(number: str, out: Path) -> None:
    """Write one person's record sheet to OUT: A4, every signature, sealed by the organisation."""
    whose, at = _person(number), clock.now()
    try:
        out.write_bytes(sheet_pdf(Print(whose, "flask records pdf", at)))
    except NotYours:
        raise click.ClickException(f"{number}: was never enrolled, so there is no sheet") from None
    except Refusal as refusal:
        raise click.ClickException(str(REFUSALS[refusal.code])) from None
    _spoken(lambda: _("已写入 %(path)s。", path=out))


@cli.command("seal")
def seal() -> None:
    """Sign a checkpoint over all records now; the worker does so by itself every hour or hundred entries."""
    with db.transaction(at=clock.now(), by="flask records seal", why="checkpoint"):
        made = actions.seal_records(clock.now())
        said = (made.number, made.size) if made is not None else None
    if said is None:
        _spoken(lambda: _("没有新的记录要封存。"))
    else:
        _spoken(lambda: _("第 %(number)s 次封存：共 %(size)s 项。", number=said[0], size=said[1]))


@cli.command("hold")
@click.option("--person", "number", required=True, help="Employee number.")
@click.option("--reason", default="", help="Why everything about them is kept.")
@click.option("--end", is_flag=True, help="End the hold.")
def hold(number: str, reason: str, end: bool) -> None:
    """Keep everything about a person whatever the term says (a dispute, an inspection), or end that."""
    whose, at, by = _person(number).id, clock.now(), "flask records hold"
    if not end and not reason.strip():
        raise click.ClickException("say why: --reason")
    db.abandon()
    with _told(), db.transaction(at=at, by=by, why=reason or "the hold ends"):
        if end:
            actions.end_hold(whose, by=by, at=at)
        else:
            actions.hold(whose, reason=reason, by=by, at=at)
    _spoken(
        lambda: _("%(number)s：已解除保留。", number=number) if end else _("%(number)s：已要求保留。", number=number)
    )


@cli.command("erase")
@click.option("--person", "number", required=True, help="Employee number of somebody who left.")
def erase(number: str) -> None:
    """Forget a person whose term is over: names, reasons and documents go, the chain still verifies."""
    whose, at, by = _person(number).id, clock.now(), "flask records erase"
    db.abandon()
    with _told(), db.transaction(at=at, by=by, why="the term is over"):
        many = actions.erase(whose, by=by, at=at).values
    _spoken(lambda: _("%(number)s：删除了 %(many)s 项个人内容，记录仍然完整。", number=number, many=many))


@contextmanager
def _told() -> Iterator[None]:
    """A refusal in its words, exit code 1."""
    try:
        yield
    except Refusal as refusal:
        with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
            said = str(REFUSALS[refusal.code]) % refusal.facts
        raise click.ClickException(said) from None


def seal_when_due(at: datetime) -> None:
    """Looks before it takes the queue: mostly nothing waits."""
    due = queries.checkpoint_is_due(at)
    db.abandon()
    if due:
        with db.transaction(at=at, by="janitor", why="checkpoint"):
            actions.seal_records(at)


JANITOR = (seal_when_due, print_what_is_asked, remove_old_prints, make_what_is_ordered, remove_old_papers)
