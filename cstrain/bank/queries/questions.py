"""Questions for pages, papers and practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import selectinload

from cstrain.bank.models import Bank, Proposal, Question, QuestionChange, QuestionEvent, QuestionVersion, Rule, Use
from cstrain.bank.queries.standing import current, has_moved, is_late, is_live, is_undecided, latest
from cstrain.bank.rules import QuestionState
from cstrain.kit import db
from cstrain.people.queries import decided
from cstrain.people.queries.decisions import WAITING


def question_row(question_id: str) -> Question | None:
    """The question by its number."""
    return db.database.session.get(Question, question_id)


def version(version_id: str) -> QuestionVersion | None:
    """One version, whichever it is."""
    return db.database.session.get(QuestionVersion, version_id)


def latest_version(question_id: str) -> QuestionVersion | None:
    """The version that counts of the question with that number."""
    found: QuestionVersion | None = db.database.session.scalar(current().where(Question.id == question_id))
    return found


def versions_by_id(ids: Iterable[str]) -> dict[str, QuestionVersion]:
    """Versions by id, with what they cite and use, in a constant number of queries."""
    rows = select(QuestionVersion).where(QuestionVersion.id.in_(set(ids)))
    return {row.id: row for row in db.database.session.scalars(_whole(rows))}


def lookup(an_id: str) -> QuestionVersion | Rule | None:
    """What an id in a text means: TB-001 or TB-011.2 the question's version that counts, TB1 the rule."""
    return latest_version(an_id.partition(".")[0]) if "-" in an_id else db.database.session.get(Rule, an_id)


def history(question_id: str) -> list[QuestionVersion]:
    """All versions of a question, newest first."""
    rows = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return list(db.database.session.scalars(rows.order_by(QuestionVersion.seq.desc())))


def events(question_id: str) -> list[QuestionEvent]:
    """What happened to a question besides its text, newest first."""
    rows = select(QuestionEvent).where(QuestionEvent.question_id == question_id)
    return list(db.database.session.scalars(rows.order_by(QuestionEvent.id.desc())))


def proposals(part_id: str) -> list[Proposal]:
    """Changes that files brought to this question or rule and that nobody has settled."""
    rows = select(Proposal).where(Proposal.part_id == part_id, Proposal.state == "open")
    return list(db.database.session.scalars(rows.order_by(Proposal.at)))


def _whole(rows: Select[Any]) -> Select[Any]:
    return rows.options(selectinload(QuestionVersion.citations), selectinload(QuestionVersion.uses))


@dataclass(frozen=True)
class Drawn:
    """What a draw asks for; empty means any. Points by their name, kinds and difficulty as content writes them."""

    banks: Sequence[str] = ()
    points: Sequence[str] = ()
    kinds: Sequence[str] = ()
    difficulty: str = ""


def live(
    *,
    on: date,
    banks: Sequence[str] = (),
    points: Sequence[str] = (),
    kinds: Sequence[str] = (),
    difficulty: str = "",
    with_stale: bool = False,
) -> list[QuestionVersion]:
    """Versions that may be asked on that day, in the order of the banks: live, decided, and (for exams) not stale.

    ``with_stale`` is for practice: questions whose rule moved on or is past its review are still drilled, with a banner.
    Five queries however many there are.
    """
    return list(db.database.session.scalars(_live(Drawn(banks, points, kinds, difficulty), on, with_stale)))


def _live(drawn: Drawn, on: date, with_stale: bool) -> Select[Any]:
    rows = current().where(is_live(), not_(is_undecided(decided())))
    if not with_stale:
        rows = rows.where(not_(has_moved()), not_(is_late(on)))
    if drawn.banks:
        rows = rows.where(Question.bank_key.in_(drawn.banks))
    if drawn.kinds:
        rows = rows.where(QuestionVersion.kind.in_(drawn.kinds))
    if drawn.difficulty:
        rows = rows.where(QuestionVersion.difficulty == drawn.difficulty)
    if drawn.points:
        rows = rows.where(_uses("point", drawn.points))
    return _whole(rows.order_by(Question.bank_key, Question.place, Question.id))


def _uses(kind: str, names: Sequence[str]) -> Any:
    held = and_(Use.version_id == QuestionVersion.id, Use.kind == kind, Use.name.in_(names))
    return exists(select(Use.id).where(held).correlate(QuestionVersion))


