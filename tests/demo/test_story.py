"""The demo's story: no signature earlier than its deed, records that verify, and somebody in every state of the road."""

from __future__ import annotations

import itertools
import json

import pytest
from flask import Flask

from cstrain.certification import queries as certification
from cstrain.curriculum import queries as courses
from cstrain.kit import clock
from cstrain.people import queries as people
from cstrain.records import queries as records
from cstrain.records.rules import Entry

pytestmark = pytest.mark.journey


def faults(entries: list[Entry]) -> list[str]:
    """Where a record tells something before it can have happened."""
    found = []
    for before, after in itertools.pairwise(entries):
        if after.at < before.at:
            found.append(f"{after.seq} {after.kind} is earlier than {before.seq} {before.kind}")
    for one in (each for each in entries if each.kind == "signed"):
        earlier = [each for each in entries if each.seq < one.seq and each.subject == one.subject]
        deeds = [each for each in earlier if each.kind != "signed"]
        if not deeds or deeds[-1].at >= one.at:
            found.append(f"{one.seq}: {one.body['title']} is signed without a deed before it")
        elif one.body["shown_at"] <= deeds[-1].at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"):
            found.append(f"{one.seq}: {one.body['title']} was shown before it was done")
        own = one.body["role"] == "trainee"
        if not own and not any(each.kind == "signed" and each.body["role"] == "trainee" for each in earlier):
            found.append(f"{one.seq}: {one.body['role']} signed {one.body['title']} before the learner")
    return found


def test_no_signature_is_earlier_than_its_deed(told: Flask) -> None:
    with told.app_context():
        everybody = records.everyone_recorded()
        assert len(everybody) >= 8
        found = {person: faults(records.read_entries(person)) for person in everybody}
        late = [one.seq for person in everybody for one in records.read_entries(person) if one.at > clock.now()]
    assert not any(found.values()), found
    assert not late


def test_the_record_verifies(told: Flask) -> None:
    done = told.test_cli_runner().invoke(args=["records", "verify", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)


def _standing(number: str) -> dict[str, object]:
    """Where somebody stands on the road."""
    at = clock.now()
    person = people.by_number(number)
    assert person is not None
    running = courses.active_enrolment(person.id)
    board = courses.board(running, at) if running else None
    ready = certification.readiness([person.id], at).get(person.id)
    return {
        "day": board.current if board else None,
        "owed": bool(board and board.owed),
        "away": bool(board and board.away),
        "missing": [state.why for state in ready.states if not state.is_met] if ready else None,
        "status": certification.clearance(number, at)["status"],
        "conditions": bool(certification.clearance(number, at).get("conditions")),
    }


def test_somebody_stands_in_every_state(told: Flask) -> None:
    with told.app_context():
        one = {number: _standing(f"CS-204{number}") for number in range(40, 48)}
    assert one[40]["day"] == 2
    assert one[41]["owed"]
    assert one[42]["away"]
    assert "exam_failed" in str(one[43]["missing"])
    assert one[44]["missing"] == [] and one[44]["status"] == "not_cleared"
    assert one[45]["status"] == "cleared" and one[45]["conditions"]
    assert one[46]["status"] == "not_cleared"
    assert one[47]["status"] == "cleared" and not one[47]["conditions"]
