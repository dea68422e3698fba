"""Reports: what waits for whom, read from the rooms before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select

from cstrain.bank import queries as bank
from cstrain.certification import queries as certification
from cstrain.certification.models import Certificate
from cstrain.certification.queries import Readiness
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.queries import Board
from cstrain.drill import queries as drill
from cstrain.drill.queries import group
from cstrain.exam import queries as exam
from cstrain.kit import clock, db
from cstrain.levels import queries as levels
from cstrain.levels.models import LevelHolding
from cstrain.notices import queries as notices
from cstrain.notices.models import Notice
from cstrain.people import queries as people
from cstrain.people.models import InboxItem, Person
from cstrain.people.queries.decisions import open_count
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import May, PersonState, local_date, start_of
from cstrain.records import queries as records
from cstrain.reports.rules import Line, Month
from cstrain.reports.rules import ledger as ledger_of
from cstrain.reports.rules.ledger import KINDS
from cstrain.roleplay import queries as roleplay

MOST = 5


@dataclass(frozen=True)
class Learning:
    """A learner's day: how the enrolment stands, how far the gate is, the certificate in force."""

    board: Board | None
    ready: Readiness | None
    certificate: Certificate | None
    owed: tuple[certification.Owed, ...] = ()  # the real exam, owed by somebody taken over
    level: levels.Standing | None = None  # of an agent
    practice: drill.Waiting | None = None  # cards due today and new ones

    @property
    def is_learning(self) -> bool:
        return self.board is not None and self.board.enrolment.state == "active"

    @property
    def met(self) -> int:
        return sum(1 for state in self.ready.states if state.is_met) if self.ready else 0

    @property
    def wanted(self) -> int:
        """Conditions of the gate, and the decision itself."""
        return len(self.ready.states) + 1 if self.ready else 0


def learning(person_id: str, at: datetime) -> Learning:
    """What a learner's Today stands on."""
    running = curriculum.active_enrolment(person_id)
    board = curriculum.board(running, at) if running else None
    ready = certification.readiness([person_id], at).get(person_id) if running else None
    owed = () if running else tuple(certification.owed_by(person_id, at))
    level = None if running else levels.own_standing(person_id, at)
    practice = drill.waiting(person_id, drill.way(person_id), at)
    return Learning(board, ready, next(iter(certification.in_force(person_id, at)), None), owed, level, practice)


def messages(person_id: str) -> list[InboxItem]:
    """The newest unread messages."""
    query = people.inbox(person_id).where(InboxItem.read_at.is_(None)).limit(MOST)
    return list(db.database.session.scalars(query))


def told(asked: Scoped, at: datetime) -> list[Notice]:
    """What the teams this person follows were told today, ready to be put into their groups."""
    return notices.told_today(asked, local_date(at, clock.zone()))


@dataclass(frozen=True)
class Waiting:
    """A list that waits for this person: its endpoint with the filter, how many lines, the code of its words."""

    code: str
    endpoint: str
    count: int
    shown: dict[str, str] = field(default_factory=dict)


def waiting(asked: Scoped, person_id: str, at: datetime) -> list[Waiting]:
    """Every list of open work that this person's roles give, also the empty ones."""
    may = asked.may
    today = local_date(at, clock.zone())
    found = [Waiting("sign", "records.sign_list", records.count_open(person_id))]
    if May.GATE_DECIDE in may:
        scope = people.mine(asked, May.GATE_DECIDE)
        found.append(Waiting("gate", "certification.gate", certification.count_ready(scope, at), {"show": "ready"}))
    if May.LEVELS_DECIDE in may:
        scope = people.mine(asked, May.LEVELS_DECIDE)
        found.append(Waiting("levels", "levels.board", levels.count_to_decide(scope), {"show": "proposed"}))
    if May.CONFIRM in may:
        found.append(Waiting("confirm", "curriculum.confirm", len(curriculum.to_confirm(person_id, at))))
    if May.DRILL_COACH in may:
        found.append(Waiting("stuck", "drill.stuck", group.count_stuck(people.mine(asked, May.DRILL_COACH))))
    if May.EXAM_MARK in may:
        found.append(Waiting("mark", "exam.marking", exam.count_to_mark(asked)))
    if May.BANK_EDIT in may:
        found.append(Waiting("missed", "drill.missed", len(group.missed_by_all())))
        found.append(Waiting("questions", "bank.banks", bank.open_work(today)))
    if May.BANK_REVIEW in may:
        found.append(Waiting("review", "bank.review", bank.count_awaiting()))
    if May.DECISIONS_MAKE in may:
        found.append(Waiting("decisions", "people.open_decisions", open_count()))
    return found


