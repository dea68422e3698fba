"""Certificates: what is in force, what is said of it to others. Read afresh each time; nothing is kept in a process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from cstrain.certification.models import Certificate, CertificateMove
from cstrain.certification.rules.certificate import Standing, State, standing
from cstrain.kit import clock, db
from cstrain.kit.text import folded_number
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.rules import PersonState, end_of, local_date
from cstrain.records import queries as records
from cstrain.records.queries.stored import batches


def today(at: datetime) -> date:
    return local_date(at, clock.zone())


def holds(on: date) -> ColumnElement[bool]:
    """In force on that day."""
    return and_(Certificate.state == State.IN_FORCE.value, Certificate.valid_until >= on)


def standing_of(certificate: Certificate, on: date) -> Standing:
    return standing(certificate.state, certificate.valid_until, on, has_conditions=certificate.conditional)


def by_number(no: str) -> Certificate | None:
    return db.database.session.scalar(select(Certificate).where(Certificate.no == no))


def certificates_of(person_id: str) -> list[Certificate]:
    """All certificates of a person, newest first."""
    rows = select(Certificate).where(Certificate.person_id == person_id)
    return list(db.database.session.scalars(rows.order_by(Certificate.valid_from.desc(), Certificate.no.desc())))


def in_force(person_id: str, at: datetime) -> list[Certificate]:
    """The certificates of a person that hold at ``at``, newest first."""
    on = today(at)
    return [each for each in certificates_of(person_id) if standing_of(each, on).clears and each.valid_from <= at]


def held(person_ids: Iterable[str]) -> dict[str, list[Certificate]]:
    """All certificates of these people, newest first; constant queries."""
    found: dict[str, list[Certificate]] = {person_id: [] for person_id in person_ids}
    for some in batches(found):
        rows = select(Certificate).where(Certificate.person_id.in_(some)).order_by(Certificate.valid_from.desc())
        for row in db.database.session.scalars(rows):
            found[row.person_id].append(row)
    return found


def names_in_force(person_ids: Iterable[str], at: datetime) -> dict[str, frozenset[str]]:
    """Per person the names of certificates in force; constant queries."""
    on = today(at)
    found: dict[str, set[str]] = {person_id: set() for person_id in person_ids}
    for some in batches(found):
        rows = select(Certificate.person_id, Certificate.name).where(Certificate.person_id.in_(some), holds(on))
        for person_id, name in db.database.session.execute(rows):
            found[person_id].add(name)
    return {person_id: frozenset(names) for person_id, names in found.items()}


def moves(certificate_id: str) -> list[CertificateMove]:
    """What happened to a certificate, newest first."""
    rows = select(CertificateMove).where(CertificateMove.certificate_id == certificate_id)
    return list(db.database.session.scalars(rows.order_by(CertificateMove.id.desc())))


def reasons(person_id: str, seqs: Iterable[int]) -> dict[int, str]:
    """Entry → the reason that stands in the record; erased ones left out."""
    wanted = set(seqs)
    entries = [entry for entry in records.read_entries(person_id) if entry.seq in wanted]
    shown = records.opened(entries)
    return {seq: str(values["reason"]) for seq, values in shown.items() if values.get("reason")}


@dataclass(frozen=True)
class CertificateFilter:
    """What the list shows: words of name, employee number or certificate number; name; state as pages say it; team."""

    words: str = ""
    name: str = ""
    state: str = ""
    team: str = ""


def certificate_list(scope: Select[Any], shown: CertificateFilter, at: datetime) -> Select[Any]:
    """Certificates of the people in ``scope`` (a select of Person), newest first."""
    query = select(Certificate).join(Person, Person.id == Certificate.person_id)
    query = query.where(Certificate.person_id.in_(scope.with_only_columns(Person.id).order_by(None)))
    if shown.words:
        folded = folded_number(shown.words)
        query = query.where(
            or_(
                Person.name.contains(shown.words, autoescape=True),
                Person.folded_no.contains(folded, autoescape=True),
                Certificate.no.contains(folded.upper(), autoescape=True),
            )
        )
    if shown.name:
        query = query.where(Certificate.name == shown.name)
    if shown.team:
        query = query.where(Person.team_id == (None if shown.team == "none" else shown.team))
    if shown.state:
        query = query.where(_in_state(shown.state, today(at)))
    return query.order_by(Certificate.valid_from.desc(), Certificate.no.desc())


def _in_state(word: str, on: date) -> ColumnElement[bool]:
    """The states as pages say them, as a condition of the table; they exclude one another."""
    soon = date.fromordinal(on.toordinal() + 30)
    stored = Certificate.state == word
    found: dict[str, ColumnElement[bool]] = {
        "in_force": and_(holds(on), ~Certificate.conditional, Certificate.valid_until > soon),
        "ending": and_(holds(on), ~Certificate.conditional, Certificate.valid_until <= soon),
        "conditional": and_(holds(on), Certificate.conditional),
        "expired": and_(Certificate.state == State.IN_FORCE.value, Certificate.valid_until < on),
    }
    return found.get(word, stored)


def states_counted(scope: Select[Any], at: datetime) -> dict[str, int]:
    """How many certificates of each state the people in scope hold; one query."""
    rows = (
        select(Certificate.state, Certificate.conditional, Certificate.valid_until, func.count())
        .where(Certificate.person_id.in_(scope.with_only_columns(Person.id).order_by(None)))
        .group_by(Certificate.state, Certificate.conditional, Certificate.valid_until)
    )
    found: dict[str, int] = {}
    for state, conditional, until, many in db.database.session.execute(rows):
        word = standing(state, until, today(at), has_conditions=conditional).word
        found[word] = found.get(word, 0) + many
    return found


# What others are told -----------------------------------------------------------------------------------------------
CLEARED, NOT_CLEARED, UNKNOWN = "cleared", "not_cleared", "unknown"


def clearance(employee_no: str, at: datetime) -> dict[str, Any]:
    """May this person serve customers at ``at``? Facts for other systems, times as RFC 3339 text.

    ``status``: cleared only with a certificate in force and the person at work; ``version`` rises with every change, so
    that an answer can be told from an older one. What fails raises: it never says cleared.
    """
    person = people.by_number(employee_no)
    if person is None:
        return {**_nothing(UNKNOWN), "version": 0}
    held_now = in_force(person.id, at)
    clearing = [each for each in held_now if each.clears]
    version = _version(person)
    if not clearing or person.state != PersonState.AT_WORK.value or person.disabled_at is not None:
        return {**_nothing(NOT_CLEARED), "version": version}
    last = _told(max(clearing, key=lambda each: (each.valid_until, each.no)))
    first = {name: last[name] for name in ("scope", "conditions", "certificate_valid_until", "basis")}
    since = min(_told(each)["since"] for each in clearing)
    told = [_told(each) for each in held_now]
    return {"status": CLEARED, **first, "since": since, "certificates": told, "version": version}


def _nothing(status: str) -> dict[str, Any]:
    return {
        "status": status,
        "scope": None,
        "conditions": None,
        "since": None,
        "certificate_valid_until": None,
        "basis": None,
        "certificates": [],
    }


def _told(certificate: Certificate) -> dict[str, Any]:
    ends = end_of(certificate.valid_until, clock.zone())
    return {
        "no": certificate.no,
        "name": certificate.name,
        "clears": certificate.clears,
        "scope": certificate.scope,
        "conditions": certificate.conditions,
        "since": clock.local(certificate.valid_from).isoformat(timespec="seconds"),
        "certificate_valid_until": clock.local(ends).isoformat(timespec="seconds"),
        "basis": certificate.basis,
    }


def _version(person: Person) -> int:
    made = select(func.count()).select_from(CertificateMove).where(CertificateMove.person_id == person.id)
    return (db.database.session.scalar(made) or 0) + person.version


def verification(no: str) -> Certificate | None:
    """The certificate of a printed number, with its person, decision and take-over: one read, found or not."""
    return db.database.session.scalar(select(Certificate).where(Certificate.no == no.strip().upper()[:20]))


def first_day(certificates: Sequence[Certificate]) -> date | None:
    """Since when somebody may serve customers: the first day of the first certificate, or what a take-over says."""
    days = [
        each.take_over.since if each.take_over is not None else local_date(each.valid_from, clock.zone())
        for each in certificates
        if each.clears
    ]
    return min(days, default=None)
