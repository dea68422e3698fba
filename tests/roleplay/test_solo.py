"""A scene played alone: the chat window, what it shows when, attempts that count, the fact in the record."""

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
from cstrain.roleplay.models import RoleplayTalk
from tests.cast import Cast, Someone, as_, post
from tests.kept import kept
from tests.records.acts import sign
from tests.roleplay.acts import enrol, load_content
from tests.roleplay.scenes import AT

pytestmark = [pytest.mark.data, pytest.mark.page]

FULL = (
    "抱歉让您久等，理解您",
    "快递最迟 10 天。",
    "这一步要主管点，我现在去找他。",
)


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
        enrol(cast, cast.trainee)
    return cast


def begin(who: Someone, *, official: bool = False, timed: bool = True, minute: int = 0) -> RoleplayTalk:
    at = AT + timedelta(minutes=minute)
    with db.transaction(at=at, by=who.id, why="begin"):
        return actions.start_talk(who.id, "R90", official=official, timed=timed, at=at)


def say(made: RoleplayTalk, who: Someone, text: str, second: int = 20) -> RoleplayTalk:
    seq = len(queries.talk_lines(made.id)) + 1
    at = made.started_at + timedelta(seconds=second * seq)
    with db.transaction(at=at, by=who.id, why="say"):
        return actions.say(made.id, text=text, seq=seq, by=who.id, at=at)


def whole(who: Someone, **how: Any) -> RoleplayTalk:
    made = begin(who, **how)
    for text in FULL:
        made = say(made, who, text)
    return made


def test_practice_leaves_no_trace_in_the_record(app: Flask, ready: Cast) -> None:
    with app.app_context():
        made = whole(ready.trainee)
        assert (made.reached, made.official, made.entry_seq) == ("结局·等回话", 0, 0)
        assert queries.talk_points(made) == 100
        assert queries.results([ready.trainee.id])[ready.trainee.id] == []


def test_an_official_attempt_is_a_fact_with_the_hash_of_the_talk_and_counts_when_both_have_signed(
    app: Flask, ready: Cast
) -> None:
    with app.app_context():
        made = whole(ready.trainee, official=True)
        entry = records.entry(ready.trainee.id, made.entry_seq)
        assert entry is not None
        assert (entry.kind, entry.body["method"], entry.body["num"], entry.body["den"]) == (
            "roleplay",
            "scored",
            100,
            100,
        )
        assert len(entry.body["evidence"]["transcript"]) == 64
        assert queries.passed(ready.trainee.id, ["R90"], 85) == []
        for who in (ready.trainee, ready.trainer):
            asked = [one for one in records.open_requests(who.id) if one.subject == made.subject]
            assert len(asked) == 1
            assert made.ended_at is not None
            sign(asked, who, made.ended_at + timedelta(minutes=5 if who is ready.trainee else 9))
        assert queries.passed(ready.trainee.id, ["R90"], 85) == ["R90"]


def test_another_word_is_another_hash(app: Flask, ready: Cast) -> None:
    with app.app_context():
        hashes = set()
        for minute, last in enumerate((FULL[1], FULL[1] + "好")):
            made = begin(ready.trainee, official=True, minute=60 * minute)
            for text in (FULL[0], last, FULL[2]):
                made = say(made, ready.trainee, text)
            entry = records.entry(ready.trainee.id, made.entry_seq)
            assert entry is not None
            hashes.add(entry.body["evidence"]["transcript"])
        assert len(hashes) == 2


def test_official_attempts_are_counted_and_practice_is_not(app: Flask, ready: Cast) -> None:
    with app.app_context():
        for minute in range(3):
            made = begin(ready.trainee, official=True, minute=minute)
            assert made.official == minute + 1
            with db.transaction(at=AT + timedelta(minutes=minute, seconds=9), by=ready.trainee.id, why="leave"):
                left = actions.leave_talk(made.id, by=ready.trainee.id, at=AT + timedelta(minutes=minute, seconds=9))
            assert (left.num, left.reached) == (0, "")
        with pytest.raises(Refusal, match="tries_used"):
            begin(ready.trainee, official=True, minute=9)
        assert begin(ready.trainee, minute=9).official == 0


def test_an_open_talk_is_gone_on_with(app: Flask, ready: Cast) -> None:
    with app.app_context():
        first = begin(ready.trainee, official=True)
        assert begin(ready.trainee, official=True, minute=1).id == first.id
        assert begin(ready.trainee, minute=1).id != first.id


def test_without_a_trainer_there_is_practice_only(app: Flask, ready: Cast) -> None:
    with app.app_context():
        with pytest.raises(Refusal, match="no_trainer"):
            begin(ready.agent, official=True)
        assert begin(ready.agent).official == 0


