"""The trainer's workbench for a script: its picture, what the linter says of it, and a talk played through while writing."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.kit.content import Document, Malformed, read
from cstrain.kit.errors import NotYours
from cstrain.kit.web import page
from cstrain.people.doors import needs
from cstrain.people.rules import May
from cstrain.roleplay import queries
from cstrain.roleplay.rules import Scenario, check_scenario, read_scenario
from cstrain.roleplay.rules.picture import HIGH, WIDE, Picture, picture, short
from cstrain.roleplay.rules.reply import Reply, Score, check_talks, kept, play
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.told import ToldTurn, told_turns

LONGEST = 40_000  # characters of a script that is tried


@bp.get("/roleplay/<key>/draw")
@needs(May.ROLEPLAY_SCORE)
def draw(key: str) -> Any:
    row = queries.live_one(queries.SCENE, key)
    if row is None:
        raise NotYours
    return _page(key, row.text, "")


@bp.post("/roleplay/<key>/draw")
@needs(May.ROLEPLAY_SCORE)
def try_script(key: str) -> Any:
    """Nothing is kept: the text comes back with its picture, its problems and the talk."""
    if queries.live_one(queries.SCENE, key) is None:
        raise NotYours
    return _page(key, request.form.get("text", "")[:LONGEST], request.form.get("replies", "")[:LONGEST])


def _page(key: str, text: str, replies: str) -> Any:
    scene, problems = _read(text, f"{key}.md")
    drawn = picture(scene) if scene and scene.turns else None
    said = [Reply(line.strip()) for line in replies.splitlines() if line.strip()]
    score = _played(scene, said, problems)
    return page(
        "roleplay/draw.html",
        key=key,
        text=text,
        replies=replies,
        scene=scene,
        problems=problems,
        drawn=drawn,
        box=(WIDE, HIGH),
        short=short,
        list_of=_told(drawn),
        score=score,
        turns=_turns(scene, score, said),
    )


def _read(text: str, file: str) -> tuple[Scenario | None, list[Any]]:
    try:
        document: Document = read(text, file)
    except Malformed as wrong:
        return None, [wrong]
    scene = read_scenario(document)[0]
    problems = list(check_scenario(document, queries.known()))
    if not any(not one.warning for one in problems):
        problems += check_talks(document, queries.ground())
    return scene, problems


def _played(scene: Scenario | None, said: list[Reply], problems: list[Any]) -> Score | None:
    """A script with errors cannot be played."""
    if scene is None or not said or any(not getattr(one, "warning", False) for one in problems):
        return None
    return play(scene, said, queries.ground())


def _turns(scene: Scenario | None, score: Score | None, said: list[Reply]) -> list[ToldTurn]:
    if scene is None or score is None:
        return []
    return told_turns(scene, kept(scene, score, said), queries.ground().banned, open_=True)


def _told(drawn: Picture | None) -> list[tuple[str, str, str]]:
    """The same in words, for who does not see the picture: (from, to, when)."""
    return [(one.from_name, one.to_name, one.words) for one in drawn.arrows] if drawn else []
