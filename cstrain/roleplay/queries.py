"""Role-play: scenes and what they are judged by; who has played what, with which result, signed by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from cstrain.bank import queries as bank
from cstrain.bank.queries import Moved
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.models import Material
from cstrain.curriculum.rules import Kind
from cstrain.kit import db
from cstrain.kit.content import Citation, Malformed, number, read
from cstrain.people.models import DecisionText
from cstrain.people.queries import decided
from cstrain.records import queries as records
from cstrain.roleplay.models import (
    PlayText,
    PlayTextVersion,
    RoleplayLine,
    RoleplayNote,
    RoleplayRoom,
    RoleplaySession,
    RoleplayTalk,
    RoomLine,
)
from cstrain.roleplay.rules import (
    BannedLine,
    Known,
    Rubric,
    Scenario,
    read_phrases,
    read_rubric,
    read_scenario,
)
from cstrain.roleplay.rules.reply import Ground, Reply, Score, play

SCENE, RUBRIC, PHRASES, SCRIPTS = "场景", "量表", "禁语", "话术"
EVERY_POST = "通用"


def play_text(kind: str, key: str) -> PlayText | None:
    return db.database.session.scalar(select(PlayText).where(PlayText.kind == kind, PlayText.key == key))


def versions(play_text_id: str) -> list[PlayTextVersion]:
    """All versions of a text, newest first."""
    rows = select(PlayTextVersion).where(PlayTextVersion.play_text_id == play_text_id)
    return list(db.database.session.scalars(rows.order_by(PlayTextVersion.number.desc())))


def version(version_id: str) -> PlayTextVersion:
    """One version, whichever it is; it is known to exist."""
    return db.database.session.get_one(PlayTextVersion, version_id)


def live(kind: str, key: str = "", *, withdrawn: bool = False) -> list[PlayTextVersion]:
    """The version that counts of each text of a kind (or of one), by key."""
    other = aliased(PlayTextVersion)
    newest = select(func.max(other.number)).where(other.play_text_id == PlayTextVersion.play_text_id, other.live)
    rows = select(PlayTextVersion).join(PlayText, PlayText.id == PlayTextVersion.play_text_id)
    rows = rows.where(PlayText.kind == kind, PlayTextVersion.number == newest.scalar_subquery())
    if key:
        rows = rows.where(PlayText.key == key)
    if not withdrawn:
        rows = rows.where(PlayText.withdrawn == "")
    return list(db.database.session.scalars(rows.order_by(PlayText.key)))


def live_one(kind: str, key: str) -> PlayTextVersion | None:
    return next(iter(live(kind, key)), None)


def scenario_of(row: PlayTextVersion) -> Scenario:
    """The scenario a version writes; versions never change, so it is read once."""
    return _scenario(row.id, row.text)


def rubric_of(row: PlayTextVersion) -> Rubric:
    return _rubric(row.id, row.text)


@lru_cache(maxsize=256)
def _scenario(_version_id: str, text: str) -> Scenario:
    return read_scenario(read(text))[0]


@lru_cache(maxsize=64)
def _rubric(_version_id: str, text: str) -> Rubric:
    return read_rubric(read(text))[0]


def scenes(post: str = "") -> list[Scenario]:
    """Scenes in use, by number; of one post (as people say it) with those of every post."""
    found = [scenario_of(row) for row in live(SCENE)]
    return [one for one in found if not post or post in one.posts or EVERY_POST in one.posts]


def cited_by(scenario: Scenario) -> tuple[Citation, ...]:
    """The rules that a scene and its lines rest on, pinned; of one cited twice the older."""
    lines = [point.citation for turn in scenario.turns for point in turn.points if point.citation is not None]
    held: dict[str, Citation] = {}
    for one in sorted([*scenario.citations, *lines], key=lambda one: -one.major):
        held[one.id] = one
    return tuple(held.values())


def stale_scenes() -> list[tuple[Scenario, tuple[Moved, ...]]]:
    """Scenes in use that cite a rule which has moved on, by number."""
    held = bank.clocks()
    found = [(one, bank.moved_in({each.id: each.major for each in cited_by(one)}, held)) for one in scenes()]
    return [(one, moved) for one, moved in found if moved]


def banned_lines(but: str = "") -> tuple[BannedLine, ...]:
    """Every banned phrase and taboo in use; ``but``: without the file of that key."""
    rows = [row for row in live(PHRASES) if row.play_text.key != but]
    return tuple(line for row in rows for line in _lines_of(row.text))


@lru_cache(maxsize=64)
def _lines_of(text: str) -> tuple[BannedLine, ...]:
    return read_phrases(read(text))[0]


def known(but: str = "") -> Known:
    """What a check needs of all that is loaded; lessons are not checked before any is."""
    session = db.database.session
    lessons = frozenset(session.scalars(select(Material.key).where(Material.kind == "课文")))
    return Known(
        rules=bank.rules(),
        rubrics=frozenset(row.play_text.key for row in live(RUBRIC)),
        lessons=lessons or None,
        decisions=frozenset(session.scalars(select(DecisionText.name).where(~DecisionText.gone))),
        banned=banned_lines(but),
    )


def line_of(scenario: Scenario) -> Fraction | None:
    """The pass line in points of 100; None while the firm has not decided it."""
    if scenario.line is not None:
        return scenario.line
    made = decided().get(scenario.line_decision)
    return Fraction(made) if made is not None else None


def open_decisions(scenario: Scenario) -> list[str]:
    """Decisions the scenario names that the firm has not made."""
    made = decided()
    return [name for name in scenario.decisions if name not in made]


def session(session_id: str) -> RoleplaySession | None:
    return db.database.session.get(RoleplaySession, session_id)


def sessions(person_id: str, scenario_key: str = "") -> Select[RoleplaySession]:
    """The person's sessions, newest first, voided ones too. A query to be paged."""
    rows = select(RoleplaySession).where(RoleplaySession.person_id == person_id)
    if scenario_key:
        rows = rows.where(RoleplaySession.scenario_key == scenario_key)
    return rows.order_by(RoleplaySession.scored_at.desc(), RoleplaySession.id)


