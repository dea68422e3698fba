"""Played alone: the chat window, practice with the script's help and its verdict at once, official attempts without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from cstrain.kit import clock
from cstrain.kit.content import number_text
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.people.rules import May
from cstrain.records import queries as records
from cstrain.roleplay import actions, queries
from cstrain.roleplay.models import RoleplayTalk
from cstrain.roleplay.rules import Scenario
from cstrain.roleplay.rules.reply import Reply, Score, kept
from cstrain.roleplay.rules.scenario import FATAL
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.standing import points_text
from cstrain.roleplay.views.told import helps, told_turns, typed_line


@bp.post("/roleplay/<key>/talk")
@needs(May.LEARN)
def start_talk(key: str) -> Any:
    made = actions.start_talk(
        me().id,
        key,
        official=request.form.get("official") == "1",
        timed=request.form.get("keyboard") == "1",
        at=clock.received(),
    )
    return back("roleplay.talk", talk_id=made.id)


def _seen(talk_id: str) -> tuple[RoleplayTalk, Person]:
    """One's own talk, or one of somebody whose scenes one may score or record one may see."""
    made = queries.talk(talk_id)
    if made is None:
        raise NotYours
    if made.person_id == me().id:
        return made, named([made.person_id])[made.person_id]
    may = May.ROLEPLAY_SCORE if me().can(May.ROLEPLAY_SCORE) else May.RECORD_SEE
    return made, person_for(made.person_id, may)


@bp.get("/roleplay/talk/<talk_id>")
@needs(May.LEARN)
def talk(talk_id: str) -> Any:
    """While it lasts the page shows the talk so far; officially without points, which come at its end."""
    made, whose = _seen(talk_id)
    version = queries.version(made.scenario_version_id)
    scene = queries.scenario_of(version)
    lines = queries.talk_lines(made.id)
    score = queries.score_of(made, lines)
    is_over = made.ended_at is not None
    turns = _kept(made) or kept(scene, score, [Reply(one.text, one.seconds) for one in lines])
    here = None if is_over else next((one for one in scene.turns if one.name == _place(scene, score)), None)
    shown = told_turns(scene, turns, queries.ground().banned, open_=is_over or not made.official)
    line = queries.line_of(scene)
    notes = queries.notes(made.id)
    return page(
        "roleplay/talk.html",
        made=made,
        whose=whose,
        own=made.person_id == me().id,
        scene=scene,
        turns=shown,
        here=here,
        helps=helps(here) if here and not made.official else [],
        seq=len(lines) + 1,
        points=points_text(queries.talk_points(made)) if is_over else "",
        passed=is_over and line is not None and bool(made.reached) and queries.talk_points(made) >= line,
        line=number_text(line) if line is not None else "",
        is_fatal=made.reached == FATAL,
        ending=next((one.text for one in scene.endings if is_over and one.name == made.reached), ""),
        clock=_clock(made, scene),
        notes=notes,
        names=named([one.by for listed in notes.values() for one in listed]),
        may_note=is_over and made.person_id != me().id and me().can(May.ROLEPLAY_SCORE, whose.team_id),
        lost=any(why.tone != "ok" for turn in shown for why in turn.why),
        waiting=[one for one in records.waiting_on_record(made.person_id) if one.subject == made.subject],
    )


def _place(scene: Scenario, score: Score) -> str:
    return score.played[-1].target if score.played else scene.turns[0].name


def _kept(made: RoleplayTalk) -> list[dict[str, Any]]:
    """An official attempt shows what the record keeps, whatever rules say since."""
    entry = records.entry(made.person_id, made.entry_seq) if made.entry_seq else None
    return records.private(entry).get("result", {}).get("turns", []) if entry is not None else []


def _clock(made: RoleplayTalk, scene: Scenario) -> dict[str, Any] | None:
    """The whole time of an attempt whose times are judged."""
    if not made.timed or made.ended_at is not None:
        return None
    now, ends = clock.now(), made.started_at + timedelta(seconds=scene.whole)
    left = max(0, int((ends - now).total_seconds()))
    return {"left": left, "now": int(now.timestamp() * 1000), "ends": int(ends.timestamp() * 1000)}


@bp.post("/roleplay/talk/<talk_id>/say")
@needs(May.LEARN)
def say(talk_id: str) -> Any:
    actions.say(talk_id, **typed_line(), by=me().id, at=clock.received())
    return back("roleplay.talk", talk_id=talk_id)


@bp.post("/roleplay/talk/<talk_id>/leave")
@needs(May.LEARN)
def leave_talk(talk_id: str) -> Any:
    actions.leave_talk(talk_id, by=me().id, at=clock.received())
    return back("roleplay.talk", talk_id=talk_id)


@bp.post("/roleplay/talk/<talk_id>/note/<int:seq>")
@needs(May.ROLEPLAY_SCORE)
def note_talk(talk_id: str, seq: int) -> Any:
    made = queries.talk(talk_id)
    if made is None:
        raise NotYours
    person_for(made.person_id, May.ROLEPLAY_SCORE)
    actions.note_talk(talk_id, seq=seq, text=request.form.get("text", "").strip(), by=me().id, at=clock.received())
    return back("roleplay.talk", talk_id=talk_id)
