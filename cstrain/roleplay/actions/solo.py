"""A scene played alone: the script is the customer, the scorer says at once what a reply gained or lost.

Practice leaves no trace in the record. An official attempt writes the same fact as a scene that a person scored, with method
``scored`` and the hash of the talk; it counts, as every scene does, when the agent and the trainer have signed: the trainer
reads the talk before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from cstrain.curriculum import actions as curriculum
from cstrain.curriculum import queries as course
from cstrain.kit import clock, db
from cstrain.kit.content import number_text
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person
from cstrain.people.rules import local_date
from cstrain.records import actions as records
from cstrain.records.rules import meaning_of
from cstrain.roleplay import queries
from cstrain.roleplay.models import RoleplayLine, RoleplayNote, RoleplayTalk
from cstrain.roleplay.rules import share
from cstrain.roleplay.rules.reply import Reply, Score, kept, words_hash
from cstrain.roleplay.rules.scenario import FATAL

STEP_KIND, GROUP, METHOD = "演练", "roleplay", "scored"
LONGEST = 1000  # characters of one reply


@db.deed
def start_talk(person_id: str, scenario: str, *, official: bool, timed: bool, at: datetime) -> RoleplayTalk:
    """A new talk, or the one of this kind that is still open.

    Refusals: ``scene_withdrawn``, ``scene_undecided``; of an official attempt also ``no_trainer`` and ``tries_used``, and what
    the course says while the scene's turn has not come.
    """
    person = db.lock(Person, person_id)
    version = queries.live_one(queries.SCENE, scenario)
    if person is None or version is None:
        raise NotYours
    mine = queries.talks(person_id, scenario)
    going = next((one for one in mine if one.ended_at is None and bool(one.official) == official), None)
    if going is not None and going.scenario_version_id == version.id:
        return going
    scene = queries.scenario_of(version)
    undecided = queries.open_decisions(scene)
    if undecided:
        raise Refusal("scene_undecided", names="、".join(undecided))
    number = _official(person_id, scenario, scene.tries, mine, at) if official else 0
    made = RoleplayTalk(
        person_id=person_id,
        scenario_key=scenario,
        scenario_version_id=version.id,
        started_at=at,
        official=number,
        timed=timed and official,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


def _official(person_id: str, scenario: str, tries: int, mine: Sequence[RoleplayTalk], at: datetime) -> int:
    """Which attempt this is."""
    if _trainer(person_id, at) is None:
        raise Refusal("no_trainer")
    course.roleplay_gate(person_id, scenario, at)
    used = sum(1 for one in mine if one.official)
    if used >= tries:
        raise Refusal("tries_used", count=tries)
    return used + 1


def _trainer(person_id: str, at: datetime) -> str | None:
    """Who signs beside the agent: the trainer of the course, never the person."""
    enrolment = course.latest_enrolment(person_id)
    trainer = course.named_on(enrolment.id, local_date(at, clock.zone())).get("trainer") if enrolment else None
    return trainer if trainer and trainer != person_id else None


@db.deed
def say(talk_id: str, *, text: str, seq: int, by: str, at: datetime) -> RoleplayTalk:
    """Reply number ``seq`` (from 1). The same reply sent twice counts once. Ends the talk where the script ends.

    Refusals: ``talk_is_over``, ``talk_moved_on``, ``reply_empty``.
    """
    made = _own(talk_id, by)
    lines = queries.talk_lines(talk_id)
    if seq <= len(lines) and lines[seq - 1].text == text:
        return made
    if made.ended_at is not None:
        raise Refusal("talk_is_over")
    if seq != len(lines) + 1:
        raise Refusal("talk_moved_on")
    if not text.strip():
        raise Refusal("reply_empty")
    before = lines[-1].at if lines else made.started_at
    scene = queries.scenario_of(queries.version(made.scenario_version_id))
    if made.timed and (at - made.started_at).total_seconds() > scene.whole:
        return _close(made, lines, at)
    line = RoleplayLine(
        talk_id=made.id, seq=seq, text=text[:LONGEST], seconds=max(0, int((at - before).total_seconds())), at=at
    )
    db.database.session.add(line)
    db.database.session.flush()
    lines.append(line)
    return _close(made, lines, at) if queries.score_of(made, lines).reached else made


@db.deed
def leave_talk(talk_id: str, *, by: str, at: datetime) -> RoleplayTalk:
    """Ends it where it stands; an official attempt is scored as far as it went. Refusal ``talk_is_over``."""
    made = _own(talk_id, by)
    if made.ended_at is not None:
        raise Refusal("talk_is_over")
    return _close(made, queries.talk_lines(talk_id), at)


@db.deed
def note_talk(talk_id: str, *, seq: int, text: str, by: str, at: datetime) -> RoleplayNote:
    """A trainer's word to reply number ``seq`` of a talk that is over. Refusals ``talk_not_over``, ``reply_empty``."""
    made = db.database.session.get(RoleplayTalk, talk_id)
    if made is None or made.person_id == by or not 1 <= seq <= len(queries.talk_lines(talk_id)):
        raise NotYours
    if made.ended_at is None:
        raise Refusal("talk_not_over")
    if not text.strip():
        raise Refusal("reply_empty")
    note = RoleplayNote(talk_id=talk_id, seq=seq, text=text[:LONGEST], by=by, at=at)
    db.database.session.add(note)
    db.database.session.flush()
    return note