@dataclass(frozen=True)
class Mending:
    """What rules that moved on have left to do: rules with their questions, lessons, scenes, and exams that lack questions."""

    owed: list[bank.Owed] = field(default_factory=list)
    lessons: int = 0
    scenes: int = 0
    short: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.owed or self.lessons or self.scenes or self.short)


def mending(asked: Scoped, at: datetime) -> Mending:
    """What this person's roles have to mend, soonest due first."""
    may, on = asked.may, local_date(at, clock.zone())
    keeps, writes = May.BANK_EDIT in may, May.CONTENT_EDIT in may
    return Mending(
        bank.owed(on)[:MOST] if keeps else [],
        len(curriculum.stale_lessons()) if writes else 0,
        len(roleplay.stale_scenes()) if writes else 0,
        [each.name for each, _lacking in exam.short_exams(at)] if May.EXAM_KEEP in may else [],
    )


@dataclass(frozen=True)
class Stuck:
    """A learner who is behind the calendar."""

    line: curriculum.Line

    @property
    def board(self) -> Board:
        return self.line.board


def stuck(asked: Scoped, at: datetime) -> list[Stuck]:
    """The learners most behind, in the teams this person follows."""
    if May.COHORT_SEE not in asked.may:
        return []
    listed = curriculum.kept(curriculum.lines(asked, curriculum.Follow(), at), "behind")
    return [Stuck(line) for line in listed[:MOST]]


@dataclass(frozen=True)
class Ledger:
    """The ledger of a month: lines, and by id the people whom they name."""

    month: Month
    lines: list[Line]
    people: dict[str, Person]


def ledger(scope: Select[Any], month: Month) -> Ledger:
    """The month's lines of the people in ``scope``, by number. The same number of queries for any 500 people."""
    session, zone = db.database.session, clock.zone()
    since, until = start_of(month.first - timedelta(days=62), zone), start_of(month.after + timedelta(days=31), zone)
    recorded = set(records.recorded_between(since, until))  # what is written down late, and a level ahead of its month
    whose = [one for one in session.scalars(scope.order_by(Person.folded_no)).unique() if one.id in recorded]
    entries = records.facts_of([one.id for one in whose], KINDS)
    lines = [line for one in whose for line in ledger_of(one.id, entries[one.id], month)]
    named, posts = {one.id: one for one in whose}, {post.key: post.name for post in certification.posts().values()}
    for line in lines:
        line.post = posts.get(line.post, line.post)
    return Ledger(
        month, lines, named | people.named({line.trainer for line in lines} | {line.mentor for line in lines})
    )


@dataclass(frozen=True)
class Held:
    """What one person holds today: a certificate with its standing (None: has none), the level that counts."""

    person: Person
    certificate: Certificate | None
    since: str  # its first day
    standing: str
    level: LevelHolding | None


def personnel(scope: Select[Any], at: datetime) -> list[Held]:
    """Everybody in ``scope`` who has not left, by number, a line per certificate that is not replaced."""
    present = scope.where(Person.state != PersonState.LEFT.value).order_by(Person.folded_no)
    whose, on = list(db.database.session.scalars(present).unique()), certification.today(at)
    ids = [one.id for one in whose]
    certificates, holdings = certification.held(ids), levels.held_levels(ids, at)
    found = []
    for one in whose:
        kept = [(each, certification.standing_of(each, on).word) for each in certificates[one.id]]
        lines: list[tuple[Certificate | None, str]] = [pair for pair in kept if pair[1] != "replaced"] or [(None, "")]
        level = holdings.get(one.id)
        found += [Held(one, each, _first_day(each), word, level) for each, word in lines]
    return found


def _first_day(certificate: Certificate | None) -> str:
    return clock.local(certificate.valid_from).date().isoformat() if certificate else ""
