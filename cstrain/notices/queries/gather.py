"""What one team is to be told: each kind reads the rooms before, in queries that do not grow with the people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from cstrain.bank.models import Rule, RuleVersion
from cstrain.certification import queries as certification
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import WARNINGS, State
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.models import Enrolment
from cstrain.curriculum.queries import Board
from cstrain.curriculum.rules import ATTENDED, Standing
from cstrain.curriculum.rules import Kind as StepKind
from cstrain.kit import clock, db
from cstrain.levels import queries as levels
from cstrain.notices.rules.hours import Kind, since
from cstrain.notices.rules.texts import Message, Told, decide_lines, owed_line, who
from cstrain.people.models import Person, Team
from cstrain.people.queries import holders
from cstrain.people.rules import May, PersonState, local_date

READY = (Standing.OPEN, Standing.RUNNING, Standing.AGAIN)
NOTHING = Message((), 0)


@dataclass(frozen=True)
class Scene:
    """Whom it is about and when: a team (None: people without one), the instant, the hour of the kind."""

    team_id: str | None
    at: datetime
    hour: int

    @property
    def on(self) -> date:
        return local_date(self.at, clock.zone())

    @property
    def people(self) -> Select[Any]:
        return select(Person).where(Person.team_id == self.team_id, Person.disabled_at.is_(None))


def teams_with_people() -> list[tuple[str | None, str]]:
    """(id, name) of every team; people without a team come last, as (None, "")."""
    rows = db.database.session.execute(select(Team.id, Team.name).order_by(Team.name)).all()
    return [*((team_id, name) for team_id, name in rows), (None, "")]


def gather(kind: Kind, scene: Scene) -> Message:
    """What the team is to be told; without lines: nothing."""
    return KINDS[kind](scene)


def _boards(scene: Scene) -> list[tuple[Person, Board]]:
    rows = select(Enrolment, Person).join(Person, Person.id == Enrolment.person_id)
    rows = rows.where(Enrolment.state == "active", Person.team_id == scene.team_id, Person.disabled_at.is_(None))
    found = db.database.session.execute(rows.order_by(Person.folded_no)).all()
    boards = curriculum.boards([one for one, _person in found], scene.at)
    return [(person, boards[one.id]) for one, person in found]


def owed(scene: Scene) -> Message:
    """What is open today and not done, and what was done and not signed."""
    lines, told = [], []
    for person, board in _boards(scene):
        undone = sum(1 for one in board.steps if one.standing in READY) if board.is_running else 0
        unsigned = len(board.owed) if board.away is None else 0
        if undone or unsigned:
            lines.append(owed_line(who(person.name, person.employee_no), undone, unsigned))
            told.append(Told(person.id, "notice_owed", {"undone": str(undone), "unsigned": str(unsigned)}, "/today"))
    return Message(tuple(lines), len(lines), tuple(told))


def exam_tomorrow(scene: Scene) -> Message:
    """Whose plan comes to an exam on the next day, at today's pace."""
    lines, told = [], []
    for person, board in _boards(scene):
        for one in board.steps:
            if (
                one.step.kind == StepKind.EXAM
                and not one.is_done
                and _expected(board, one.step.day) == scene.on + timedelta(1)
            ):
                lines.append(f"{who(person.name, person.employee_no)}：{one.step.title}")
                told.append(Told(person.id, "notice_exam", {"exam": one.step.title}, "/today"))
    return Message(tuple(lines), len({each.person_id for each in told}), tuple(told))


def _expected(board: Board, day: int) -> date | None:
    """Tomorrow's number is today's plus one where today was a day of learning."""
    return board.expected_on(day) if board.away is None and board.latest else None


def decide(scene: Scene) -> Message:
    """How many wait, never who: that somebody is ready is a result."""
    gate = certification.count_ready(scene.people, scene.at)
    ladder = levels.count_to_decide(scene.people)
    steps = [one for _person, board in _boards(scene) if board.is_running for one in board.steps]
    confirm = sum(1 for one in steps if one.step.kind in ATTENDED and one.standing in READY)
    lines = decide_lines([("等上岗决定", gate), ("等晋升决定", ladder), ("等现场确认", confirm)])
    told = [
        Told(one.id, "notice_decide", {"count": str(count)}, link)
        for may, count, link in ((May.GATE_DECIDE, gate, "/gate"), (May.LEVELS_DECIDE, ladder, "/levels?show=proposed"))
        if count
        for one in holders(may, scene.team_id, scene.at)
    ]
    return Message(lines, gate + ladder + confirm, tuple({(t.person_id, t.link): t for t in told}.values()))


def ending(scene: Scene) -> Message:
    """Certificates that end in 90, 60, 30 or 7 days, to the day. Their holders are told by the room that issues them."""
    days = [scene.on + timedelta(days=each) for each in WARNINGS]
    rows = select(Certificate, Person).join(Person, Person.id == Certificate.person_id)
    rows = rows.where(Certificate.state == State.IN_FORCE.value, Certificate.valid_until.in_(days))
    rows = rows.where(Person.team_id == scene.team_id, Person.state != PersonState.LEFT.value)
    found = db.database.session.execute(rows.order_by(Certificate.valid_until, Person.folded_no)).all()
    lines = [f"{who(one.name, one.employee_no)}：{held.name}，到 {held.valid_until} 为止" for held, one in found]
    return Message(tuple(lines), len(lines))


def rule(scene: Scene) -> Message:
    """Rules with a new version since yesterday's message; everybody of the team who has not left is told."""
    rows = select(Rule.id, Rule.title).join(RuleVersion, RuleVersion.rule_id == Rule.id)
    rows = rows.where(RuleVersion.seq > 1, RuleVersion.at >= since(scene.hour, scene.on, clock.zone()))
    found = dict(db.database.session.execute(rows.where(RuleVersion.at < scene.at).order_by(Rule.id)).all())
    if not found:
        return NOTHING
    here = db.database.session.scalars(scene.people.with_only_columns(Person.id)).all()
    if not here:
        return NOTHING
    facts = {"rules": "、".join(found)[:200]}
    told = tuple(Told(person_id, "notice_rule", facts, "/today") for person_id in here)
    return Message(tuple(f"{number} {title}" for number, title in found.items()), len(found), told)


KINDS: dict[Kind, Callable[[Scene], Message]] = {
    Kind.OWED: owed,
    Kind.EXAM: exam_tomorrow,
    Kind.DECIDE: decide,
    Kind.ENDING: ending,
    Kind.RULE: rule,
}
