"""A change day from the announcement to the last signed receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from cstrain.bank import actions as bank
from cstrain.bank import queries as questions
from cstrain.bank.rules import Answer
from cstrain.content.models import ChangeDay, ChangeReader, ChangeRule
from cstrain.content.queries.change_day import ON_A_CARD, card_choices, picked, reader, readers
from cstrain.content.rules.announcement import repinned
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.rules import local_date
from cstrain.records import actions as records
from cstrain.records.rules import meaning_of

STEP_KIND = "规则"


@db.deed
def open_change_day(title: str, announcement: str, effective_on: date | None, *, at: datetime, by: str) -> ChangeDay:
    """Begin with what was announced."""
    made = ChangeDay(title=title, announcement=announcement, effective_on=effective_on, by=by, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made


def _held(day_id: str, *states: str) -> ChangeDay:
    day = db.lock(ChangeDay, day_id)
    if day is None:
        raise NotYours
    if day.state not in states:
        raise Refusal(f"change_day_is_{day.state}")
    return day


@db.deed
def pick_rules(day_id: str, rule_ids: Iterable[str], *, at: datetime) -> None:
    """The rules that change, instead of those picked before; a rule that stays keeps what held before.

    Where questions already cite an older version, the rule was changed beforehand: then that older one held.
    """
    day, wanted = _held(day_id, "open"), set(rule_ids)
    rows = {
        one.rule_id: one for one in db.database.session.scalars(select(ChangeRule).where(ChangeRule.day_id == day.id))
    }
    for rule_id, row in rows.items():
        if rule_id not in wanted:
            db.database.session.delete(row)
    held = questions.clocks(wanted)
    if held.keys() != wanted:
        raise NotYours
    cited = questions.citations_by_rule(wanted)
    for rule_id in sorted(wanted - rows.keys()):
        rule = held[rule_id]
        before = rule.major - 1 if cited.get(rule_id, (0, 0))[1] and rule.major > 1 else rule.major
        db.database.session.add(ChangeRule(day_id=day.id, rule_id=rule_id, pinned=before))
    db.database.session.flush()


@db.deed
def pin_anew(day_id: str, question_ids: Sequence[str], *, at: datetime, by: str) -> dict[str, str]:
    """These questions have been looked at and say the right thing still: they cite the rules as they are now.

    Question → ``released`` or ``waiting``, as with any minor change.
    """
    day = _held(day_id, "open", "published")
    majors = {one.row.id: one.row.major for one in picked(day.id) if not one.row.withdrawn}
    done: dict[str, str] = {}
    for question_id in question_ids:
        latest = questions.latest_version(question_id)
        if latest is None:
            raise NotYours
        text = repinned(latest.text, majors, latest.inherited.get("规则", ""))
        edit = bank.Edit("minor", day.title, latest.seq)
        done[question_id] = bank.hand_in(question_id, text, edit=edit, at=at, by=by)
    return done


@db.deed
def publish_card(
    day_id: str, card: str, version_ids: Sequence[str], readers: Sequence[str], *, at: datetime, by: str
) -> ChangeDay:
    """Send the card with its three questions to these people; each is told, each signs.

    Refusals ``card_needs_three``, ``card_question_not_ready``, ``card_has_no_reader``, ``rules_not_changed``.
    """
    day = _held(day_id, "open")
    rules = picked(day.id)
    if not rules or not all(one.has_changed for one in rules):
        raise Refusal("rules_not_changed", names="、".join(one.row.id for one in rules if not one.has_changed))
    if len(set(version_ids)) != ON_A_CARD:
        raise Refusal("card_needs_three", count=ON_A_CARD)
    if not set(version_ids) <= {one.id for one in card_choices(rules, at)}:
        raise Refusal("card_question_not_ready")
    if not readers:
        raise Refusal("card_has_no_reader")
    day.card, day.questions, day.state = card, list(version_ids), "published"
    day.published_by, day.published_at = by, at
    for person_id in readers:
        db.database.session.add(ChangeReader(day_id=day.id, person_id=person_id, asked_at=at))
        _tell(day, person_id, "first", at)
    db.database.session.flush()
    return day


def _tell(day: ChangeDay, person_id: str, which: str, at: datetime) -> None:
    key = f"change_card:{day.id}:{which}"
    people.tell(person_id, "change_card", key, facts={"title": day.title}, link=f"/card/{day.id}", at=at)


@db.deed
def remind(day_id: str, *, at: datetime) -> int:
    """Tell those who have not signed once more, at most once a day; returns how many."""
    day = _held(day_id, "published")
    on = local_date(at, clock.zone())
    late = [one.row for one in readers(day) if one.signed_at is None]
    due = [row for row in late if row.reminded_at is None or local_date(row.reminded_at, clock.zone()) < on]
    for row in due:
        row.reminded_at = at
        _tell(day, row.person_id, on.isoformat(), at)
    db.database.session.flush()
    return len(due)


@db.deed
def close_change_day(day_id: str, *, at: datetime) -> None:
    """Everybody has signed, or the rest is dealt with by other means."""
    day = _held(day_id, "published")
    day.state = "closed"
    db.database.session.flush()


@db.deed
def answer_card(day_id: str, person_id: str, answers: Mapping[str, Answer], *, at: datetime) -> dict[str, bool]:
    """Grade the three answers, by version; when all are right the receipt waits for the person's signature."""
    day = _held(day_id, "published", "closed")
    row = db.lock(ChangeReader, reader(day_id, person_id).id)
    assert row is not None
    right = {}
    for version_id in day.questions:
        given = answers.get(version_id)
        kept = bank.answer_practice(person_id, version_id, given, at=at, milliseconds=0, source=f"card:{day.id}")
        right[version_id] = kept.num == kept.den
    if all(right.values()) and row.passed_at is None:
        row.passed_at = at
        db.database.session.flush()
        _ask_receipt(day, person_id, at)
    return right


def _ask_receipt(day: ChangeDay, person_id: str, at: datetime) -> None:
    rules = [f"{one.row.id}@{one.row.major} {one.row.title}" for one in picked(day.id)]
    versions = questions.versions_by_id(day.questions)
    body = {
        "title": day.title,
        "card": day.card,
        "rules": rules,
        "questions": [f"{versions[each].question_id}@{versions[each].number}" for each in day.questions],
        "result": "3 题全部答对",
        "learned_on": local_date(at, clock.zone()).isoformat(),
        "link": f"/card/{day.id}",
    }
    records.ask_signature(
        person_id, signer_id=person_id, role="trainee", subject=day.subject, title=f"规则变化：{day.title}",
        meaning=meaning_of(STEP_KIND), body=body, step_kind=STEP_KIND, at=at, group="change",
    )  # fmt: skip