@dataclass(frozen=True)
class Result:
    """A session as the record has it: points of 100 as they hold now, and in which roles it is signed."""

    session_id: str
    scenario: str
    points: Fraction
    is_fatal: bool
    at: datetime
    signed: frozenset[str]

    @property
    def is_signed(self) -> bool:
        """By the agent and by whoever scored: only then it counts."""
        return "trainee" in self.signed and len(self.signed) > 1


def results(person_ids: Iterable[str], scenarios: Sequence[str] = ()) -> dict[str, list[Result]]:
    """Per person what the record holds of these scenes (of all, when none is named), oldest first, voided ones left out.

    Constant queries however many people.
    """
    people = list(person_ids)
    signed = {role: records.signed_subjects(people, "roleplay:", role) for role in ("trainee", "trainer", "supervisor")}
    found: dict[str, list[Result]] = {}
    for person_id, entries in records.facts_of(people, ["roleplay"], "roleplay:").items():
        found[person_id] = [
            Result(
                session_id=entry.subject.partition("/")[2],
                scenario=entry.body["scenario"],
                points=100 * Fraction(entry.body["num"], entry.body["den"]),
                is_fatal=bool(entry.body["fatal"]),
                at=entry.at,
                signed=frozenset(role for role, by in signed.items() if entry.subject in by[person_id]),
            )
            for entry in entries
            if not scenarios or entry.body["scenario"] in scenarios
        ]
    return found


def best(person_ids: Iterable[str], scenarios: Sequence[str] = ()) -> dict[str, dict[str, Fraction]]:
    """Per person and scene the best signed result without a critical failure, in points of 100."""
    found: dict[str, dict[str, Fraction]] = {}
    for person_id, listed in results(person_ids, scenarios).items():
        mine = found.setdefault(person_id, {})
        for result in listed:
            if result.is_signed and not result.is_fatal:
                mine[result.scenario] = max(result.points, mine.get(result.scenario, Fraction(0)))
    return found