def test_the_same_reply_sent_twice_counts_once(app: Flask, ready: Cast) -> None:
    with app.app_context():
        made = begin(ready.trainee)
        say(made, ready.trainee, FULL[0])
        with db.transaction(at=AT, by=ready.trainee.id, why="again"):
            actions.say(made.id, text=FULL[0], seq=1, by=ready.trainee.id, at=AT)
        assert len(queries.talk_lines(made.id)) == 1
        with pytest.raises(Refusal, match="talk_moved_on"), db.transaction(at=AT, by=ready.trainee.id, why="x"):
            actions.say(made.id, text="别的", seq=1, by=ready.trainee.id, at=AT)
        with pytest.raises(Refusal, match="reply_empty"), db.transaction(at=AT, by=ready.trainee.id, why="x"):
            actions.say(made.id, text=" ", seq=2, by=ready.trainee.id, at=AT)
        with pytest.raises(NotYours), db.transaction(at=AT, by=ready.agent.id, why="x"):
            actions.say(made.id, text="好", seq=2, by=ready.agent.id, at=AT)


@pytest.mark.parametrize(("timed", "late"), [(True, [True]), (False, [])])
def test_times_are_judged_at_a_keyboard_only(app: Flask, ready: Cast, timed: bool, late: list[bool]) -> None:
    with app.app_context():
        made = begin(ready.trainee, official=True, timed=timed)
        made = say(made, ready.trainee, FULL[0], second=31)
        lines = queries.talk_lines(made.id)
        assert [one.seconds for one in lines] == [31]
        assert [pace.is_late for pace in queries.score_of(made, lines).paces] == late


def test_the_whole_time_ends_an_attempt_at_a_keyboard(app: Flask, ready: Cast) -> None:
    with app.app_context():
        made = begin(ready.trainee, official=True)
        made = say(made, ready.trainee, FULL[0])
        made = say(made, ready.trainee, FULL[1], second=3600)
        assert (made.ended_at is not None, made.num, len(queries.talk_lines(made.id))) == (True, 0, 1)


def page_of(client: FlaskClient, who: Someone, **form: str) -> str:
    url = post(as_(client, who), "/roleplay/R90/talk", form).headers["Location"]
    return str(url)


def test_practice_shows_help_and_points_at_once(ready: Cast, client: FlaskClient) -> None:
    url = page_of(client, ready.trainee, official="0")
    first = client.get(url)
    assert "怎么还没退款" in first.text
    assert "提示：这一轮要说到什么" in first.text
    assert post(client, f"{url}/say", {"text": FULL[0], "seq": "1"}).status_code == 303
    then = client.get(url)
    assert '<mark data-tone="ok">' in then.text
    assert "必须“致歉”：说到了" in then.text


def test_an_official_attempt_shows_neither_until_it_is_over(ready: Cast, client: FlaskClient) -> None:
    url = page_of(client, ready.trainee, official="1", keyboard="1")
    for seq, text in enumerate(FULL, 1):
        during = client.get(url)
        assert "提示：这一轮要说到什么" not in during.text
        assert "<mark" not in during.text
        post(client, f"{url}/say", {"text": text, "seq": str(seq)})
    over = client.get(url)
    assert "100 分，过线" in over.text
    assert "必须“致歉”：说到了" in over.text
    assert "去签字" in over.text
    assert "100 分" in client.get("/roleplay/R90").text


def test_what_was_lost_says_what_would_have_been_right(ready: Cast, client: FlaskClient) -> None:
    url = page_of(client, ready.trainee, official="0")
    post(client, f"{url}/say", {"text": "您再等等", "seq": "1"})
    told = client.get(url).text
    assert "必须“致歉”：没说到。可以说：抱歉；" in told
    assert "禁止“只叫等”：说了不该说的" in told
    assert '<mark data-tone="bad">再等<span' in told


def test_the_litany(ready: Cast, client: FlaskClient) -> None:
    url = page_of(client, ready.trainee, official="0")
    assert as_(client, ready.trainer).get(url).status_code == 200
    assert as_(client, ready.agent).get(url).status_code == 404
    assert post(client, f"{url}/say", {"text": "好", "seq": "1"}).status_code == 404
    assert client.get("/roleplay/talk/none").status_code == 404
    as_(client, ready.trainee)
    assert post(client, "/roleplay/R99/talk", {}).status_code == 404
    assert post(client, f"{url}/say", {"text": "", "seq": "1"}).status_code == 409
    assert post(client, f"{url}/leave", {}).status_code == 303
    assert post(client, f"{url}/leave", {}).status_code == 409
    assert post(client, f"{url}/say", {"text": "好", "seq": "1"}).status_code == 409


def test_a_trainer_writes_a_word_to_a_reply_and_the_person_reads_it(ready: Cast, client: FlaskClient) -> None:
    url = page_of(client, ready.trainee, official="0")
    post(client, f"{url}/say", {"text": FULL[0], "seq": "1"})
    as_(client, ready.trainer)
    assert post(client, f"{url}/note/1", {"text": "很快"}).status_code == 409
    post(as_(client, ready.trainee), f"{url}/leave", {})
    assert post(client, f"{url}/note/1", {"text": "我自己"}).status_code == 403
    as_(client, ready.trainer)
    assert "写评语" in client.get(url).text
    assert post(client, f"{url}/note/1", {"text": "致歉很快，再说一句怎么办。"}).status_code == 303
    assert post(client, f"{url}/note/1", {"text": " "}).status_code == 409
    assert post(client, f"{url}/note/2", {"text": "没有这一句"}).status_code == 404
    seen = as_(client, ready.trainee).get(url).text
    assert "致歉很快，再说一句怎么办。" in seen
    assert "写评语" not in seen
