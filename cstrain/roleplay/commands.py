"""``flask roleplay check``: the linter over the shipped scenes. ``flask roleplay score``: a talk with the words that made its score."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import inspect

from cstrain.bank.rules import examine_rule
from cstrain.kit import db
from cstrain.kit.content import Document, Malformed, Problem, number, read
from cstrain.people.models import DecisionValue
from cstrain.people.queries.decisions import decided
from cstrain.roleplay.rules import BannedLine, Known, Scenario, check_scenario, read_phrases, read_scenario, suggested
from cstrain.roleplay.rules.reply import Ground, check_talks, play, read_transcript, score_facts, score_words

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "curricula" / "shared"
cli = AppGroup("roleplay", help="Scenes: check them, score a talk.")
PLACE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(as_json: bool) -> None:
    """Check the shipped scenes and replay their examples. Errors end with 1; warnings are printed and end with 0."""
    known, ground = shipped_known(), shipped_ground()
    scenes = sorted((SHARED / "scenarios").glob("*.md"))
    found = [problem for path in scenes for problem in _problems(_document(path), known, ground)]
    errors = [problem for problem in found if not problem.warning]
    if as_json:
        told = {
            "scenes": len(scenes),
            "problems": len(errors),
            "warnings": len(found) - len(errors),
            "listed": [_told(one) for one in found],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        lines = [f"{'提示 ' if problem.warning else ''}{problem}" for problem in found]
        click.echo(
            "\n".join([*lines, f"{len(scenes)} 个场景，{len(errors)} 处要改，{len(found) - len(errors)} 条提示"])
        )
    sys.exit(1 if errors else 0)


def _problems(document: Document, known: Known, ground: Ground) -> list[Problem]:
    found = list(check_scenario(document, known))
    if not any(not problem.warning for problem in found):
        found += check_talks(document, ground)
    return found


def _told(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "text": problem.text, "warning": problem.warning}


@cli.command("score")
@click.argument("scenario")
@click.argument("transcript", type=PLACE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def score(scenario: str, transcript: Path, as_json: bool) -> None:
    """Score TRANSCRIPT, a talk written like the examples of a scene, against SCENARIO (R13, or a file)."""
    scene = _scene(scenario)
    try:
        replies = read_transcript(transcript.read_text(encoding="utf-8"))
    except (Malformed, UnicodeDecodeError) as wrong:
        raise click.ClickException(f"{transcript}：{wrong}") from None
    ground = shipped_ground()
    if inspect(db.database.engine).has_table(DecisionValue.__tablename__):
        ground = _as_decided(ground, decided())
    result = play(scene, replies, ground)
    click.echo(
        json.dumps(score_facts(scene, result), ensure_ascii=False, indent=2) if as_json else score_words(scene, result)
    )


def _scene(named: str) -> Scenario:
    places = [Path(named)] if named.endswith(".md") else sorted((SHARED / "scenarios").glob(f"{named}-*.md"))
    if not places or not places[0].is_file():
        raise click.ClickException(f"没有场景「{named}」：写编号（例如 R13）或文件")
    scene, found = read_scenario(_document(places[0]))
    if any(not problem.warning for problem in found.all):
        raise click.ClickException("\n".join(str(problem) for problem in found.all))
    return scene


def _document(path: Path) -> Document:
    return read(path.read_bytes(), path.name)


def shipped_ground() -> Ground:
    """Rules, phrases and suggested decisions as shipped."""
    files = [*sorted(SHARED.glob("rules-*.md")), SHARED / "charter.md"]
    rules = {part.id: examine_rule(part)[0] for path in files for part in _document(path).parts}
    return Ground(rules, _banned(), suggested(_document(SHARED / "decisions.md")))


def _banned() -> tuple[BannedLine, ...]:
    return tuple(line for name in ("banned.md", "taboos.md") for line in read_phrases(_document(SHARED / name))[0])


def _as_decided(ground: Ground, made: dict[str, str]) -> Ground:
    """What the firm has decided goes before what is suggested."""
    values = dict(ground.decisions)
    for name, value in made.items():
        try:
            values[name] = number(value)
        except Malformed:
            continue
    return Ground(ground.rules, ground.banned, values)


def shipped_known() -> Known:
    """What the linter compares scenes with, as shipped."""
    ground = shipped_ground()
    return Known(
        rules=ground.rules,
        rubrics=frozenset(_document(path).id for path in SHARED.glob("rubric-*.md")),
        lessons=frozenset(path.name.split("-")[0] for path in SHARED.parent.glob("**/lessons/L*.md")),
        decisions=frozenset(part.id for part in _document(SHARED / "decisions.md").parts),
        banned=ground.banned,
    )
