"""The pages of practice: what is due, a card with its clock, the explanation, 错题本, what is left."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from cstrain.bank.models import PracticeAnswer
from cstrain.drill.models import DrillReview
from cstrain.kit import clock, db
from tests.cast import Cast, Someone, as_, post
from tests.drill.acts import MONDAY, answer, bank_text, become_fluent, choose, enrol, load_content
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.page]


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content(bank_text("DA"), bank_text("DB", name="话"))
        choose()
        enrol(cast.trainee, "DA")
    return cast


def fields(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the card's form, and the values of its choices by their words."""
    text = page.get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="(card|milliseconds)" value="([^"]*)"', text))


def value_of(page: TestResponse, words: str) -> str:
    """The value of the choice whose row holds these words."""
    rows = re.findall(r'<label class="choice"><input[^>]*value="([^"]*)"[^>]*>(.*?)</label>', page.text, re.S)
    return next(unescape(value) for value, row in rows if words in row)


def take(client: FlaskClient, pool: str = "gate") -> TestResponse:
    page = client.get(f"/drill/{pool}/card")
    assert page.status_code == 200, page.text
    return page


def given(
    client: FlaskClient, page: TestResponse, chosen: str, *, pool: str = "gate", took: int = 4000
) -> TestResponse:
    said = {**fields(page), "a": chosen, "milliseconds": str(took)}
    return post(client, f"/drill/{pool}/card", said)


def right(client: FlaskClient, page: TestResponse, **extra: object) -> TestResponse:
    chosen = value_of(page, "3 天") if "DA-001" in page.text else "false"
    return given(client, page, chosen, **extra)  # type: ignore[arg-type]


def kept(app: Flask) -> list[PracticeAnswer]:
    with app.app_context():
        return list(db.database.session.scalars(select(PracticeAnswer).order_by(PracticeAnswer.id)))


def test_what_is_due(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainee).get("/drill")
    assert page.status_code == 200
    assert "对答如流：0 / 2 题" in page.text
    assert "每题 15 秒内答对，至少 2 次，分在不同的两天。" in page.text
    assert "今天要练 2 题" in page.text
    assert "流利 0 / 2 题" in page.text
    assert 'href="/drill/gate/card"' in page.text


def test_a_stranger_signs_in_first(ready: Cast, client: FlaskClient) -> None:
    for path in ("/drill", "/drill/left", "/drill/wrong", "/drill/gate/card", "/drill/gate/answered"):
        assert client.get(path).status_code == 303, path