def passed_by(person_ids: Iterable[str], scenarios: Sequence[str], line: Fraction | int) -> dict[str, list[str]]:
    """Per person those of ``scenarios`` with a signed result at ``line`` (points of 100) or above, in their order."""
    reached = best(person_ids, scenarios)
    return {
        person_id: [key for key in scenarios if mine.get(key, Fraction(-1)) >= line]
        for person_id, mine in reached.items()
    }


def passed(person_id: str, scenarios: Sequence[str], line: Fraction | int) -> list[str]:
    """Those of ``scenarios`` that the person has passed at ``line``."""
    return passed_by([person_id], scenarios, line)[person_id]


def ground() -> Ground:
    """What replies are judged by now: the register, the phrases, what the firm has decided as figures."""
    figures: dict[str, Fraction] = {}
    for name, value in decided().items():
        try:
            figures[name] = number(value)
        except Malformed:
            continue
    return Ground(bank.rules(), banned_lines(), figures)


def talk(talk_id: str) -> RoleplayTalk | None:
    return db.database.session.get(RoleplayTalk, talk_id)


def talks(person_id: str, scenario_key: str) -> list[RoleplayTalk]:
    """The person's talks with the script of a scene, newest first."""
    rows = select(RoleplayTalk).where(RoleplayTalk.person_id == person_id, RoleplayTalk.scenario_key == scenario_key)
    return list(db.database.session.scalars(rows.order_by(RoleplayTalk.started_at.desc(), RoleplayTalk.id)))


def talk_lines(talk_id: str) -> list[RoleplayLine]:
    rows = select(RoleplayLine).where(RoleplayLine.talk_id == talk_id).order_by(RoleplayLine.seq)
    return list(db.database.session.scalars(rows))


def notes(talk_id: str) -> dict[int, list[RoleplayNote]]:
    """Reply → what trainers said to it, oldest first."""
    rows = select(RoleplayNote).where(RoleplayNote.talk_id == talk_id).order_by(RoleplayNote.at, RoleplayNote.id)
    found: dict[int, list[RoleplayNote]] = {}
    for one in db.database.session.scalars(rows):
        found.setdefault(one.seq, []).append(one)
    return found


def score_of(made: RoleplayTalk, lines: Sequence[RoleplayLine]) -> Score:
    """The talk so far against its version of the scene; times count only where they are judged."""
    said = [Reply(one.text, one.seconds if made.timed else None) for one in lines]
    return play(scenario_of(version(made.scenario_version_id)), said, ground())


def talk_points(made: RoleplayTalk) -> Fraction:
    """Points of 100 of a talk that is over."""
    return Fraction(made.num, made.den)


def room(room_id: str) -> RoleplayRoom | None:
    return db.database.session.get(RoleplayRoom, room_id)


def rooms_of(person_id: str) -> list[RoleplayRoom]:
    """Rooms not yet ended in which the person has a part, newest first."""
    mine = (RoleplayRoom.agent_id, RoleplayRoom.customer_id, RoleplayRoom.observer_id)
    rows = select(RoleplayRoom).where(or_(*(one == person_id for one in mine)), RoleplayRoom.ended_at.is_(None))
    return list(db.database.session.scalars(rows.order_by(RoleplayRoom.opened_at.desc()).limit(20)))


def room_lines(room_id: str) -> list[RoomLine]:
    rows = select(RoomLine).where(RoomLine.room_id == room_id).order_by(RoomLine.seq)
    return list(db.database.session.scalars(rows))


def names_of(keys: Iterable[str]) -> Mapping[str, str]:
    """Names of scenes by number, withdrawn ones too."""
    rows = select(PlayText.key, PlayText.name).where(and_(PlayText.kind == SCENE, PlayText.key.in_(list(keys))))
    return {row.key: row.name for row in db.database.session.execute(rows)}


def _titles(keys: list[str]) -> dict[str, str]:
    """The scenes' names, for the plan and the sheet."""
    wanted = set(keys)
    found = [scenario_of(one) for one in live(SCENE, withdrawn=True)] if wanted else []
    return {scene.key: scene.name for scene in found if scene.key in wanted}


curriculum.TITLES[Kind.ROLEPLAY.value] = _titles
