"""Two people act at once: whatever the order, what is left is one of the orders (SG-11)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from cstrain.certification import actions, queries
from cstrain.certification.models import Certificate, CertificateMove, Decision, RedLine
from cstrain.kit import db
from cstrain.kit.db import AuditRow
from cstrain.kit.errors import Refusal
from cstrain.people.models import Person
from cstrain.records import queries as record
from tests.cast import Cast, Someone
from tests.certification import acts
from tests.certification.acts import DECIDING, MORNING, Proved

pytestmark = pytest.mark.data
ROUNDS = 300 if os.environ.get("CHAOS") else 6
LATER = DECIDING + timedelta(hours=1)


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[str]:
    """Run the deeds at the same moment, each in a transaction of its own: "" where one was done, else its refusal."""
    start, said = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with db.transaction(at=LATER, by=f"racer {place}", why="race"):
                    deeds[place]()
            except Refusal as refusal:
                said[place] = refusal.code

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def newcomer(cast: Cast, number: int) -> Someone:
    with db.transaction(at=MORNING, by="tests", why="newcomer"):
        person = Person(employee_no=f"NC-{number:03}", name=f"新人{number}", team_id=cast.presale)
        db.database.session.add(person)
        db.database.session.flush()
        return Someone(person.id, person.employee_no, person.name, "", cast.presale)


def deciding(person: Someone, by: Someone, seen: str) -> Callable[[], object]:
    given = actions.Given("agree", "", seen)
    return lambda: actions.decide(person.id, given, proof=Proved(by.id), at=LATER)


def reporting(cast: Cast, person: Someone) -> Callable[[], object]:
    return lambda: actions.record_red_line(
        person.id,
        on=date(2026, 10, 20),
        told="争吵",
        second_id=cast.inspector.id,
        by=cast.second_supervisor.id,
        at=LATER,
    )


def test_a_red_line_reported_while_the_gate_is_decided(app: Flask, cast: Cast) -> None:
    """SG-11: a red line races the decision: cleared only when the decision came first."""
    with app.app_context():
        acts.load(cast)
    for number in range(ROUNDS):
        with app.app_context():
            person = newcomer(cast, number)
            acts.evidence(cast, person, acts.enrol(cast, person))
            seen = acts.seen(person, LATER)
        decided, told = at_once(app, deciding(person, cast.supervisor, seen), reporting(cast, person))
        assert told == ""
        assert decided in ("", "evidence_changed", "red_line_open")
        with app.app_context():
            cleared = queries.clearance(person.employee_no, LATER)["status"] == "cleared"
            assert cleared == (decided == "")
            if cleared:
                assert _first_audit(RedLine) > _last_audit(Decision)


def _first_audit(model: type[db.Base]) -> int:
    rows = select(func.max(AuditRow.id)).where(AuditRow.table == model.__tablename__, AuditRow.change == "insert")
    return db.database.session.scalar(rows) or 0


_last_audit = _first_audit


def test_two_supervisors_decide_at_once(app: Flask, cast: Cast) -> None:
    """SG-11: two decide at once: one decision, one certificate."""
    with app.app_context():
        acts.load(cast)
    for number in range(ROUNDS):
        with app.app_context():
            person = newcomer(cast, number)
            acts.evidence(cast, person, acts.enrol(cast, person))
            seen = acts.seen(person, LATER)
        said = at_once(app, deciding(person, cast.supervisor, seen), deciding(person, cast.second_supervisor, seen))
        assert sorted(said) == ["", "decided_already"]
        with app.app_context():
            assert len(queries.certificates_of(person.id)) == 1
            assert len(record.facts(person.id, "gate_decided")) == 1
            assert record.verdict(person.id) is None


def test_revoking_races_restoring(app: Flask, cast: Cast) -> None:
    """SG-11: whatever comes first, revoked is the end; no reader sees an older answer under a newer version."""
    with app.app_context():
        no = acts.certified(cast, cast.trainee).no
    for number in range(ROUNDS):
        with app.app_context():
            if number:
                no = _another(cast, number)
            said = {"reason": "核查", "by": cast.supervisor.id, "at": LATER}
            with db.transaction(at=LATER, by="tests", why="suspend"):
                actions.suspend(no, **said)  # type: ignore[arg-type]
        found = at_once(
            app,
            lambda no=no, said=said: actions.revoke(no, **said),
            lambda no=no, said=said: actions.restore(no, **said),
        )
        assert found in (["", ""], ["", "certificate_does_not_allow"])
        with app.app_context():
            held = db.database.session.scalars(select(Certificate).where(Certificate.no == no)).one()
            assert held.state == "revoked"
            steps = [(each.old, each.new) for each in reversed(queries.moves(held.id))]
            assert all(before[1] == after[0] for before, after in pairwise(steps))
            assert queries.clearance(held.person.employee_no, LATER)["status"] == "not_cleared"


def _another(cast: Cast, number: int) -> str:
    person = newcomer(cast, number)
    acts.evidence(cast, person, acts.enrol(cast, person))
    certificate = acts.decide(person, cast.supervisor)[1]
    assert certificate is not None
    return certificate.no


def test_numbers_given_at_once_are_all_different(app: Flask, cast: Cast) -> None:
    """SG-11: certificates issued at once have numbers of their own, without a gap."""
    with app.app_context():
        acts.load(cast)
        people = [newcomer(cast, number) for number in range(6)]
        for person in people:
            acts.evidence(cast, person, acts.enrol(cast, person))
        seen = {person.id: acts.seen(person, LATER) for person in people}
    said = at_once(app, *(deciding(person, cast.supervisor, seen[person.id]) for person in people))
    assert said == [""] * 6
    with app.app_context():
        numbers = sorted(db.database.session.scalars(select(Certificate.no)))
        assert numbers == [f"CS-2026-{serial:06}" for serial in range(1, 7)]
        assert db.database.session.scalar(select(func.count()).select_from(CertificateMove)) == 6
