"""Several at the gate with one password: only those whose evidence was opened, each with an entry of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.certification import actions, queries
from cstrain.certification.actions import Together
from cstrain.certification.models import Certificate, Decision
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.records import queries as records
from tests.cast import Cast, as_, post
from tests.certification import acts
from tests.certification.acts import DECIDING
from tests.records.acts import Proved

SOON = DECIDING + timedelta(minutes=5)
AGREE = Together("agree", "")


@pytest.fixture
def two(context: Flask, cast: Cast) -> Cast:
    acts.load(cast)
    for person in (cast.trainee, cast.second_trainee):
        acts.ready(cast, person)
    return cast


def aside(cast: Cast, *people: str) -> None:
    for person_id in people:
        with db.transaction(at=DECIDING, by=cast.supervisor.id, why="tests"):
            seen = queries.readiness([person_id], DECIDING)[person_id].hash
            actions.set_aside(person_id, seen, by=cast.supervisor.id, at=DECIDING)


def together(cast: Cast, *people: str, said: Together = AGREE) -> list[Decision]:
    with db.transaction(at=SOON, by=cast.supervisor.id, why="tests"):
        return actions.decide_together(people, said, proof=Proved(cast.supervisor.id), at=SOON)


@pytest.mark.data
def test_each_gets_a_decision_an_entry_and_a_certificate_of_their_own(two: Cast) -> None:
    aside(two, two.trainee.id, two.second_trainee.id)
    made = together(two, two.trainee.id, two.second_trainee.id)
    assert len({one.entry_seq and one.id for one in made}) == 2
    assert len(db.database.session.scalars(select(Certificate)).all()) == 2
    for person in (two.trainee, two.second_trainee):
        assert len(records.facts(person.id, "gate_decided")) == 1
        assert person.row.state == "at_work"
    assert queries.set_aside_by(two.supervisor.id, SOON) == []


def test_nobody_is_decided_unless_all_were_opened(two: Cast) -> None:
    """One whose evidence was not opened, or changed since: nobody's decision is written."""
    aside(two, two.trainee.id)
    with pytest.raises(Refusal, match="evidence_not_opened"):
        together(two, two.trainee.id, two.second_trainee.id)
    aside(two, two.second_trainee.id)
    later = DECIDING + timedelta(minutes=1)
    acts.sit(two.second_trainee, 96, later)  # one more exam, passed: the evidence is not what was opened
    with pytest.raises(Refusal, match="evidence_changed"):
        together(two, two.trainee.id, two.second_trainee.id)
    assert db.database.session.scalars(select(Decision)).all() == []


def test_only_who_has_everything_can_be_set_aside(context: Flask, cast: Cast) -> None:
    acts.load(cast)
    acts.ready(cast, cast.trainee, but=("exam",))
    with pytest.raises(Refusal, match="not_ready"):
        aside(cast, cast.trainee.id)


def test_the_pages(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        acts.load(cast)
        for person in (cast.trainee, cast.second_trainee):
            acts.ready(cast, person)
        seen = {one.id: acts.seen(one) for one in (cast.trainee, cast.second_trainee)}
    with time_machine.travel(DECIDING, tick=False):
        as_(client, cast.supervisor)
        assert "还没有放进来的人" in client.get("/gate/together").text
        assert "放进一起决定" in client.get(f"/gate/{cast.trainee.id}").text
        assert post(client, f"/gate/{cast.trainee.id}/aside", {"seen": "old"}).status_code == 409
        for person_id, digest in seen.items():
            assert post(client, f"/gate/{person_id}/aside", {"seen": digest}).status_code == 303
        given = {"person": list(seen), "decision": "agree", "reason": "", "password": cast.supervisor.password}
        assert post(client, "/gate/together", {**given, "person": []}).status_code == 422
        assert post(client, "/gate/together", {**given, "password": "wrong wrong"}).status_code == 409
        assert post(client, "/gate/together", {**given, "person": [cast.other_trainee.id]}).status_code == 404
        assert post(client, "/gate/together", {**given, "decision": "postpone"}).status_code == 409
        answer = post(client, "/gate/together", {**given, "person": [cast.trainee.id]})
        assert answer.headers["Location"] == "/gate/together?done=1"
        shown = client.get("/gate/together").text
        assert "王思远" in shown
        assert "林晓雨" not in shown
        as_(client, cast.trainer)
        assert client.get("/gate/together").status_code == 403
