"""A change day: its rules, what they touch, who has read and signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, and_, or_, select

from cstrain.bank import queries as bank
from cstrain.bank.models import Citation, PracticeAnswer, Question, QuestionVersion, Rule
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import QuestionState
from cstrain.bank.rules import Rule as RuleText
from cstrain.certification.models import Certificate
from cstrain.certification.queries.certificates import holds, today
from cstrain.content.models import ChangeDay, ChangeReader, ChangeRule
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.models import MaterialVersion
from cstrain.exam import queries as exam
from cstrain.exam.models import Attempt, Slot
from cstrain.exam.rules.attempt import State
from cstrain.kit import db
from cstrain.kit.content import Citation as Cited
from cstrain.kit.errors import NotYours
from cstrain.people.models import Person
from cstrain.people.rules import PersonState
from cstrain.records.models import SignatureRequest
from cstrain.roleplay import queries as roleplay
from cstrain.roleplay.rules import Scenario

MANY = Fraction(15, 100)  # from this share on a paper says little about today's rules
ON_A_CARD = 3
READS = (PersonState.IN_TRAINING.value, PersonState.AT_WORK.value)


def change_days() -> Select[Any]:
    """All of them, open ones first, newest first among them; a select, to be paged."""
    return select(ChangeDay).order_by(ChangeDay.state == "closed", ChangeDay.at.desc(), ChangeDay.id)


def change_day(day_id: str) -> ChangeDay:
    """One of them; 404 when there is none."""
    found = db.database.session.get(ChangeDay, day_id)
    if found is None:
        raise NotYours
    return found


def open_days_of(rule_id: str) -> list[ChangeDay]:
    """Change days that are not over and look at this rule."""
    rows = select(ChangeDay).join(ChangeRule, ChangeRule.day_id == ChangeDay.id)
    return list(db.database.session.scalars(rows.where(ChangeRule.rule_id == rule_id, ChangeDay.state != "closed")))


@dataclass(frozen=True)
class Picked:
    """A rule of the day: as it is now, and the text of the version that held before."""

    row: Rule
    pinned: int
    now: RuleText
    before: str
    after: str

    @property
    def has_changed(self) -> bool:
        return bool(self.row.withdrawn) or self.row.major > self.pinned


def picked(day_id: str) -> list[Picked]:
    """The rules of a change day, by number; four queries."""
    rows = select(ChangeRule, Rule).join(Rule, Rule.id == ChangeRule.rule_id).where(ChangeRule.day_id == day_id)
    held = db.database.session.execute(rows.order_by(Rule.register_key, Rule.place)).all()
    texts = bank.rules([rule.id for _one, rule in held])
    wanted = [(rule.id, major) for one, rule in held for major in (one.pinned, rule.major)]
    said = bank.rule_versions(wanted)
    return [
        Picked(rule, one.pinned, texts[rule.id], _text(said, rule.id, one.pinned), _text(said, rule.id, rule.major))
        for one, rule in held
    ]


def _text(said: dict[tuple[str, int], Any], rule_id: str, major: int) -> str:
    found = said.get((rule_id, major))
    return found.text if found is not None else ""


@dataclass(frozen=True)
class Touched:
    """A person whose certificate rests on a paper of which these rules held ``share`` of the points."""

    person: Person
    certificate: Certificate
    attempt: Attempt
    share: Fraction

    @property
    def is_much(self) -> bool:
        return self.share >= MANY


@dataclass(frozen=True)
class Affected:
    """What a change day touches. ``mended``: questions that cite the rules as they are now."""

    questions: list[QuestionVersion] = field(default_factory=list)
    mended: list[QuestionVersion] = field(default_factory=list)
    lessons: list[MaterialVersion] = field(default_factory=list)
    scenes: list[Scenario] = field(default_factory=list)
    papers: list[tuple[Attempt, int]] = field(default_factory=list)
    people: list[Touched] = field(default_factory=list)
    short: list[str] = field(default_factory=list)


def affected(rules: list[Picked], scope: Select[Any], at: datetime) -> Affected:
    """What these rules touch; people of ``scope`` (a select of Person) alone. A constant number of queries."""
    pinned = {one.row.id: one.pinned for one in rules}
    stale, mended = _questions(pinned)
    touched = _touched_versions(pinned)
    return Affected(
        stale,
        mended,
        [one for _key, one in sorted(curriculum.live("课文").items()) if _rests(curriculum.cited_by(one), pinned)],
        [one for one in roleplay.scenes() if _rests(roleplay.cited_by(one), pinned)],
        _papers(touched, scope),
        _people(touched, scope, at),
        [each.name for each, _lacking in exam.short_exams(at)],
    )


def _rests(cited: Iterable[Cited], pinned: dict[str, int]) -> bool:
    return any(one.major <= pinned.get(one.id, 0) for one in cited)


def _questions(pinned: dict[str, int]) -> tuple[list[QuestionVersion], list[QuestionVersion]]:
    """Questions in use that cite the rules as they were, and those that cite them as they are."""
    rows = (
        select(Citation.version_id, Citation.rule_id, Citation.major)
        .join(QuestionVersion, QuestionVersion.id == Citation.version_id)
        .join(Question, latest())
        .where(Citation.rule_id.in_(pinned), Question.state != QuestionState.RETIRED.value)
    )
    old: dict[str, bool] = {}
    for version_id, rule_id, major in db.database.session.execute(rows):
        old[version_id] = old.get(version_id, False) or major <= pinned[rule_id]
    held = sorted(bank.versions_by_id(old).values(), key=lambda one: one.question_id)
    return [one for one in held if old[one.id]], [one for one in held if not old[one.id]]


def _touched_versions(pinned: dict[str, int]) -> set[str]:
    """Question versions, also past ones, that cite the rules as they were."""
    if not pinned:
        return set()
    cites = or_(*(and_(Citation.rule_id == name, Citation.major <= major) for name, major in pinned.items()))
    return set(db.database.session.scalars(select(Citation.version_id).where(cites)))


def _in(scope: Select[Any]) -> Any:
    return scope.with_only_columns(Person.id).order_by(None)


def _papers(touched: set[str], scope: Select[Any]) -> list[tuple[Attempt, int]]:
    """Papers that somebody sits now, with how many of their questions are touched; they stay as they were drawn."""
    rows = select(Attempt).where(Attempt.state.in_((State.OPEN, State.PAUSED)), Attempt.person_id.in_(_in(scope)))
    attempts = list(db.database.session.scalars(rows.order_by(Attempt.started_at)))
    held = _slots([one.id for one in attempts])
    counted = [(one, sum(version in touched for version, _points in held.get(one.id, ()))) for one in attempts]
    return [(one, count) for one, count in counted if count]


def _slots(attempt_ids: list[str]) -> dict[str, list[tuple[str, Fraction]]]:
    found: dict[str, list[tuple[str, Fraction]]] = {}
    for begin in range(0, len(attempt_ids), 500):
        rows = select(Slot.attempt_id, Slot.question_version_id, Slot.points_num, Slot.points_den)
        for attempt_id, version_id, num, den in db.database.session.execute(
            rows.where(Slot.attempt_id.in_(attempt_ids[begin : begin + 500]))
        ):
            found.setdefault(attempt_id, []).append((version_id, Fraction(num, den)))
    return found


def _people(touched: set[str], scope: Select[Any], at: datetime) -> list[Touched]:
    """Holders of certificates in force whose last passed papers are touched, the most first."""
    rows = select(Certificate).where(holds(today(at)), Certificate.person_id.in_(_in(scope)))
    held = {one.person_id: one for one in db.database.session.scalars(rows.order_by(Certificate.valid_from))}
    passed = select(Attempt).where(Attempt.state == State.GRADED, Attempt.passed.is_(True))
    sat = passed.where(Attempt.person_id.in_(_in(scope))).order_by(Attempt.ended_at)
    last = {(one.person_id, one.exam_id): one for one in db.database.session.scalars(sat) if one.person_id in held}
    slots = _slots([one.id for one in last.values()])
    most: dict[str, Touched] = {}
    for one in last.values():
        share = _share(slots.get(one.id, []), touched)
        if share and (one.person_id not in most or share > most[one.person_id].share):
            person = db.database.session.get_one(Person, one.person_id)
            most[one.person_id] = Touched(person, held[one.person_id], one, share)
    return sorted(most.values(), key=lambda one: (-one.share, one.person.folded_no))


def _share(slots: list[tuple[str, Fraction]], touched: set[str]) -> Fraction:
    whole = sum((points for _version, points in slots), Fraction(0))
    return sum((points for version, points in slots if version in touched), Fraction(0)) / whole if whole else whole


def readers_for(rules: list[Picked], found: Affected, scope: Select[Any], everyone: bool) -> list[str]:
    """Who is to read the card: all who learn or work in the scope, or those of them whom the rules have touched."""
    rows = scope.where(Person.state.in_(READS), Person.disabled_at.is_(None)).order_by(None)
    ids = set(db.database.session.scalars(rows.with_only_columns(Person.id)))
    if everyone:
        return sorted(ids)
    versions = _touched_versions({one.row.id: one.pinned for one in rules})
    practised = select(PracticeAnswer.person_id).where(PracticeAnswer.version_id.in_(versions)).distinct()
    told = {one.person.id for one in found.people} | {paper.person_id for paper, _count in found.papers}
    return sorted(ids & (told | set(db.database.session.scalars(practised))))


def card_choices(rules: list[Picked], at: datetime) -> list[QuestionVersion]:
    """Questions that may stand on the card: in use, citing these rules as they are now, graded without a person."""
    on = today(at)
    rows = (
        select(QuestionVersion)
        .join(Question, latest())
        .where(QuestionVersion.citations.any(Citation.rule_id.in_([one.row.id for one in rules])))
        .where(QuestionVersion.needs_marker.is_(False))
        .order_by(QuestionVersion.question_id)
    )
    held = list(db.database.session.scalars(rows))
    ready = bank.ready([one.question_id for one in held], on)
    return [one for one in held if one.question_id in ready]


@dataclass(frozen=True)
class Reader:
    """How far somebody is with the card."""

    row: ChangeReader
    person: Person
    signed_at: datetime | None


def readers(day: ChangeDay) -> list[Reader]:
    """Everybody who is to read it, those who have not signed first; two queries."""
    rows = select(ChangeReader, Person).join(Person, Person.id == ChangeReader.person_id)
    asked = select(SignatureRequest.person_id, SignatureRequest.closed_at).where(
        SignatureRequest.subject == day.subject, SignatureRequest.state == "signed"
    )
    signed = {person_id: at for person_id, at in db.database.session.execute(asked) if at is not None}
    held = db.database.session.execute(rows.where(ChangeReader.day_id == day.id)).all()
    found = [Reader(row, person, signed.get(person.id)) for row, person in held]
    return sorted(
        found, key=lambda one: (one.signed_at is not None, one.row.passed_at is not None, one.person.folded_no)
    )


def reader(day_id: str, person_id: str) -> ChangeReader:
    """One's own line of a change day; 404 when the card is not meant for one."""
    rows = select(ChangeReader).where(ChangeReader.day_id == day_id, ChangeReader.person_id == person_id)
    found = db.database.session.scalar(rows)
    if found is None:
        raise NotYours
    return found


def has_signed(day: ChangeDay, person_id: str) -> bool:
    """Whether the receipt stands in the person's record."""
    rows = select(SignatureRequest.id).where(
        SignatureRequest.subject == day.subject,
        SignatureRequest.person_id == person_id,
        SignatureRequest.state == "signed",
    )
    return db.database.session.scalar(rows.limit(1)) is not None
