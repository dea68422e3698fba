"""The trainer's side: the heat map, sure and wrong, what needs a person's help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.drill import queries
from cstrain.drill.models import DrillItem
from cstrain.drill.queries import group
from cstrain.drill.rules import Confidence
from cstrain.kit import clock, db
from cstrain.people.models import Person
from tests.cast import Cast, as_, post
from tests.drill.acts import answer, bank_text, choose, enrol, load_content
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.page]
MINUTE = timedelta(minutes=1)


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    """The trainee knows one of two and keeps missing the other; of six people most are wrong about it."""
    with app.app_context():
        load_content(bank_text("DA"))
        choose()
        now = clock.now()
        enrol(cast.trainee, "DA")
        answer(cast.trainee, "DA-001", now - 20 * MINUTE)
        for place in range(4):
            answer(cast.trainee, "DA-002", now - (10 - place) * MINUTE, right=False, confidence=Confidence.SURE)
    return cast


def many_miss(cast: Cast) -> None:
    others = (cast.second_trainee, cast.agent, cast.other_trainee, cast.mentor)
    for someone in others:
        enrol(someone, "DA")
        answer(someone, "DA-002", clock.now(), right=False)


def test_the_heat_map_has_a_cell_for_a_person_and_a_point(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainer).get("/drill/heat")
    assert page.status_code == 200
    assert "50%" in page.text and "1/2" in page.text
    assert 'data-h="1"' in page.text
    assert f'href="/drill/heat/{ready.trainee.id}?point=' in page.text
    shown = client.get(f"/drill/heat/{ready.trainee.id}?point=淘宝时限")
    assert shown.text.index("DA-002") < shown.text.index("DA-001")  # wrong ones first
    assert "没有练过这个知识点的题" in client.get(f"/drill/heat/{ready.trainee.id}?point=接待").text
    wrong = client.get(f"/drill/heat/{ready.trainee.id}")
    assert "DA-002" in wrong.text and "DA-001" not in wrong.text


def test_what_nobody_has_learnt_is_a_word(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        enrol(ready.second_trainee, "DA")
    page = as_(client, ready.trainer).get("/drill/heat")
    assert "未学" in page.text
    assert "没有符合条件的人" in client.get("/drill/heat?q=nobody").text


def test_the_class_of_another_team_is_not_there(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.other_trainer)
    assert ready.trainee.name not in client.get("/drill/heat").text
    assert ready.trainee.name not in client.get("/drill/sure").text
    assert ready.trainee.name not in client.get("/drill/stuck").text
    assert client.get(f"/drill/heat/{ready.trainee.id}").status_code == 404
    assert client.get(f"/drill/stuck/{ready.trainee.id}/DA-002").status_code == 404
    assert post(client, f"/drill/stuck/{ready.trainee.id}/DA-002", {"note": "x"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/drill/heat", "/drill/sure", "/drill/stuck", "/drill/missed", "/drill/missed/DA-002"]
)
def test_a_learner_has_no_class(ready: Cast, client: FlaskClient, path: str) -> None:
    assert as_(client, ready.trainee).get(path).status_code == 403


def test_sure_and_wrong_of_the_morning(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainer).get("/drill/sure")
    assert ready.trainee.name in page.text
    assert page.text.count("DA-002") == 1 and "4 次" in page.text
    assert "客服可以替买家关单" in page.text


def test_the_day_before_yesterday_is_over(ready: Cast, app: Flask) -> None:
    with app.app_context():
        scope = db.database.select(Person)
        assert group.count_sure_wrong(scope, clock.now() + MINUTE) == 0
        assert group.count_sure_wrong(scope, clock.now() - timedelta(days=1)) == 4


def test_a_question_missed_four_times_is_the_trainers_task_until_it_was_gone_through(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    as_(client, ready.trainer)
    assert "DA-002" in client.get("/drill/stuck").text
    path = f"/drill/stuck/{ready.trainee.id}/DA-002"
    assert "练过 4 次，答错 4 次" in client.get(path).text
    assert post(client, path, {"note": " "}).status_code == 422
    assert post(client, path, {"note": "对着后台讲了一遍"}).status_code == 303
    assert "没有要辅导的题" in client.get("/drill/stuck").text
    assert "对着后台讲了一遍" in client.get(path).text
    with app.app_context():
        answer(ready.trainee, "DA-002", clock.now() + MINUTE, right=False)
        held = queries.card(ready.trainee.id, "DA-002")
        assert held is not None
        assert (held.misses, held.coached, held.stuck) == (5, 4, False)
        assert queries.rebuilt(ready.trainee.id)["DA-002"] == queries.kept_of(held)
    assert client.get(f"/drill/stuck/{ready.trainee.id}/DA-999").status_code == 404


def test_nobody_coaches_themselves(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        enrol(ready.trainer, "DA")
        answer(ready.trainer, "DA-002", clock.now() - MINUTE, right=False)
    as_(client, ready.trainer)
    refused = post(client, f"/drill/stuck/{ready.trainer.id}/DA-002", {"note": "x"})
    assert refused.status_code == 409
    assert "请别人辅导" in refused.text


def test_what_everybody_misses_is_looked_at(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainer)
    assert "没有大家都错的题" in client.get("/drill/missed").text
    with app.app_context():
        many_miss(ready)
        held = db.database.session.get_one(DrillItem, "DA-002")
        assert (held.people, held.weak) == (5, 5)
    assert "DA-002" in client.get("/drill/missed").text
    assert "5 个人练过，5 个人最近一次答错" in client.get("/drill/missed/DA-002").text
    assert post(client, "/drill/missed/DA-002", {"note": ""}).status_code == 422
    assert post(client, "/drill/missed/DA-002", {"note": "课文补了一段"}).status_code == 303
    assert "没有大家都错的题" in client.get("/drill/missed").text
    assert client.get("/drill/missed/DA-001").status_code == 200
    assert client.get("/drill/missed/XX-001").status_code == 404
    as_(client, ready.supervisor)
    assert client.get("/drill/missed").status_code == 200
    assert post(client, "/drill/missed/DA-002", {"note": "x"}).status_code == 403
