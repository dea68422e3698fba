"""The help pages: one's own first, in the words of the reader's screens."""

from __future__ import annotations

from flask.testing import FlaskClient

from cstrain.running.rules.guide import PAGES, said, split, terms
from tests.cast import Cast, as_, post


def test_words_are_found_and_filled() -> None:
    text = "# 题\n\n「今日」和 {消息}。"
    assert terms(text) == ["今日", "消息"]
    assert said(text, {"消息": "Messages"}.__getitem__) == "# 题\n\n「今日」和 Messages。"
    assert split(text) == ("题", "「今日」和 {消息}。")


def test_own_pages_stand_first(client: FlaskClient, cast: Cast) -> None:
    shown = as_(client, cast.mentor).get("/help").get_data(as_text=True)
    own = shown[: shown.index('id="others"')]
    assert own.index("/help/mentor") < own.index("/help/start") and "/help/keep" not in own
    assert 'href="/help"' in as_(client, cast.trainee).get("/account").get_data(as_text=True)
    assert as_(client, cast.trainee).get("/help/nothing").status_code == 404


def test_every_page_shows_in_both_languages(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    for name in PAGES:
        assert client.get(f"/help/{name}").status_code == 200
    post(client, "/language", {"lang": "en"})
    for name in PAGES:
        shown = client.get(f"/help/{name}").get_data(as_text=True)
        assert "{" not in shown.split("<article")[1].split("</article>")[0], name
    assert "Today" in client.get("/help/learn").get_data(as_text=True)
