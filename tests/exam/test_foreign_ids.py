"""AC-3: ids of other people's things, in every route that takes one."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from cstrain.curriculum import actions as curriculum
from cstrain.curriculum.actions import Choice
from cstrain.curriculum.models import Cohort, Enrolment
from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.models import Grant, InboxItem, Session
from cstrain.records.models import SignatureRequest
from tests.cast import Someone, as_, post, token
from tests.exam.stage import DAY, MORNING, NOW, TODAY, Stage, begin
from tests.people.test_access import rows
from tests.records.acts import Proved

STRANGE = ("1", "0", "-1", "9" * 40, "z" * 16, "..", "' OR 1=1 --", str(uuid.UUID(int=7)))
OWN = {"place": "1", "seq": "1", "number": "1", "key": "K1", "act": "x"}
NOT_OF_PEOPLE = {"key", "kind", "name", "filename", "place", "seq", "number", "act", "question_id", "rule_id", "pool",
                 "proposal_id", "version_id", "no", "group"}  # fmt: skip


@pytest.fixture
def theirs(app: Flask, stage: Stage) -> dict[str, str]:
    """Something of every kind that belongs to somebody of the other team."""
    other = stage.cast.other_trainee
    with app.app_context():
        enrolment = _enrolled(stage)
        with db.transaction(at=NOW, by="tests", why="theirs"):
            session = db.database.session
            cohort = Cohort(name="售后一期", course_key="quick-1d", start_on=NOW.date())
            session.add(cohort)
            session.flush()
            session.get_one(Enrolment, enrolment).cohort_id = cohort.id
            item = InboxItem(person_id=other.id, key="x", kind="exam_void", at=NOW)
            session.add(item)
        as_(app.test_client(), other)
        request = session.scalars(select(SignatureRequest).where(SignatureRequest.person_id == other.id)).first()
        assert request is not None
        grants = select(Grant.id).where(Grant.person_id == stage.cast.other_trainer.id)
        return {
            "person_id": other.id,
            "signer_id": stage.cast.other_trainer.id,
            "enrolment_id": enrolment,
            "cohort_id": cohort.id,
            "item_id": item.id,
            "request_id": request.id,
            "grant_id": session.scalars(grants).one(),
            "session_id": session.scalars(select(Session.id).where(Session.person_id == other.id)).one(),
            "attempt_id": begin(stage.quick, stage.cast.agent).id,
        }


def _enrolled(stage: Stage) -> str:
    """The other team's trainee is in a course, with coaches of that team, and a step is done."""
    cast, before = stage.cast, MORNING - DAY
    trainer, mentor = cast.other_trainer.id, cast.other_supervisor.id
    with db.transaction(at=before, by="tests", why="their mentor"):
        people.grant_role(mentor, "mentor", team=cast.aftersale, from_on=before.date(), by="tests", at=before)
    with db.transaction(at=before, by=trainer, why="enrol"):
        choice = Choice(course_key="quick-1d", start_on=TODAY, mentor_id=mentor, trainer_id=trainer)
        enrolment = curriculum.enrol(cast.other_trainee.id, choice, by=trainer, at=before).id
    with db.transaction(at=MORNING, by=mentor, why="confirm"):
        curriculum.confirm_step(enrolment, "K1", Proved(mentor), at=MORNING)
    return enrolment


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route that names a thing of somebody's, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.arguments - NOT_OF_PEOPLE and not rule.rule.startswith("/api/"):
            yield from ((rule, method) for method in ("GET", "POST") if method in (rule.methods or ()))


def filled(rule: Rule, values: dict[str, str], otherwise: str) -> str:
    def one(found: re.Match[str]) -> str:
        return values.get(found[2], OWN.get(found[2], otherwise))

    return re.sub(r"<(?:(\w+)(?:\([^>]*\))?:)?(\w+)>", one, rule.rule)


def attackers(stage: Stage) -> list[Someone]:
    """People of the first team who have nothing to do with the things above; the attempt is of the agent's."""
    cast = stage.cast
    return [cast.second_trainer, cast.second_supervisor, cast.second_trainee]


def test_another_teams_things_are_not_there(app: Flask, stage: Stage, theirs: dict[str, str]) -> None:
    """AC-3: an id of another team's or person's in any route answers like one that never was, and changes no row."""
    clients = [(someone, as_(app.test_client(), someone)) for someone in attackers(stage)]
    with app.app_context():
        before = rows()
    tried, wrong = Counter[str](), []
    own_team = {"attempt_id", "signer_id"}
    for someone, client in clients:
        data = {"csrf_token": token(client)}
        for rule, method in doors(app):
            if own_team & rule.arguments and someone is not stage.cast.second_trainee:
                continue
            found, never = (filled(rule, values, "0" * 16) for values in (theirs, {}))
            answers = [
                client.open(url, method=method, data=data if method == "POST" else None) for url in (found, never)
            ]
            tried[someone.employee_no] += 1
            said = [re.sub(r'name="csrf_token"[^>]*>', "", each.get_data(as_text=True)) for each in answers]
            if answers[0].status_code not in (403, 404, 409) or said[0] != said[1].replace(never, found):
                wrong.append(f"{method} {rule.rule} as {someone.employee_no}: {[one.status_code for one in answers]}")
    assert not wrong, "\n".join(wrong)
    assert min(tried.values()) > 40
    with app.app_context():
        assert rows() == before


def test_strange_ids_are_not_there(app: Flask, stage: Stage, theirs: dict[str, str]) -> None:
    """AC-3: numbers, too long, another kind's id, SQL: 404 and never a fault, for the one who may do everything."""
    client = as_(app.test_client(), stage.cast.admin)
    with app.app_context():
        before = rows()
    wrong = []
    kinds = [name for name in theirs if name != "signer_id"]  # that is a person's, too
    for place, (rule, method) in enumerate(doors(app)):
        swapped = {name: theirs[kinds[(kinds.index(name) + 1) % len(kinds)]] for name in rule.arguments & set(kinds)}
        strange = {name: STRANGE[place % len(STRANGE)] for name in rule.arguments - NOT_OF_PEOPLE}
        for values in (swapped, strange):
            url = filled(rule, values, "0" * 16)
            status = post(client, url).status_code if method == "POST" else client.get(url).status_code
            if status not in (403, 404, 405, 409):
                wrong.append(f"{method} {url}: {status}")
    assert not wrong, "\n".join(wrong)
    with app.app_context():
        assert rows() == before
