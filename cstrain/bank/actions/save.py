"""What people write in the browser: a new version, never an overwrite."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from cstrain.bank.actions.drafts import Draft, Written, draft_of_question, written_question, written_rule
from cstrain.bank.actions.writing import Act, add_question_version, add_rule_version, carried, state_after, told
from cstrain.bank.models import Bank, Question, QuestionVersion, Register, Rule, RuleVersion
from cstrain.bank.queries.known import known
from cstrain.bank.queries.questions import latest_version
from cstrain.bank.queries.reading import part_of
from cstrain.bank.queries.register import rule_history
from cstrain.bank.rules import Event, QuestionState, next_state, with_status, with_version
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.rules import local_date

MADE_HERE = "made_here"
_TITLE = re.compile(r"^(#{2,3})\s+(\S+)", re.M)


@dataclass(frozen=True)
class Edit:
    """How somebody changes a text: major or minor, why, and which version they had before them (0: whichever)."""

    change: str
    reason: str
    seen: int = 0


def check_text(question_id: str, text: str, on: datetime) -> Written:
    """Read a typed question against all that is loaded; writes nothing."""
    bank = db.database.session.get(Bank, question_id.partition("-")[0])
    if bank is None:
        raise NotYours
    latest = latest_version(question_id)
    held = replace(known(today=local_date(on, clock.zone())), pictures=latest.pictures if latest else {})
    return written_question(text, question_id, bank.defaults, held)


def drafted(written: Written) -> Draft:
    """The draft; refuses a text with errors."""
    if written.draft is None:
        errors = written.errors
        raise Refusal("text_has_errors", count=len(errors), first=errors[0].text, problems=written.problems)
    return written.draft


@db.deed
def save_question(
    question_id: str, text: str, *, at: datetime, by: str, change: str, reason: str, seen: int = 0
) -> QuestionVersion:
    """Save a text as a new version. ``change`` is "major" (another answer, another meaning; statistics start anew) or
    "minor"; a major one, and one that touches the answer, needs a reason.

    Refuses a text with errors, a text without change, and one written over a version that somebody has replaced since.
    """
    row = db.lock(Question, question_id)
    latest = latest_version(question_id)
    if row is None or latest is None:
        raise NotYours
    _require_seen(seen, latest)
    draft = drafted(check_text(question_id, text, at))
    if draft.hash == latest.hash:
        raise Refusal("text_is_the_same")
    number = _number(latest, draft, Edit(change, reason))
    final = _numbered(draft, latest, number, reason)
    if final != draft.text:
        draft = drafted(check_text(question_id, final, at))
    row.latest += 1
    return add_question_version(row, draft, number, Act(by, at, reason, MADE_HERE))


def _require_seen(seen: int, latest: QuestionVersion | RuleVersion) -> None:
    if seen and seen != latest.seq:
        raise Refusal("text_changed_meanwhile", number=latest.number, by=latest.by, at=latest.at)


def _number(latest: QuestionVersion | RuleVersion, draft: Draft, edit: Edit) -> tuple[int, int]:
    if edit.change not in ("major", "minor"):
        raise ValueError(edit.change)
    if not edit.reason.strip() and (edit.change == "major" or draft.bearing != latest.bearing):
        raise Refusal("reason_needed")
    return (latest.major + 1, 0) if edit.change == "major" else (latest.major, latest.minor + 1)


def _numbered(draft: Draft, latest: QuestionVersion | RuleVersion, number: tuple[int, int], reason: str) -> str:
    """The text with its 【版本】 line, where formats section 3 asks for one."""
    if number[0] > latest.major or draft.bearing != latest.bearing:
        return with_version(draft.text, number, " ".join(reason.split()))
    return draft.text


@db.deed
def add_question(bank_key: str, text: str, *, at: datetime, by: str, state: str = "draft") -> QuestionVersion:
    """A new question; it gets the next number that a firm gives (TB-x001), whatever stands in its title."""
    bank = db.lock(Bank, bank_key)
    if bank is None:
        raise NotYours
    question_id = next_number(bank_key)
    draft = drafted(check_text(question_id, renumbered(text, question_id), at))
    assert draft.question is not None
    places = select(Question.place).where(Question.bank_key == bank_key).order_by(Question.place.desc()).limit(1)
    place = (db.database.session.scalar(places) or 0) + 1
    row = Question(
        id=question_id,
        bank_key=bank_key,
        place=place,
        state=state_after(QuestionState(state).value, draft.question),
    )
    db.database.session.add(row)
    db.database.session.flush()
    act = Act(by, at, "", MADE_HERE)
    if row.state == QuestionState.REVIEW.value:
        told(row, Event.SUBMIT, "", act)
    return add_question_version(row, draft, (1, 0), act)


def next_number(bank_key: str) -> str:
    """The next number that this firm gives in the bank."""
    made = select(Question.id).where(Question.bank_key == bank_key, Question.id.like(f"{bank_key}-x%"))
    taken = [int(found) for each in db.database.session.scalars(made) if (found := each.partition("-x")[2]).isdigit()]
    return f"{bank_key}-x{max(taken, default=0) + 1:03d}"


def renumbered(text: str, question_id: str) -> str:
    """The text under another number; its sub-questions follow."""
    first = _TITLE.search(text)
    old = first[2] if first else ""

    def title(found: re.Match[str]) -> str:
        place = found[2].removeprefix(old) if old and found[2].startswith(f"{old}.") else ""
        return f"{found[1]} {question_id}{place}" if found[2] == old or place else found[0]

    return _TITLE.sub(title, text)


@db.deed
def retire(question_id: str, *, reason: str, at: datetime, by: str) -> QuestionVersion:
    """Take a question out of use: 停用 with its reason goes into the text, so that the file says it too."""
    return _turned(question_id, Event.RETIRE, reason, Act(by, at, reason, MADE_HERE))


@db.deed
def restore(question_id: str, *, reason: str, at: datetime, by: str) -> QuestionVersion:
    """Put a retired question back into use."""
    return _turned(question_id, Event.RESTORE, reason, Act(by, at, reason, MADE_HERE))


def _turned(question_id: str, event: Event, reason: str, act: Act) -> QuestionVersion:
    row, latest = db.lock(Question, question_id), latest_version(question_id)
    if row is None or latest is None:
        raise NotYours
    if not reason.strip():
        raise Refusal("reason_needed")
    next_state(QuestionState(row.state), event)
    why = " ".join(reason.split()) if event is Event.RETIRE else ""
    part = part_of("题库", with_status(latest.text, why), latest.inherited)
    draft = draft_of_question(part, latest.pictures)
    row.latest += 1
    told(row, event, reason, act)
    return add_question_version(row, draft, (latest.major, latest.minor + 1), act)


@db.deed
def save_rule(
    rule_id: str, text: str, *, at: datetime, by: str, change: str, reason: str, seen: int = 0
) -> RuleVersion:
    """Save a rule as a new version; a major one makes every citing question stale at this commit."""
    row = db.lock(Rule, rule_id)
    if row is None:
        raise NotYours
    latest = rule_history(rule_id)[0]
    _require_seen(seen, latest)
    draft = drafted(check_rule(rule_id, text))
    if draft.hash == latest.hash:
        raise Refusal("text_is_the_same")
    if change == "minor" and draft.bearing != latest.bearing:
        raise Refusal("figure_is_major")
    number = _number(latest, draft, Edit(change, reason))
    if number[0] > latest.major:
        draft = drafted(check_rule(rule_id, with_version(draft.text, number, " ".join(reason.split()))))
    row.latest += 1
    assert draft.rule is not None
    return add_rule_version(row, draft, number, Act(by, at, reason, MADE_HERE))


def next_rule(register_key: str) -> str:
    """The next number that this firm gives in a register: its letters, an x, a figure."""
    ids = list(
        db.database.session.scalars(select(Rule.id).where(Rule.register_key == register_key).order_by(Rule.place))
    )
    if not ids:
        raise NotYours
    letters = re.match(r"[A-Z]+", ids[0])
    assert letters is not None
    made = select(Rule.id).where(Rule.id.like(f"{letters[0]}x%"))
    taken = [int(digits) for each in db.database.session.scalars(made) if (digits := each.partition("x")[2]).isdigit()]
    return f"{letters[0]}x{max(taken, default=0) + 1}"


def check_new_rule(register_key: str, text: str) -> Written:
    """Read a typed rule that is not there yet, under the number it would get; writes nothing."""
    register = db.database.session.get(Register, register_key)
    if register is None or register.kind != "rules":
        raise NotYours
    number = next_rule(register_key)
    return written_rule(renumbered(text, number), number, register.defaults)


@db.deed
def add_rule(register_key: str, text: str, *, at: datetime, by: str) -> RuleVersion:
    """A new rule in a register; it gets the next number that a firm gives, whatever stands in its title."""
    register = db.lock(Register, register_key)
    draft = drafted(check_new_rule(register_key, text))
    assert register is not None
    assert draft.rule is not None
    places = select(Rule.place).where(Rule.register_key == register_key).order_by(Rule.place.desc()).limit(1)
    place = (db.database.session.scalar(places) or 0) + 1
    row = Rule(id=draft.rule.id, register_key=register_key, place=place, **carried(draft.rule))
    db.database.session.add(row)
    db.database.session.flush()
    return add_rule_version(row, draft, (1, 0), Act(by, at, "", MADE_HERE))


def check_rule(rule_id: str, text: str) -> Written:
    """Read a typed rule; writes nothing."""
    row = db.database.session.get(Rule, rule_id)
    if row is None:
        raise NotYours
    register = db.database.session.get_one(Register, row.register_key)
    return written_rule(text, row.id, register.defaults)


__all__ = [
    "Edit",
    "add_question",
    "add_rule",
    "check_new_rule",
    "check_rule",
    "check_text",
    "drafted",
    "next_number",
    "next_rule",
    "renumbered",
    "restore",
    "retire",
    "save_question",
    "save_rule",
]
