"""``flask content check | load | export | tidy``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from cstrain.bank.actions import find_more
from cstrain.bank.queries.search import unfound
from cstrain.content import queries
from cstrain.content.actions import Done, load_library, load_shipped
from cstrain.content.queries.folder import ROOT, SHIPPED
from cstrain.content.queries.planning import plan_for
from cstrain.content.rules.check import Checked, check_library
from cstrain.content.rules.library import Library, canonical, read_library
from cstrain.content.rules.plan import Fate
from cstrain.content.rules.shelf import Around
from cstrain.kit import clock, db
from cstrain.kit.content import Problem
from cstrain.kit.web import registry
from cstrain.people.rules import local_date

cli = AppGroup("content", help="Question banks, lessons, courses and all that hangs on them.")
PLACE = click.Path(exists=True, path_type=Path)
BY = "flask content load"
WORDS = {Fate.NEW: "新", Fate.CHANGED: "有改动", Fate.SAME: "没有变", Fate.PROPOSED: "待定", Fate.REFUSED: "没装入"}


@cli.command("check")
@click.argument("path", type=PLACE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(path: Path | None, as_json: bool) -> None:
    """Check the shipped library, or PATH with all around it. Errors end with 1; warnings are printed and end with 0."""
    library, inside = _library(path)
    found = check_library(library, _around(library))
    shown = [problem for problem in found.problems if problem.file in inside or not path]
    errors = [problem for problem in shown if not problem.warning]
    counts = {**found.counts, "problems": len(errors), "warnings": len(shown) - len(errors)}
    if as_json:
        listed = [_told(problem) for problem in shown]
        click.echo(json.dumps({**counts, "listed": listed}, ensure_ascii=False, indent=2))
    else:
        click.echo(_in_words(found, shown, counts))
    sys.exit(1 if errors else 0)


def _library(path: Path | None) -> tuple[Library, set[str]]:
    """The library to check, and the files of it that were asked for."""
    if path is None:
        files = queries.shipped_files()
        return read_library(files), set(files)
    root = queries.root_of(path)
    inside = queries.files_in(path, root)
    whole = {
        name: data
        for top in SHIPPED
        if (root / top).is_dir()
        for name, data in queries.files_in(root / top, root).items()
    }
    if whole:
        return read_library({**whole, **inside}), set(inside)
    brought = read_library(inside)
    return read_library(queries.shipped_files()).overlaid(brought), set(inside)


def _around(library: Library) -> Around:
    today = local_date(clock.now(), clock.zone())
    if queries.is_installed():
        return queries.around(library, today)
    return Around(today, queries.facts())


def _told(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "text": problem.text, "warning": problem.warning}


def _in_words(found: Checked, shown: Iterable[Problem], counts: dict[str, Any]) -> str:
    lines = [f"{'提示 ' if problem.warning else ''}{problem}" for problem in shown]
    kinds = "、".join(f"{kind} {count}" for kind, count in counts["questions_by_kind"].items())
    lines += [
        f"{counts['courses']} 门课程，{counts['lessons']} 篇课文，{counts['scenarios']} 个场景，{counts['rules']} 条规则",
        f"{counts['questions']} 题（{kinds}）",
        f"事实 {counts['facts_covered']}/{counts['facts_total']} 条有题",
        f"{counts['problems']} 处要改，{counts['warnings']} 条提示",
    ]
    return "\n".join(lines)


@cli.command("load")
@click.argument("path", type=PLACE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def load(path: Path | None, as_json: bool) -> None:
    """Load the shipped library, or PATH (a folder, a file). A file with an error is left out, the others are loaded."""
    at = clock.now()
    if path is None:
        done = load_shipped(at=at, by=BY)
    else:
        brought = plan_for(queries.files_in(path), local_date(at, clock.zone()), "imported")
        with db.transaction(at=at, by=BY, why=str(path)):
            done = load_library(brought, at=at, by=BY)
        done += [Done(one.file, "", "", Fate.REFUSED, (one,)) for one in brought.plan.strays]
    counts = {fate.value: sum(one.fate is fate for one in done) for fate in Fate}
    refused = [problem for one in done if one.fate is Fate.REFUSED for problem in one.problems if not problem.warning]
    if as_json:
        click.echo(json.dumps({**counts, "listed": [_told(one) for one in refused]}, ensure_ascii=False, indent=2))
    else:
        said = "，".join(f"{WORDS[fate]} {counts[fate.value]}" for fate in Fate)
        click.echo("\n".join([*map(str, refused), said]))
    sys.exit(1 if refused else 0)


@cli.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def export(out: Path, as_json: bool) -> None:
    """Write the kept library to OUT: a folder, or a file that ends in .zip."""
    if out.suffix == ".zip":
        with out.open("wb") as file:
            written = queries.write_zip(file)
    else:
        written = _write_folder(out)
    click.echo(json.dumps({"out": str(out), "files": written}) if as_json else str(out))


def _write_folder(out: Path) -> int:
    written = 0
    for path, data in queries.exported():
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        written += 1
    return written


@cli.command("tidy")
@click.argument("path", type=PLACE, required=False)
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; end with 1 when a file is not in canonical form."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def tidy(path: Path | None, only_check: bool, as_json: bool) -> None:
    """Rewrite texts in their canonical form (formats section 3); nothing is sorted or re-wrapped."""
    places = [path] if path else [ROOT / top for top in SHIPPED]
    changed: list[str] = []
    for place in places:
        for each in [place] if place.is_file() else sorted(place.rglob("*.md")):
            data = each.read_bytes()
            text = canonical(data)
            if text and text.encode() != data:
                changed.append(str(each))
                if not only_check:
                    each.write_text(text, encoding="utf-8")
    click.echo(json.dumps({"changed": changed}, ensure_ascii=False, indent=2) if as_json else "\n".join(changed))
    sys.exit(1 if changed and only_check else 0)


def let_be_found(at: datetime) -> None:
    """Questions that were there before the search had a table of its own; looked for until none is left, once a process."""
    kept = registry().kept
    if not kept.get("bank.found"):
        kept["bank.found"] = not unfound(1)
        with db.transaction(at=at, by="worker", why="search"):
            find_more()


JANITOR = (let_be_found,)
