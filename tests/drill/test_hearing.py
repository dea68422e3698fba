"""抽问: twenty questions drawn, heard, marked, signed by both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cstrain.certification.rules.evidence import Book, read_evidence
from cstrain.certification.rules.gate import Condition, Gate, Need
from cstrain.drill import queries
from cstrain.drill.models import DrillHearing
from cstrain.drill.rules import DRAWN, Heard, Sounded, draw, sounded
from cstrain.kit import clock, db
from cstrain.people.actions import decide
from cstrain.records import queries as records
from cstrain.records.models import SignatureRequest
from tests.cast import Cast, as_, post
from tests.drill.acts import BY, MONDAY, answer, choose, enrol, load_content
from tests.kept import kept

NUMBERS = [f"TB-{number:03}" for number in range(1, 60)]


@given(st.text(max_size=20), st.integers(0, 59))
def test_twenty_are_drawn_the_same_from_the_same_seed(seed: str, many: int) -> None:
    drawn = draw(NUMBERS[:many], seed)
    assert len(drawn) == len(set(drawn)) == min(DRAWN, many)
    assert drawn == draw(list(reversed(NUMBERS[:many])), seed)


def test_every_question_is_drawn_for_somebody() -> None:
    assert {number for seed in range(40) for number in draw(NUMBERS, str(seed))} == set(NUMBERS)


@pytest.mark.parametrize(
    ("fluent", "halting", "wrong", "passed"),
    [(20, 0, 0, True), (19, 1, 0, True), (18, 2, 0, False), (19, 0, 1, False), (0, 0, 0, False)],
)
def test_none_may_be_wrong_and_few_halting(fluent: int, halting: int, wrong: int, passed: bool) -> None:
    assert Sounded(fluent, halting, wrong, allowed=1).passed is passed


def test_every_question_is_marked() -> None:
    with pytest.raises(KeyError):
        sounded(NUMBERS[:2], {NUMBERS[0]: Heard.FLUENT}, 1)


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
        choose()
        with db.transaction(at=MONDAY, by=BY, why="decide"):
            decide("抽问卡顿", "1", reason="测试", by=BY, at=MONDAY)
        enrol(cast.trainee)
    return cast


def drawn(client: FlaskClient, cast: Cast) -> str:
    answer = post(client, f"/drill/hearing/draw/{cast.trainee.id}")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


ALL_WELL = {"DA-001": "fluent", "DA-002": "halting", "comment": "稳"}


@pytest.mark.data
def test_what_is_drawn_stays_until_it_was_heard(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainer)
    path = drawn(client, ready)
    page = client.get(path)
    assert "拍下没付款，几天关闭？" in page.text and "卡顿最多 1 题" in page.text
    assert drawn(client, ready) == path
    assert "还有 1 题没评" in post(client, path, {"DA-001": "fluent", "DA-002": "sung"}).text
    assert "题抽好了，还没评" in client.get("/drill/hearing").text


@pytest.mark.data
def test_marked_it_stands_in_the_record_and_both_are_asked_to_sign(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    as_(client, ready.trainer)
    path = drawn(client, ready)
    assert post(client, path, ALL_WELL).status_code == 303
    assert "流利 1 题，卡顿 1 题，答错 0 题" in client.get(path).text
    assert post(client, path, ALL_WELL).status_code == 409
    assert "流利" in client.get("/drill/hearing").text
    with app.app_context():
        fact = records.facts(ready.trainee.id, "fluency")[0]
        assert (fact.body["method"], fact.body["verdict"], fact.body["evidence"]["items"]) == ("heard", "fluent", 2)
        asked = db.database.session.scalars(select(SignatureRequest).order_by(SignatureRequest.role)).all()
        assert [(one.role, one.signer_id) for one in asked] == [
            ("trainee", ready.trainee.id), ("trainer", ready.trainer.id),
        ]  # fmt: skip
        assert db.database.session.scalars(select(DrillHearing)).one().passed
    assert client.get(path).status_code == as_(client, ready.trainee).get(path).status_code == 200


@pytest.mark.data
def test_it_counts_for_the_gate_once_both_have_signed(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    post(client, drawn(client, ready), ALL_WELL)
    line = Condition("练习", Need.FLUENT, "DA", ("DA",), times=2, seconds=15, recall=90, pace=100)
    gate = Gate("presale-gate", "准入", "主管", "证", 12, (line,))
    with app.app_context():
        fact = records.facts(ready.trainee.id, "fluency")[0]
    about = fact.body["evidence"]["hearing"]
    both = {"trainee": frozenset({about}), "trainer": frozenset({about})}
    for signed, counts in ((both, {"练习": (2, 2)}), ({"trainee": both["trainee"]}, {}), ({}, {})):
        found = read_evidence(gate, Book((fact,), signed), "x")
        assert found.evidence.fluent == counts


@pytest.mark.data
def test_practice_is_still_noted_after_a_hearing(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    post(client, drawn(client, ready), {**ALL_WELL, "DA-001": "wrong"})
    with app.app_context():
        for day in (1, 2):
            for place, number in enumerate(("DA-001", "DA-002")):
                answer(ready.trainee, number, clock.now() + timedelta(days=day, minutes=place))
        methods = [one.body["method"] for one in records.facts(ready.trainee.id, "fluency")]
        assert methods == ["heard", "practice"]
        assert queries.open_hearing(ready.trainee.id) is None


@pytest.mark.data
def test_who_may_hear_whom_and_when(ready: Cast, client: FlaskClient, app: Flask) -> None:
    path = f"/drill/hearing/draw/{ready.trainee.id}"
    assert post(as_(client, ready.trainee), path).status_code == 403
    assert as_(client, ready.trainee).get("/drill/hearing").status_code == 403
    assert post(as_(client, ready.other_trainer), path).status_code == 404
    as_(client, ready.trainer)
    assert post(client, f"/drill/hearing/draw/{ready.second_trainee.id}").status_code == 404  # no course
    assert client.get("/drill/hearing/nothing").status_code == 404
    made = drawn(client, ready)
    assert as_(client, ready.trainee).get(made).status_code == 404  # not before it was heard
    assert as_(client, ready.other_trainer).get(made).status_code == 404
    assert post(as_(client, ready.other_trainer), made, ALL_WELL).status_code == 404
    with app.app_context():
        enrol(ready.second_trainee, "DA", begun=False)
        enrol(ready.trainer, "DA")
    as_(client, ready.trainer)
    early = post(client, f"/drill/hearing/draw/{ready.second_trainee.id}")
    assert early.status_code == 409 and "等全部学到再抽" in early.text
    assert post(client, f"/drill/hearing/draw/{ready.trainer.id}").status_code == 409


@pytest.mark.data
def test_nothing_is_drawn_while_the_firm_has_not_decided(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        load_content()
        enrol(cast.trainee)
    refused = post(as_(client, cast.trainer), f"/drill/hearing/draw/{cast.trainee.id}")
    assert refused.status_code == 409 and "企业选定" in refused.text
