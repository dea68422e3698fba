"""The exam when much happens at once, late, twice or out of order. CHAOS=1 runs the full sizes."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt, AttemptMove, RefusedSave, Slot, Step
from cstrain.kit import db
from cstrain.records import queries as records
from tests.cast import Someone, as_, post
from tests.exam.pages import asked, save_by_script, start, typed
from tests.exam.stage import DAY, GRACE, HOUR, NOW, SECOND, Stage

pytestmark = pytest.mark.data
FULL = os.environ.get("CHAOS") == "1"
SEED = 20261020
MICRO = timedelta(microseconds=1)
PLACES = (1, 2, 3, 4)


def at_once(*deeds: Callable[[], TestResponse]) -> list[TestResponse]:
    """Do all of it at the same moment; the answers, in the order of the deeds."""
    begin = threading.Barrier(len(deeds))
    answers: dict[int, TestResponse] = {}

    def run(number: int) -> None:
        begin.wait()
        answers[number] = deeds[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(deeds))]


def doors(app: Flask, someone: Someone, count: int) -> list[FlaskClient]:
    """That many browsers of one person, one session."""
    first = as_(app.test_client(), someone)
    cookie = first.get_cookie("cstrain")
    assert cookie is not None
    others = [app.test_client() for _ in range(count - 1)]
    for each in others:
        each.set_cookie("cstrain", cookie.value)
    return [first, *others]


def count(model: Any, *where: Any) -> int:
    return db.database.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def strike(stage: Stage, attempt_id: str) -> None:
    """The attempt counts for nothing, so that the next round can begin."""
    with db.transaction(at=NOW, by=stage.cast.trainer.id, why="next round"):
        actions.void_attempt(attempt_id, reason="下一轮", by=stage.cast.trainer.id, at=NOW)


# -- the deadline


def test_ex2_the_servers_clock_decides_to_the_microsecond(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    """EX-2: saves ten seconds before to ten seconds after deadline and grace, whatever the browser says of its own clock."""
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    question, key = asked(app, attempt_id)[1]
    limit = NOW + HOUR + GRACE
    dice = random.Random(SEED)
    offsets = sorted([dice.randrange(-10_000_000, 10_000_001) for _ in range(1000 if FULL else 100)] + [-1, 0, 1])
    noon.move_to(limit - 10 * SECOND)
    as_(client, stage.cast.agent)
    good = late = 0
    for number, offset in enumerate(offsets):
        noon.move_to(limit + offset * MICRO)
        said = {"client": "tab", "seq": number + 1, "save_id": f"tab-{number}", **typed(question, key)}
        pretended = (NOW + dice.choice((-DAY, DAY, timedelta()))).isoformat()
        forged = dict.fromkeys(("Date", "X-Request-Start", "X-Received-At"), pretended)
        said |= {"received_at": pretended, "now": pretended, "at": pretended, "deadline": pretended}
        answer = post(client, f"/exam/{attempt_id}/1", said, headers={"Accept": "application/json", **forged})
        assert answer.status_code == (200 if offset <= 0 else 409), offset
        good, late = good + (offset <= 0), late + (offset > 0)
    with app.app_context():
        assert (count(Step), count(RefusedSave)) == (good, late)
        assert set(db.database.session.scalars(select(RefusedSave.code))) == {"time_is_up"}
        assert max(db.database.session.scalars(select(Step.received_at))) == limit


@pytest.mark.parametrize("waits", [False, True])
def test_ex2_waiting_for_a_lock_makes_nobody_late(
    app: Flask, stage: Stage, noon: time_machine.Coordinates, waits: bool
) -> None:
    """EX-2: received in time and held up for eight seconds by others is in time; received late is late, lock or no lock."""
    browser = doors(app, stage.cast.agent, 1)[0]
    attempt_id = start(browser, "quick-exam")
    question, key = asked(app, attempt_id)[1]
    limit = NOW + HOUR + GRACE
    noon.move_to(limit if waits else limit + MICRO)
    as_(browser, stage.cast.agent)
    held, go_on, answers = threading.Event(), threading.Event(), []

    def hold() -> None:
        with app.app_context(), db.transaction(at=NOW, by="tests", why="a long write"):
            db.lock(Attempt, attempt_id)
            held.set()
            go_on.wait(30)

    holder = threading.Thread(target=hold)
    sender = threading.Thread(
        target=lambda: answers.append(save_by_script(browser, f"/exam/{attempt_id}/1", typed(question, key)))
    )
    holder.start()
    assert held.wait(10)
    sender.start()
    time.sleep(0.5)
    assert not answers, "it stands in the queue"
    noon.move_to(limit + 8 * SECOND)
    go_on.set()
    holder.join()
    sender.join()
    assert answers[0].status_code == (200 if waits else 409)
    with app.app_context():
        assert (count(Step), count(RefusedSave)) == ((1, 0) if waits else (0, 1))


# -- deliveries


def test_ex6_repeated_and_overtaken_saves_add_nothing_and_turn_nothing_back(app: Flask, stage: Stage) -> None:
    """EX-6: each save delivered one to five times, out of order, over two connections: the highest number counts, once."""
    clients = doors(app, stage.cast.agent, 2)
    attempt_id = start(clients[0], "quick-exam")
    paper = asked(app, attempt_id)
    dice = random.Random(SEED)
    saves = [(dice.choice(PLACES), number + 1, dice.randrange(4)) for number in range(3400 if FULL else 90)]
    saves[-8:] = [(PLACES[number % 4], *saves[number - 8][1:]) for number in range(8)]
    overtaking = {
        seq for _place, seq, _choice in saves[-4:]
    }  # the last of each place arrives before the one it replaces
    arrivals = [
        (seq + (-10 if seq in overtaking else dice.uniform(0, 10)), (place, seq, choice))
        for place, seq, choice in saves
        for _ in range(dice.randint(1, 5))
    ]
    deliveries = [save for _when, save in sorted(arrivals)]
    wrong: list[Any] = []

    def deliver(number: int) -> None:
        for place, seq, choice in deliveries[number::2]:
            fields = typed(paper[place][0], choice)
            answer = save_by_script(
                clients[number], f"/exam/{attempt_id}/{place}", fields, seq=seq, save_id=f"s{seq}", tab=f"t{seq % 2}"
            )
            if answer.status_code != 200 or answer.json is None or answer.json["seq"] != seq:
                wrong.append((place, seq, answer.status_code))

    threads = [threading.Thread(target=deliver, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(deliveries) > 2.5 * len(saves)
    last = {place: (seq, choice) for place, seq, choice in saves}  # they were made in the order of their numbers
    with app.app_context():
        steps = queries.current_steps(attempt_id)
        assert {place: (step.seq, step.answer) for place, step in steps.items()} == last
        assert count(Step) == len(saves)


def test_ex6_a_used_key_is_not_taken_for_another_answer(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """EX-6: the same key with another answer is 409, changes nothing and is kept as evidence."""
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    url, question = f"/exam/{attempt_id}/1", asked(app, attempt_id)[1][0]
    assert save_by_script(client, url, typed(question, 0), save_id="one").status_code == 200
    for said in ({"save_id": "one"}, {"save_id": "one", "seq": 2}, {"save_id": "two", "seq": 1}):
        assert save_by_script(client, url, typed(question, 1), **said).status_code == 409
    with app.app_context():
        assert [step.answer for step in db.database.session.scalars(select(Step))] == [0]
        assert list(db.database.session.scalars(select(RefusedSave.code))) == ["key_used_for_another_answer"] * 3


# -- beginning and handing in


def test_ex8_pressing_start_often_begins_once(app: Flask, stage: Stage, noon: time_machine.Coordinates) -> None:
    """EX-8: many starts of one person at the same moment, with one attempt left: one attempt, one paper, none left."""
    clients = doors(app, stage.cast.agent, 50 if FULL else 10)
    begins = [lambda each=each: post(each, "/exam/quick-exam/start") for each in clients]
    for number in range(20 if FULL else 4):
        answers = at_once(*begins)
        assert {answer.status_code for answer in answers} == {303}
        places = {str(answer.location) for answer in answers}
        assert len(places) == 1, places
        attempt_id = places.pop().split("/")[2]
        with app.app_context():
            assert (count(Attempt), count(Slot)) == (number + 1, 4 * (number + 1))
            strike(stage, attempt_id)
    for _ in range(2):  # both that the exam allows, the second with one left
        attempt_id = str(at_once(*begins)[0].location).split("/")[2]
        assert post(clients[0], f"/exam/{attempt_id}/submit").status_code == 303
        noon.shift(DAY)
        clients[:] = doors(app, stage.cast.agent, len(clients))
        begins[:] = [lambda each=each: post(each, "/exam/quick-exam/start") for each in clients]
    assert {answer.status_code for answer in at_once(*begins)} == {409}
    with app.app_context():
        assert count(Attempt, Attempt.state == "graded") == 2


def test_ex9_what_was_acknowledged_before_the_end_is_in_the_grade(app: Flask, stage: Stage) -> None:
    """EX-9: many submits race many saves: one grade, one event; an acknowledged save is in it, a refused one is not."""
    submits, saves, rounds = (50, 20, 200) if FULL else (8, 8, 6)
    clients = doors(app, stage.cast.agent, submits + saves)
    dice, met = random.Random(SEED), Counter[str]()
    for number in range(rounds):
        attempt_id = start(clients[0], "quick-exam")
        paper = asked(app, attempt_id)
        sent = [(PLACES[order % 4], order + 1, dice.randrange(2)) for order in range(saves)]
        pause = (0.0, 1.0)[number] if number < 2 else dice.uniform(0, 0.02 * saves)
        deeds = [partial(_hand_in, each, attempt_id, pause) for each in clients[:submits]]
        for each, (place, seq, shift) in zip(clients[submits:], sent, strict=True):
            question, key = paper[place]
            url, fields = f"/exam/{attempt_id}/{place}", typed(question, key ^ shift)
            deeds.append(partial(save_by_script, each, url, fields, seq=seq, tab=f"t{seq}"))
        dice.shuffle(order := list(range(len(deeds))))
        shuffled = at_once(*(deeds[place] for place in order))
        answers = {place: answer.status_code for place, answer in zip(order, shuffled, strict=True)}
        assert Counter(answers[place] for place in range(submits)) == {303: 1, 409: submits - 1}
        kept = [one for place, one in enumerate(sent) if answers[submits + place] == 200]
        assert all(answers[submits + place] in (200, 409) for place in range(saves))
        met["kept"] += len(kept)
        met["late"] += saves - len(kept)
        with app.app_context():
            _one_grade_of(attempt_id, kept, stage.cast.agent, number)
            strike(stage, attempt_id)
    assert met["kept"] and met["late"], met


def _hand_in(client: FlaskClient, attempt_id: str, pause: float) -> TestResponse:
    time.sleep(pause)
    return post(client, f"/exam/{attempt_id}/submit")


def _one_grade_of(attempt_id: str, kept: list[tuple[int, int, int]], person: Someone, number: int) -> None:
    last = {place: shift for place, _seq, shift in sorted(kept, key=lambda one: one[1])}
    attempt = db.database.session.get_one(Attempt, attempt_id)
    assert (attempt.state, attempt.score) == ("graded", sum(2 for shift in last.values() if shift == 0))
    assert count(Step, Step.attempt_id == attempt_id) == len(kept)
    assert count(AttemptMove, AttemptMove.attempt_id == attempt_id, AttemptMove.event == "submit") == 1
    results = [one for one in records.read_entries(person.id) if one.kind == "exam_result"]
    assert len(results) == number + 1
