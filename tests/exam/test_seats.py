"""Which device sits an attempt, what a page is told while it runs, and what it is never told."""

from __future__ import annotations

import base64
import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.kit import db
from tests.cast import as_, post
from tests.exam.pages import JSON, asked, save_by_script, start, typed
from tests.exam.stage import GRACE, HOUR, NOW, SECOND, Stage, answer_all, begin

pytestmark = pytest.mark.data


def moved(client: FlaskClient, attempt_id: str, agent: str = "") -> bool:
    answer = client.get(f"/exam/{attempt_id}/pulse", headers={"User-Agent": agent} if agent else None)
    assert answer.json is not None
    return bool(answer.json["moved"])


def test_ex10_every_change_of_browser_or_address_is_recorded(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """EX-10: the cookie in another browser, at another address, another sign-in: each is a row, and the older side is told."""
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    url = f"/exam/{attempt_id}/1"
    for number in range(50):
        agent = {"User-Agent": f"browser {number}"}
        client.get(url, headers=agent)
        client.get(url, headers=agent, environ_base={"REMOTE_ADDR": f"10.0.0.{number}"})
        assert moved(client, attempt_id, "browser before")
        assert not moved(client, attempt_id, f"browser {number}")
    with app.app_context():
        seats = queries.seats(attempt_id)
        assert len(seats) == 1 + 50 * 2
        assert seats[0].number == 1 + 50  # an address that changes is no other device
    other = as_(app.test_client(), stage.cast.agent)
    other.get(url)
    question, key = asked(app, attempt_id)[1]
    receipt = save_by_script(client, url, typed(question, key)).json
    assert receipt is not None and receipt["moved"] and receipt["answered"], "what the older side typed is kept"
    assert not save_by_script(other, url, typed(question, key), seq=9).json["moved"]  # type: ignore[index]


def test_ex7_the_newer_devices_numbers_lie_above(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """EX-7: whatever number an older device has reached, the newer one's first save counts; plain forms of the older blank nothing."""
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    url, (question, key) = f"/exam/{attempt_id}/1", asked(app, attempt_id)[1]
    newer = as_(app.test_client(), stage.cast.agent)
    seq = int(re.search(r'data-seq="(\d+)"', newer.get(url).text)[1])  # type: ignore[index]
    assert save_by_script(newer, url, typed(question, key), seq=seq + 1, tab="new").status_code == 200
    late = save_by_script(client, url, typed(question, key ^ 1), seq=400, tab="old").json
    assert late is not None and "另一个页面" in late["words"]
    assert post(client, url, {"seq": "400"}).status_code == 409
    with app.app_context():
        assert queries.current_steps(attempt_id)[1].answer == key


def test_the_outbox_key_is_its_persons_and_dies_with_the_attempt(app: Flask, client: FlaskClient, stage: Stage) -> None:
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    page = client.get(f"/exam/{attempt_id}/1").text
    key = re.search(r'data-key="([^"]+)"', page)[1]  # type: ignore[index]
    assert len(base64.b64decode(key)) == 32
    other = as_(app.test_client(), stage.cast.trainer)
    for path in ("1", "sheet", "pulse", "ahead"):
        assert other.get(f"/exam/{attempt_id}/{path}").status_code == 404
    post(client, f"/exam/{attempt_id}/submit")
    for path in ("1", "sheet", "result", "ahead"):
        assert key not in client.get(f"/exam/{attempt_id}/{path}", follow_redirects=True).text
    assert client.get(f"/exam/{attempt_id}/pulse").json["state"] == "over"  # type: ignore[index]


CANARIES = ("从拍下那一刻起算", "EX-00", "√", '"right"', "data-right")


def test_ex11_nothing_tells_the_key_before_the_period_is_over(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """EX-11: explanations, keys and question numbers stand in no answer to who sits the paper: pages, parts, receipts, headers."""
    said = [as_(client, stage.cast.agent).get("/exam/quick-exam")]
    attempt_id = start(client, "quick-exam")
    for place, (question, key) in asked(app, attempt_id).items():
        url = f"/exam/{attempt_id}/{place}"
        said += [client.get(url), save_by_script(client, url, typed(question, key), seq=place)]
        orders = {client.get(url).text.index(option.text) for option in question.options}
        assert len(orders) == len(question.options)
    said += [client.get(f"/exam/{attempt_id}/{part}") for part in ("sheet", "pulse", "ahead")]
    post(client, f"/exam/{attempt_id}/submit")
    said.append(client.get(f"/exam/{attempt_id}/result"))
    for answer in said:
        whole = answer.text + str(answer.headers)
        assert not [canary for canary in CANARIES if canary in whole], answer.request.path


def test_ex11_draws_are_fair_and_rebuilt_from_their_seed(stage: Stage, app: Flask) -> None:
    """EX-11: over many draws each question comes as often as the others (chi-square), and the same seed gives the same paper."""
    with app.app_context():
        found = next(iter(queries.publications(queries.exam_by_key("quick-exam").id, NOW)))
        blueprint, _decided = queries.blueprint_of(found.version)
        papers = [queries.drawn(blueprint, NOW, f"seed {number}", frozenset()) for number in range(2000)]
        assert papers[:50] == [queries.drawn(blueprint, NOW, f"seed {number}", frozenset()) for number in range(50)]
    counted = Counter(version for paper in papers for version in paper)
    expected = sum(counted.values()) / len(counted)
    chi = sum((each - expected) ** 2 / expected for each in counted.values())
    assert chi < 24.3, counted  # p = 0.001 at 7 degrees of freedom; drawing without replacement lies below
    assert len(counted) == 8


def test_ex3_nobody_comes_back(app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates) -> None:
    """EX-3: time is over with no client left: no page calls it open, before the janitor as after; closed and graded once."""
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent)
        answer_all(attempt)
        attempt_id, limit = attempt.id, attempt.deadline + GRACE
    noon.move_to(limit + SECOND)
    as_(client, stage.cast.agent)
    assert "/result" in client.get(f"/exam/{attempt_id}/1").location
    assert "考试正在进行" not in client.get("/exam/quick-exam").text
    assert client.get(f"/exam/{attempt_id}/pulse", headers=JSON).json["state"] == "over"  # type: ignore[index]
    with app.app_context():
        assert actions.close_overdue(limit + SECOND) == 1
        assert actions.close_overdue(limit + 2 * SECOND) == 0
        row = db.database.session.get_one(Attempt, attempt_id)
        assert (row.state, row.ended_at, row.passed) == ("graded", NOW + HOUR, True)
        assert row.ended_at - row.started_at == timedelta(hours=1)