def supply(on: date) -> dict[tuple[str, str, str], int]:
    """How many questions a paper could draw: (knowledge point, kind, difficulty) -> number. One query."""
    ready = and_(is_live(), not_(is_undecided(decided())), not_(has_moved()), not_(is_late(on)))
    point = and_(Use.version_id == QuestionVersion.id, Use.kind == "point")
    rows = (
        select(Use.name, QuestionVersion.kind, QuestionVersion.difficulty, func.count())
        .select_from(Question)
        .join(QuestionVersion, latest())
        .join(Use, point)
        .where(ready)
        .group_by(Use.name, QuestionVersion.kind, QuestionVersion.difficulty)
    )
    return {(name, kind, level): count for name, kind, level, count in db.database.session.execute(rows)}


def stale_questions(on: date) -> list[QuestionVersion]:
    """Live questions out of papers because a cited rule moved on, was withdrawn or is past its review."""
    rows = current().where(is_live(), or_(has_moved(), is_late(on)))
    return list(db.database.session.scalars(_whole(rows.order_by(Question.bank_key, Question.place))))


def citing(rule_id: str) -> Select[Any]:
    """Versions that count and cite this rule, retired ones left out; a select, to be paged."""
    rows = current().where(
        QuestionVersion.citations.any(rule_id=rule_id), Question.state != QuestionState.RETIRED.value
    )
    return _whole(rows.options(selectinload(QuestionVersion.question)).order_by(Question.bank_key, Question.place))


def coverage() -> dict[str, list[str]]:
    """Facts of the domain and the live questions that cover them: F083 -> [TB-001, …]."""
    rows = (
        select(Use.name, Question.id)
        .join(QuestionVersion, QuestionVersion.id == Use.version_id)
        .join(Question, latest())
        .where(Use.kind == "fact", is_live())
        .order_by(Use.name, Question.bank_key, Question.place)
    )
    found: dict[str, list[str]] = {}
    for fact, question_id in db.database.session.execute(rows):
        found.setdefault(fact, []).append(question_id)
    return found


def _waiting(names: list[str]) -> dict[str, list[str]]:
    """For the page of decisions: the questions in use that wait for each open one."""
    rows = (
        select(Use.name, Question.id)
        .join(QuestionVersion, QuestionVersion.id == Use.version_id)
        .join(Question, latest())
        .where(Use.kind == "decision", Use.name.in_(names), is_live())
        .order_by(Use.name, Question.bank_key, Question.place)
    )
    found: dict[str, list[str]] = {}
    for name, question_id in db.database.session.execute(rows):
        found.setdefault(name, []).append(question_id)
    return {name: ["、".join(ids)] for name, ids in found.items()}


WAITING.append(_waiting)


@dataclass(frozen=True)
class QuestionFilter:
    """What a bank's list shows; "" is all. ``state`` also takes moved, late, undecided, proposed, waiting, old and warned."""

    words: str = ""
    point: str = ""
    kind: str = ""
    difficulty: str = ""
    state: str = ""


def listed(bank_key: str, shown: QuestionFilter, on: date) -> Select[Any]:
    """The questions of a bank that the filter shows, in the order of the file."""
    rows = current().where(Question.bank_key == bank_key)
    if shown.words:
        by_stem = QuestionVersion.stem.icontains(shown.words, autoescape=True)
        rows = rows.where(or_(by_stem, Question.id.icontains(shown.words, autoescape=True)))
    if shown.point:
        rows = rows.where(_uses("point", [shown.point]))
    if shown.kind:
        rows = rows.where(QuestionVersion.kind == shown.kind)
    if shown.difficulty:
        rows = rows.where(QuestionVersion.difficulty == shown.difficulty)
    if shown.state:
        rows = rows.where(in_state(shown.state, on))
    return _whole(rows.options(selectinload(QuestionVersion.question)).order_by(Question.place, Question.id))


def in_state(state: str, on: date) -> Any:
    """The states as pages say them, also those computed, as a condition."""
    if state == "moved":
        return and_(is_live(), has_moved())
    if state == "late":
        return and_(is_live(), is_late(on))
    if state == "undecided":
        return and_(is_live(), is_undecided(decided()))
    if state == "proposed":
        return Question.id.in_(select(Proposal.part_id).where(Proposal.state == "open"))
    if state == "waiting":
        return Question.id.in_(select(QuestionChange.question_id).where(QuestionChange.state == "open"))
    if state == "old":
        return and_(is_live(), Question.review_on < on)
    if state == "warned":
        return and_(QuestionVersion.warnings > 0, Question.state != QuestionState.RETIRED.value)
    return Question.state == state


def bank(key: str) -> Bank | None:
    """A bank by its prefix."""
    return db.database.session.get(Bank, key)
