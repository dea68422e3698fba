"""Clients that sit an exam over real HTTP and keep what the server has acknowledged."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from cstrain.bank.rules import Question
from cstrain.exam import queries
from cstrain.kit import clock, db
from cstrain.people.models import Person
from tests.cast import Someone, as_, token
from tests.exam.pages import typed
from tests.exam.stage import Stage, begin, make_ready

PAUSE = (0.02, 0.12)  # seconds between two saves of one client, with up to CROWD of them
CROWD = 30  # more clients pause longer, so that together they offer the same 400 saves a second
DEAF = 0.05  # how many of the answers get lost on their way back, so that what stands is sent again


@dataclass
class Sitter:
    """One client and its paper. ``kept``: what was acknowledged, as seq -> (place, answer, receipt)."""

    attempt_id: str
    cookie: str
    csrf: str
    paper: dict[int, Question]
    dice: random.Random
    port: int = 0
    pace: float = 1.0
    sent: dict[int, tuple[int, Any]] = field(default_factory=dict)
    kept: dict[int, tuple[int, Any, dict[str, Any]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # when each acknowledgement came
    repeats: int = 0
    connection: http.client.HTTPConnection | None = None

    def sit(self, over: threading.Event) -> None:
        """Save after save; one that was not acknowledged is sent again, under its key, as the page does."""
        seq = 0
        while not over.is_set():
            seq += 1
            place = self.dice.choice(sorted(self.paper))
            answer = self.dice.randrange(4)
            self.sent[seq] = (place, answer)
            self._until_kept(seq, place, answer, over)
            time.sleep(self.pace * self.dice.uniform(*PAUSE))
        self.hang_up()

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def _until_kept(self, seq: int, place: int, answer: Any, over: threading.Event) -> None:
        while True:
            try:
                status, body = self._post(seq, place, answer)
            except (OSError, http.client.HTTPException):
                status, body = 0, b""
                self.hang_up()
            if status == 200:
                self.kept[seq] = (place, answer, json.loads(body))
                self.times.append(time.monotonic())
                return
            if status not in (0, 503):
                self.faults.append(f"{status} for save {seq}: {body[:200]!r}")
                return
            if over.is_set():
                return
            self.repeats += 1
            time.sleep(0.1)

    def _post(self, seq: int, place: int, answer: Any) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        fields = typed(self.paper[place], answer)
        said = {"csrf_token": self.csrf, "client": "tab", "seq": seq, "save_id": f"tab-{seq}", **fields}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "Cookie": f"cstrain={self.cookie}",
        }
        self.connection.request("POST", f"/exam/{self.attempt_id}/{place}", urlencode(said), headers)
        if self.dice.random() < DEAF:
            time.sleep(0.1)
            raise ConnectionAbortedError
        answered = self.connection.getresponse()
        return answered.status, answered.read()


def sitters(app: Flask, stage: Stage, count: int, seed: int, port: int) -> list[Sitter]:
    """That many people, ready for quick-exam, their attempts begun, signed in."""
    with app.app_context():
        attempts = [_begun(stage, number) for number in range(count)]
    found = [
        _signed_in(app, someone, attempt_id, random.Random(seed + number), port)
        for number, (someone, attempt_id) in enumerate(attempts)
    ]
    for each in found:
        each.pace = max(1.0, count / CROWD)
    return found


def _begun(stage: Stage, number: int) -> tuple[Someone, str]:
    at = clock.now()
    with db.transaction(at=at, by="tests", why="newcomer"):
        person = Person(
            employee_no=f"NC-{number:04}", name=f"新人{number}", team_id=stage.cast.presale, password_is_own=True
        )
        db.database.session.add(person)
    someone = Someone(person.id, person.employee_no, person.name, "", stage.cast.presale)
    make_ready(stage, someone, "quick-1d")
    return someone, begin(stage.quick, someone, at=at, seed=f"{number:04}").id


def _signed_in(app: Flask, someone: Someone, attempt_id: str, dice: random.Random, port: int) -> Sitter:
    client = as_(app.test_client(), someone)
    csrf = token(client)
    cookie = client.get_cookie("cstrain")
    assert cookie is not None
    with app.app_context():
        slots = queries.slots(attempt_id)
        questions = queries.questions_of(slots)
        paper = {slot.place: questions[slot.question_version_id] for slot in slots}
    return Sitter(attempt_id, cookie.value, csrf, paper, dice, port)