def _own(talk_id: str, by: str) -> RoleplayTalk:
    made = db.lock(RoleplayTalk, talk_id)
    if made is None or made.person_id != by:
        raise NotYours
    return made


@dataclass(frozen=True)
class _End:
    """How a talk ended: when, with which points of 100, and everything that made them."""

    at: datetime
    points: Fraction
    score: Score
    lines: Sequence[RoleplayLine]


def _close(made: RoleplayTalk, lines: Sequence[RoleplayLine], at: datetime) -> RoleplayTalk:
    """A talk that came to no ending gains nothing officially."""
    score = queries.score_of(made, lines)
    end = _End(at, score.points if score.reached or not made.official else Fraction(0), score, lines)
    made.entry_seq = _record(made, end) if made.official else 0
    made.num, made.den = end.points.numerator, end.points.denominator
    made.reached, made.ended_at = score.reached, at
    db.database.session.flush()
    return made


def _record(made: RoleplayTalk, end: _End) -> int:
    """The fact with the hash of the talk, the two signatures asked, the course told."""
    body = _body(made, end)
    said = {name: body[name] for name in ("scenario", "title", "version", "num", "den", "fatal", "method")}
    said["evidence"] = {"session": made.id, "line": body["line"], "transcript": body["transcript"]}
    who, private = made.person_id, {"result": body}
    entry = records.record(who, "roleplay", at=end.at, by=who, subject=made.subject, body=said, private=private)
    _ask(made, body, end.at)
    result = {"num": body["num"], "den": body["den"], "words": body["result"], "session": made.id}
    curriculum.roleplay_judged(who, made.scenario_key, passed=bool(body["passed"]), result=result, at=end.at)
    return entry.seq


def _body(made: RoleplayTalk, end: _End) -> dict[str, Any]:
    version = queries.version(made.scenario_version_id)
    scene = queries.scenario_of(version)
    line = queries.line_of(scene)
    assert line is not None, "no decision of the scene is open"
    is_fatal = end.score.reached == FATAL
    passed = bool(end.score.reached) and not is_fatal and end.points >= line
    num, den = share(end.points)
    said = [{"reply": one.text, "seconds": one.seconds} for one in end.lines]
    return {
        "scenario": made.scenario_key,
        "title": scene.name,
        "version": str(version.major),
        "hash": version.hash,
        "line": number_text(line),
        "num": num,
        "den": den,
        "fatal": int(is_fatal),
        "passed": int(passed),
        "method": METHOD,
        "result": f"{int(end.points)} 分，{'致命错误' if is_fatal else '通过' if passed else '未通过'}",
        "attempt": made.official,
        "reached": end.score.reached or "没走完",
        "turns": kept(scene, end.score, [Reply(one.text, one.seconds) for one in end.lines]),
        "transcript": words_hash(version.hash, said),
        "learned_on": local_date(end.at, clock.zone()).isoformat(),
        "link": f"/roleplay/talk/{made.id}",
    }


def _ask(made: RoleplayTalk, body: dict[str, Any], at: datetime) -> None:
    """First the agent, then the trainer."""
    asked: dict[str, Any] = {
        "subject": made.subject,
        "title": f"情景模拟 {made.scenario_key} {body['title']}",
        "body": body,
        "step_kind": STEP_KIND,
        "group": GROUP,
        "at": at,
    }
    person, trainer = made.person_id, _trainer(made.person_id, at)
    meaning = meaning_of(STEP_KIND, "trainee")
    first = records.ask_signature(person, signer_id=person, role="trainee", meaning=meaning, **asked)
    if trainer is not None:
        meaning = meaning_of(STEP_KIND, "trainer")
        records.ask_signature(person, signer_id=trainer, role="trainer", meaning=meaning, after=first, **asked)
