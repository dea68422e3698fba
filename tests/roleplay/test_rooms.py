"""The room of three: who sees what, a line sent twice, the timer, the score that ends it, roles swapped, a phone that comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.records import queries as records
from cstrain.roleplay import actions, queries
from cstrain.roleplay.models import RoleplayRoom
from tests.cast import Cast, as_, post
from tests.kept import kept
from tests.roleplay.acts import GOOD, enrol, load_content
from tests.roleplay.scenes import AT

pytestmark = [pytest.mark.data, pytest.mark.page]

SCORED = {"level_0": "5", "level_1": "4", "comment": "说得准。"}


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
        enrol(cast, cast.trainee)
    return cast


def opened(cast: Cast, **changed: str) -> RoleplayRoom:
    said = {"agent": cast.trainee.id, "customer": cast.second_trainee.id, "by": cast.trainer.id, **changed}
    with db.transaction(at=AT, by=said["by"], why="open"):
        return actions.open_room("R90", at=AT, **said)


def deed(what: Any, room: RoleplayRoom, who: str, second: int = 0, **said: Any) -> RoleplayRoom:
    at = AT + timedelta(seconds=second)
    with db.transaction(at=at, by=who, why="room"):
        done: RoleplayRoom = what(room.id, by=who, at=at, **said)
        return done


def test_a_room_from_the_first_word_to_the_score(app: Flask, ready: Cast) -> None:
    with app.app_context():
        room = opened(ready)
        with pytest.raises(Refusal, match="room_not_begun"):
            deed(actions.say_in_room, room, ready.second_trainee.id, text="钱呢？", seq=1)
        deed(actions.begin_room, room, ready.trainer.id, 5)
        deed(actions.begin_room, room, ready.trainer.id, 50)
        assert room.started_at == AT + timedelta(seconds=5)
        deed(actions.say_in_room, room, ready.second_trainee.id, 10, text="钱呢？", seq=1)
        deed(actions.say_in_room, room, ready.trainee.id, 20, text="抱歉，我来跟。", seq=2)
        deed(actions.say_in_room, room, ready.trainee.id, 22, text="抱歉，我来跟。", seq=2)
        assert [(one.side, one.text) for one in queries.room_lines(room.id)] == [
            ("customer", "钱呢？"),
            ("agent", "抱歉，我来跟。"),
        ]
        done = deed(actions.score_room, room, ready.trainer.id, 60, scores=GOOD, critical=(), comment="好。")
        made = queries.session(done.session_id)
        assert made is not None and (made.person_id, made.customer_id) == (ready.trainee.id, ready.second_trainee.id)
        entry = records.entry(made.person_id, made.entry_seq)
        assert entry is not None
        assert (entry.body["evidence"]["room"], len(entry.body["evidence"]["transcript"])) == (room.id, 64)
        for what, said in ((actions.say_in_room, {"text": "还有", "seq": 3}), (actions.end_room, {})):
            with pytest.raises(Refusal, match="room_is_over"):
                deed(what, room, ready.trainer.id if what is actions.end_room else ready.trainee.id, 70, **said)


def test_two_who_type_at_once_both_are_heard(app: Flask, ready: Cast) -> None:
    with app.app_context():
        room = opened(ready)
        deed(actions.begin_room, room, ready.trainer.id)
        deed(actions.say_in_room, room, ready.second_trainee.id, text="一", seq=1)
        deed(actions.say_in_room, room, ready.trainee.id, text="二", seq=1)
        assert [one.text for one in queries.room_lines(room.id)] == ["一", "二"]


def test_nobody_plays_both_sides_nor_scores_themselves(app: Flask, ready: Cast) -> None:
    with app.app_context():
        with pytest.raises(Refusal, match="score_own_scene"):
            opened(ready, by=ready.trainee.id)
        with pytest.raises(Refusal, match="customer_is_agent"):
            opened(ready, customer=ready.trainee.id)
        room = opened(ready)
        for what, said in (
            (actions.begin_room, {}),
            (actions.end_room, {}),
            (actions.score_room, {"scores": GOOD, "critical": (), "comment": "好"}),
        ):
            with pytest.raises(NotYours):
                deed(what, room, ready.trainee.id, **said)
        with pytest.raises(NotYours):
            deed(actions.say_in_room, room, ready.trainer.id, text="我不演", seq=1)


def test_with_one_phone_the_observer_types_for_the_customer(app: Flask, ready: Cast) -> None:
    with app.app_context():
        room = opened(ready, customer=ready.trainer.id)
        deed(actions.begin_room, room, ready.trainer.id)
        deed(actions.say_in_room, room, ready.trainer.id, text="钱呢？", seq=1)
        assert [one.side for one in queries.room_lines(room.id)] == ["customer"]


@pytest.fixture
def url(ready: Cast, client: FlaskClient) -> str:
    form = {"agent": ready.trainee.employee_no, "customer": ready.second_trainee.employee_no}
    return str(post(as_(client, ready.trainer), "/roleplay/R90/room", form).headers["Location"])


def test_the_customers_card_is_hidden_from_the_agent(ready: Cast, client: FlaskClient, url: str) -> None:
    agent = as_(client, ready.trainee).get(url).text
    assert "听到「再等等」就发火" not in agent
    assert "又是等" not in agent
    assert "包裹昨天到仓库" in agent
    customer = as_(client, ready.second_trainee).get(url).text
    assert "听到「再等等」就发火" in customer
    assert "包裹昨天到仓库" not in customer
    watching = as_(client, ready.trainer).get(url).text
    assert "结束并存下评分" in watching
    assert "结束并存下评分" not in agent + customer


def test_both_players_find_the_room_on_their_page(ready: Cast, client: FlaskClient, url: str) -> None:
    for who in (ready.trainee, ready.second_trainee):
        assert url in as_(client, who).get("/roleplay").text
    assert url not in as_(client, ready.agent).get("/roleplay").text


def test_the_talk_is_fetched_again_and_whoever_comes_back_sees_all(ready: Cast, client: FlaskClient, url: str) -> None:
    post(as_(client, ready.trainer), f"{url}/begin", {})
    post(as_(client, ready.second_trainee), f"{url}/say", {"text": "钱呢？", "seq": "1"})
    as_(client, ready.trainee)
    first = client.get(f"{url}/talk?have=1-waiting-0")
    assert first.status_code == 200
    assert "钱呢？" in first.text
    assert "<html" not in first.text
    assert client.get(f"{url}/talk?have=2-on-0").status_code == 204
    assert "钱呢？" in client.get(url).text


def test_the_score_on_the_observers_page_ends_the_room(ready: Cast, client: FlaskClient, url: str) -> None:
    as_(client, ready.trainer)
    post(client, f"{url}/begin", {})
    assert post(client, f"{url}/score", {**SCORED, "comment": ""}).status_code == 422
    done = post(client, f"{url}/score", SCORED)
    assert "/roleplay/session/" in done.headers["Location"]
    assert "等您签字" in as_(client, ready.trainee).get(done.headers["Location"]).text
    assert "看评分、去签字" in client.get(url).text


def test_roles_are_swapped_in_a_room_of_its_own(ready: Cast, client: FlaskClient, url: str) -> None:
    other = post(as_(client, ready.trainer), f"{url}/swap", {}).headers["Location"]
    assert other != url
    assert "听到「再等等」就发火" in as_(client, ready.trainee).get(other).text
    assert "听到「再等等」就发火" not in as_(client, ready.second_trainee).get(other).text


def test_the_litany(ready: Cast, client: FlaskClient, url: str) -> None:
    assert as_(client, ready.agent).get(url).status_code == 404
    assert client.get(f"{url}/talk").status_code == 404
    assert client.get("/roleplay/room/none").status_code == 404
    as_(client, ready.trainee)
    assert client.get("/roleplay/R90/room").status_code == 403
    assert post(client, f"{url}/begin", {}).status_code == 403
    as_(client, ready.trainer)
    assert client.get("/roleplay/R99/room").status_code == 404
    assert post(client, "/roleplay/R90/room", {"agent": "x"}).status_code == 422
    assert post(client, f"{url}/end", {}).status_code == 303
    assert post(client, f"{url}/end", {}).status_code == 409