def test_a_card_is_answered_and_explained(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    assert "限时 15 秒" in page.text
    assert 'data-module="keys answer_time"' in page.text
    answered = right(client, page, took=10**9)
    assert answered.status_code == 303
    shown = client.get(answered.location)
    assert "答对了，用时" in shown.text
    assert "改天" in shown.text or "明天起再答对 1 次" in shown.text
    assert "解析" in shown.text
    assert 'href="/drill/gate/card"' in shown.text
    answers = kept(app)
    assert [(one.source, one.num) for one in answers] == [("drill", 1)]
    assert 0 < answers[0].milliseconds < 5000  # what the server saw, not the claim of eleven days


def test_without_script_the_servers_time_counts(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    assert right(client, page, took="").status_code == 303
    assert kept(app)[0].milliseconds >= 1


def test_a_wrong_answer_goes_into_the_book_and_out_again(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    assert "还没有错题" in client.get("/drill/wrong").text
    page = take(client)
    wrong = value_of(page, "7 天") if "DA-001" in page.text else "true"
    shown = client.get(given(client, page, wrong).location)
    assert "没答对" in shown.text
    book = client.get("/drill/wrong")
    number = "DA-001" if "DA-001" in page.text else "DA-002"
    assert number in book.text
    again = take(client, "wrong")
    assert number in again.text
    assert right(client, again, pool="wrong").status_code == 303
    assert "还没有错题" in client.get("/drill/wrong").text
    assert "错题都答对了" in client.get("/drill/wrong/card").text


def test_when_the_day_is_done_one_may_go_on(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    for _ in range(2):
        right(client, take(client))
    done = client.get("/drill/gate/card")
    assert "今天的都练完了" in done.text
    assert "今天的都练完了" in client.get("/drill").text
    more = client.get("/drill/gate/card?more=1")
    assert fields(more)["card"]
    assert 'action="/drill/gate/card?more=1"' in more.text
    chosen = value_of(more, "3 天") if "DA-001" in more.text else "false"
    said = {**fields(more), "a": chosen}
    assert post(client, "/drill/gate/card?more=1", said).location.endswith("/drill/gate/answered?more=1")


def test_everything_fluent(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        become_fluent(ready.trainee)
    as_(client, ready.trainee)
    assert "全部题目都对答如流了" in client.get("/drill").text
    assert "这里没有还差的题" in client.get("/drill/left").text
    assert "学过的题都对答如流了" in client.get("/drill/DA/card").text


def test_what_is_left_says_which_and_what_to_do(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        answer(ready.trainee, "DA-001", MONDAY, took=18)
        answer(ready.trainee, "DA-002", MONDAY, right=False)
    page = as_(client, ready.trainee).get("/drill/left?bank=DA")
    assert "答对过，最快 18 秒，要在 15 秒内" in page.text
    assert "上次没答对" in page.text
    assert "今天答对 1 次，改天再对 1 次" in page.text
    assert "第 1–2 题，共 2 题" in page.text
    assert "这里没有还差的题" in client.get("/drill/left?bank=XX&page=9").text


def test_an_empty_answer_comes_back_with_the_card_and_its_clock(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    token = fields(page)["card"]
    refused = post(client, "/drill/gate/card", {"card": token, "milliseconds": "5"})
    assert refused.status_code == 422
    assert "还没有作答" in refused.text
    assert fields(refused)["card"] == token
    assert kept(app) == []


def test_a_card_is_answered_once(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    assert right(client, page).status_code == 303
    again = right(client, page)
    assert again.status_code == 409
    assert "这张卡已经答过了" in again.text
    assert len(kept(app)) == 1


def test_a_reload_does_not_start_the_clock_anew(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    first = fields(take(client))["card"]
    assert fields(take(client))["card"] == first
    with client.session_transaction() as cookie:
        long_ago = (clock.now() - timedelta(minutes=11)).isoformat()
        cookie["drill"] = {**cookie["drill"], "at": long_ago}
    assert fields(take(client))["card"] != first


@pytest.mark.parametrize("token", ["", "nonsense", "WyJ4Il0.abc"])
def test_a_made_up_card_is_refused(ready: Cast, client: FlaskClient, token: str) -> None:
    as_(client, ready.trainee)
    assert post(client, "/drill/gate/card", {"card": token, "a": "false"}).status_code == 400


def test_another_persons_card_is_refused(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        enrol(ready.second_trainee, "DA")
    page = take(as_(client, ready.trainee))
    as_(client, ready.second_trainee)
    assert right(client, page).status_code == 400
    assert kept(app) == []


def test_a_bank_that_is_not_of_ones_course_is_not_there(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    for pool in ("DB", "XX", "nothing"):
        assert client.get(f"/drill/{pool}/card").status_code == 404
    page = take(client)
    assert right(client, page, pool="DB").status_code == 404
    assert client.get("/drill/gate/answered").status_code == 404


def test_somebody_without_a_course_sees_that_there_is_nothing_yet(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.agent)
    assert "还没有要练的题" in client.get("/drill").text
    assert client.get("/drill/gate/card").status_code == 404
    assert client.get("/drill/wrong").status_code == 200


def test_a_bank_the_course_has_not_come_to_is_shut(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        enrol(ready.second_trainee, "DA", "DB", begun=False)
    page = as_(client, ready.second_trainee).get("/drill")
    assert "做过课程里的第一个练习" in page.text
    assert "2 题·第 2 天学到" in page.text
    refused = client.get("/drill/DB/card")
    assert refused.status_code == 409
    assert "“话”第 2 天才学" in refused.text


def test_while_the_firm_has_not_decided_one_may_practise(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        load_content()
        enrol(cast.trainee)
    page = as_(client, cast.trainee).get("/drill")
    assert "由企业决定，还没有选定" in page.text
    card = take(client)
    assert "限时" not in card.text
    assert "答对了" in client.get(right(client, card).location).text


def test_pages_take_the_same_number_of_queries_however_much_was_answered(
    ready: Cast, client: FlaskClient, app: Flask
) -> None:
    as_(client, ready.trainee)

    def queries_for(path: str) -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.database.engine
        hear = lambda *said: seen.append(said[2])  # noqa: E731 - one object, to be removed again
        event.listen(engine, "before_cursor_execute", hear)
        assert client.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", hear)
        return len(seen)

    paths = ("/drill", "/drill/left", "/drill/wrong", "/drill/gate/card")
    with app.app_context():
        answer(ready.trainee, "DA-001", MONDAY - timedelta(minutes=5), right=False)
    take(client)  # versions are read once per process
    few = [queries_for(path) for path in paths]
    with app.app_context():
        for place in range(10):
            for no in ("DA-001", "DA-002"):
                answer(ready.trainee, no, MONDAY + timedelta(minutes=place), right=False)
    assert all(queries_for(path) <= first for path, first in zip(paths, few, strict=True))
    assert max(few) < 50


def test_the_order_of_options_changes_and_the_answer_page_keeps_it(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    page = take(client, "DA")
    while "DA-001" not in page.text:
        right(client, page, pool="DA")
        page = take(client, "DA")
    shown = client.get(given(client, page, value_of(page, "2 天"), pool="DA").location)
    asked = re.findall(r"<b>[A-D]</b>　(\d 天)", page.text)
    assert re.findall(r"<b>[A-D]</b>　(\d 天)", shown.text) == asked


def test_sure_and_wrong_is_said_plainly(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    assert all(f'name="confidence" value="{value}"' in page.text for value in ("sure", "half", "guess"))
    said = {**fields(page), "a": value_of(page, "7 天"), "milliseconds": "4000", "confidence": "sure"}
    shown = client.get(post(client, "/drill/gate/card", said).location)
    assert "您说有把握，这题没答对" in shown.text
    with app.app_context():
        assert [one.confidence for one in db.database.session.scalars(select(DrillReview))] == ["sure"]


def test_a_confidence_that_is_none_and_a_page_out_of_sight(ready: Cast, client: FlaskClient, app: Flask) -> None:
    as_(client, ready.trainee)
    page = take(client)
    said = {**fields(page), "a": value_of(page, "3 天"), "confidence": "certainly", "away": "1"}
    shown = client.get(post(client, "/drill/gate/card", said).location)
    assert "答对了" in shown.text
    with app.app_context():
        kept = db.database.session.scalars(select(DrillReview)).one()
    assert (kept.confidence, kept.judged, kept.mode) == ("", False, "daily")


def test_the_page_says_what_is_due_and_what_is_new(ready: Cast, client: FlaskClient) -> None:
    as_(client, ready.trainee)
    assert "到期 0 题·新题 2 题" in client.get("/drill").text
    shown = client.get(right(client, take(client)).location)
    assert "新题还有 1 题" in shown.text


def test_what_is_missing_can_be_practised_by_itself(ready: Cast, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        answer(
            ready.trainee, "DA-001", clock.now(), took=40
        )  # right, too slow: due tomorrow, and could be mended today
        answer(ready.trainee, "DA-002", clock.now())
    as_(client, ready.trainee)
    assert "有 1 题今天还能补" in client.get("/drill/gate/card").text
    assert "今天能补 1 题" in client.get("/drill/left").text
    page = take(client, "left")
    assert "DA-001" in page.text
    assert right(client, page, pool="left").status_code == 303
    assert "明天回来" in client.get("/drill/left/card").text


def _who(cast: Cast) -> list[Someone]:
    return [cast.trainer, cast.supervisor, cast.admin, cast.auditor]


def test_practice_is_open_to_everyone_signed_in(ready: Cast, client: FlaskClient) -> None:
    for someone in _who(ready):
        assert as_(client, someone).get("/drill").status_code == 200
