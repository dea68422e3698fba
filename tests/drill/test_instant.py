"""即问即答, the 错题本 question by question, and what stands beside the count on the page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.drill import queries
from cstrain.drill.models import DrillReview
from cstrain.drill.rules import Confidence
from cstrain.kit import clock, db
from tests.cast import Cast, as_, post
from tests.drill.acts import answer, bank_text, choose, enrol, load_content
from tests.drill.test_views import fields, value_of
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.page]
ROUND = "/drill/instant/card?round=r1"


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content(bank_text("DA"), bank_text("DB", name="话"))
        choose()
        enrol(cast.trainee, "DA")
        for number in ("DA-001", "DA-002"):
            answer(cast.trainee, number, clock.now() - timedelta(hours=1))
    return cast


def test_a_round_asks_what_was_seen_each_once_and_tells_how_it_went(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    as_(client, ready.trainee)
    start = client.get("/drill/instant")
    assert "每答一处 15 秒" in start.text
    assert re.search(r'href="/drill/instant/card\?round=\w+"', start.text)
    for _turn in range(2):
        page = client.get(ROUND)
        assert 'data-limit="15"' in page.text and "还剩 {n} 秒" in page.text and "有几分把握" not in page.text
        chosen = value_of(page, "3 天") if "DA-001" in page.text else "true"
        said = {**fields(page), "a": chosen, "milliseconds": "2000", "late": ""}
        assert post(client, ROUND, said).location.endswith("/drill/instant/answered?round=r1")
        assert 'href="/drill/instant/card?round=r1"' in client.get("/drill/instant/answered?round=r1").text
    done = client.get(ROUND)
    assert "答对 1 / 2 题" in done.text
    with app.app_context():
        found = queries.round_of(ready.trainee.id, "r1")
        assert {one.review.question_id for one in found} == {"DA-001", "DA-002"}
        assert {one.review.mode for one in found} == {"instant"}


def test_the_clock_ends_a_question_when_the_server_says_so_too(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = client.get(ROUND)
    early = post(client, ROUND, {**fields(page), "late": "1"})
    assert early.status_code == 422  # only the device says that the time is over
    with client.session_transaction() as cookie:
        long_ago = (clock.now() - timedelta(seconds=16)).isoformat()
        cookie["drill"] = {**cookie["drill"], "at": long_ago}
    page = client.get(ROUND)
    assert post(client, ROUND, {**fields(page), "late": "1"}).status_code == 303
    assert "没答对" in client.get("/drill/instant/answered?round=r1").text
    with app.app_context():
        last = db.database.session.scalars(select(DrillReview).order_by(DrillReview.id.desc())).first()
        assert last is not None
        assert (last.rating, last.round) == (1, "r1")


def test_nobody_is_asked_what_they_never_saw(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        enrol(ready.second_trainee, "DA")
    as_(client, ready.second_trainee)
    assert "还没有练过的题" in client.get(ROUND).text
    assert as_(client, ready.agent).get("/drill/instant").status_code == 404


def test_a_mistake_can_be_looked_at_again(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        answer(ready.trainee, "DA-001", clock.now(), right=False, confidence=Confidence.SURE)
    as_(client, ready.trainee)
    book = client.get("/drill/wrong")
    assert 'href="/drill/book/DA-001"' in book.text and "有把握" in book.text
    shown = client.get("/drill/book/DA-001")
    assert "练过 2 次，答错 1 次" in shown.text and "满 3 天关闭" in shown.text
    assert client.get("/drill/book/DB-001").status_code == 404
    assert as_(client, ready.second_trainee).get("/drill/book/DA-001").status_code == 404


def test_what_stands_beside_the_count_is_said_and_not_held_against_anybody(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainee).get("/drill/left")
    assert "上岗后第 7 天预计还记得" in page.text and "只供参考" in page.text


def test_today_shows_what_is_to_be_practised(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        answer(ready.trainee, "DA-001", clock.now() - timedelta(minutes=5), right=False)
        enrol(ready.second_trainee, "DA")
    assert "今天要练 1 题" in as_(client, ready.trainee).get("/today").text
    assert "到期 0 题·新题 2 题" in as_(client, ready.second_trainee).get("/today").text
    desk = as_(client, ready.trainer).get("/today").text
    assert "反复答错，要辅导" in desk and "大家都错，要看题" in desk
