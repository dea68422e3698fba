"""The rows behind a version: appended once, with what it cites and uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.bank.actions.drafts import Draft
from cstrain.bank.models import Citation, Question, QuestionEvent, QuestionVersion, Rule, RuleVersion, Use
from cstrain.bank.models import QuestionText as Findable
from cstrain.bank.queries.review import next_look
from cstrain.bank.rules import Event, QuestionState
from cstrain.bank.rules import Question as QuestionText
from cstrain.bank.rules import Rule as RuleText
from cstrain.bank.rules.finding import MOST, initials, looked_through
from cstrain.bank.rules.shown import pinned, plain_stem, used
from cstrain.kit import db, jobs


@dataclass(frozen=True)
class Act:
    """Who makes a version, when, why, and where its text comes from."""

    by: str
    at: datetime
    reason: str
    origin: str


@db.deed
def add_question_version(row: Question, draft: Draft, number: tuple[int, int], act: Act) -> QuestionVersion:
    """Append the version that ``row.latest`` names; the row itself must be in the database."""
    question = draft.question
    assert question is not None
    version = QuestionVersion(question_id=row.id, seq=row.latest, **version_values(draft, number, act))
    row.state = state_after(row.state, question)
    row.review_on = None if question.all_citations else question.review_on or next_look(act.at)
    db.database.session.add(version)
    db.database.session.flush()
    _add_links(version, question)
    note_text(row.id, question, is_new=version.seq == 1)
    return version


@db.deed
def note_text(question_id: str, question: QuestionText, *, is_new: bool = False) -> None:
    """What the search finds it by: that of the version that counts."""
    text, letters = looked_through(question), initials(question.stem)[:MOST]
    held = None if is_new else db.database.session.get(Findable, question_id)
    if held is None:
        db.database.session.add(Findable(question_id=question_id, text=text, initials=letters))
    elif (held.text, held.initials) != (text, letters):
        held.text, held.initials = text, letters


@db.deed
def told(row: Question, event: Event, reason: str, act: Act) -> None:
    """Keep what happened to a question, with the version it was about."""
    kept = QuestionEvent(
        question_id=row.id, event=event.value, reason=reason.strip(), by=act.by, at=act.at, seq=row.latest
    )
    db.database.session.add(kept)


def version_values(draft: Draft, number: tuple[int, int], act: Act) -> dict[str, Any]:
    """The columns of a version but its question and its place in the line of versions."""
    question = draft.question
    assert question is not None
    return {
        "major": number[0],
        "minor": number[1],
        "number_in_file": ".".join(map(str, draft.declared.number)),
        "text": draft.text,
        "inherited": draft.inherited,
        "pictures": draft.pictures,
        "hash": draft.hash,
        "bearing": draft.bearing,
        "origin": act.origin,
        "reason": act.reason,
        "by": act.by,
        "at": act.at,
        "kind": question.kind.value,
        "difficulty": question.difficulty,
        "stem": plain_stem(question),
        "is_fatal": question.is_fatal,
        "needs_marker": question.needs_marker,
        "review_on": question.review_on,
        "warnings": sum(problem.warning for problem in draft.doubts),
    }


@db.deed
def forget_text(question_id: str) -> None:
    """For writes of many rows at once: the search takes it anew when ``ask_to_be_found`` is answered."""
    held = db.database.session.get(Findable, question_id)
    if held is not None:
        db.database.session.delete(held)


@db.deed
def ask_to_be_found(at: datetime) -> None:
    """After many rows were written at once: the worker lets the search find them."""
    jobs.enqueue("find", at.isoformat(), {}, due=at)


def state_after(state: str, question: QuestionText) -> str:
    """The state once this text counts: 停用 stands in the text itself."""
    if question.withdrawn:
        return QuestionState.RETIRED.value
    return QuestionState.LIVE.value if state == QuestionState.RETIRED.value else state


def _add_links(version: QuestionVersion, question: QuestionText) -> None:
    session = db.database.session
    session.add_all(
        Citation(version_id=version.id, rule_id=rule_id, major=major) for rule_id, major in pinned(question).items()
    )
    session.add_all(Use(version_id=version.id, kind=kind, name=name) for kind, name in used(question))
    session.flush()


@db.deed
def add_rule_version(row: Rule, draft: Draft, number: tuple[int, int], act: Act) -> RuleVersion:
    """Append the version that ``row.latest`` names and carry what lists and citations look at into the row."""
    rule = draft.rule
    assert rule is not None
    version = RuleVersion(
        rule_id=row.id,
        seq=row.latest,
        major=number[0],
        minor=number[1],
        number_in_file=".".join(map(str, draft.declared.number)),
        text=draft.text,
        inherited=draft.inherited,
        hash=draft.hash,
        bearing=draft.bearing,
        origin=act.origin,
        reason=act.reason,
        by=act.by,
        at=act.at,
    )
    row.major = version.major
    for name, value in carried(rule).items():
        setattr(row, name, value)
    db.database.session.add(version)
    db.database.session.flush()
    return version


def carried(rule: RuleText) -> dict[str, Any]:
    """What a rule's row repeats of its text."""
    return {
        "title": rule.title,
        "platform": rule.platform,
        "owner": rule.owner,
        "review_on": rule.review_on,
        "withdrawn": rule.withdrawn,
    }
