"""The people of the measured installation, their cookies and their attempts, and what they do over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from secrets import token_hex, token_urlsafe

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from benchmarks import ground, load
from cstrain.exam import queries
from cstrain.exam.models import Step
from cstrain.kit import clock, db
from cstrain.people.doors import hashed
from cstrain.people.models import Session
from tests.cast import Someone
from tests.chaos.serving import Place
from tests.exam.pages import typed

Requests = Iterator[bytes]
SHOWN = 3


class Sitting:
    def __init__(self, app: Flask, place: Place, people: list[Someone]) -> None:
        self.app, self.place, self.people = app, place, people
        self.doors = self._signed_in()
        self.attempts: list[str] = []
        self.papers: dict[int, list[dict[str, str]]] = {}
        self.seq = itertools.count(1)

    def _signed_in(self) -> list[tuple[str, str]]:
        """(cookie, CSRF token) of everybody, as signing in would give them."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        csrf = URLSafeTimedSerializer(self.app.secret_key or b"", salt="wtf-csrf-token")
        found = []
        with self.app.app_context(), db.transaction(at=clock.now(), by="bench", why="sign in"):
            for each in self.people:
                sid, raw = token_urlsafe(32), token_hex(20)
                row = Session(id=hashed(sid), person_id=each.id, started_at=clock.now(), address="127.0.0.1")
                db.database.session.add(row)
                found.append((signer.dumps({"sid": sid, "csrf_token": raw}), str(csrf.dumps(raw))))
        return found

    def post(self, one: int, path: str, **fields: object) -> bytes:
        cookie, csrf = self.doors[one]
        return load.request("POST", path, cookie, {"csrf_token": csrf, **fields})

    def get(self, one: int, path: str) -> bytes:
        return load.request("GET", path, self.doors[one][0])

    def start(self, one: int) -> bytes:
        return self.post(one, "/exam/bench-exam/start")

    def know_papers(self) -> None:
        """Whose attempt is whose, and what can be answered on it."""
        with self.app.app_context():
            exam = queries.exam_by_key("bench-exam").id
            self.attempts = [queries.attempts(each.id, exam)[0].id for each in self.people]

    def paper(self, one: int) -> list[dict[str, str]]:
        if one not in self.papers:
            with self.app.app_context():
                slots = queries.slots(self.attempts[one])
                questions = queries.questions_of(slots)
                self.papers[one] = [typed(questions[slot.question_version_id], 0) for slot in slots]
            assert len(self.papers[one]) == ground.ITEMS
        return self.papers[one]

    def save(self, one: int) -> bytes:
        """The next save of this person, on the questions that are before them: the first few places, in turn."""
        seq = next(self.seq)
        place = seq % SHOWN
        fields = {"client": "b", "seq": seq, "save_id": f"b{seq}", **self.paper(one)[place]}
        return self.post(one, f"/exam/{self.attempts[one]}/{place + 1}", **fields)

    def saves(self, one: int) -> Requests:
        self.paper(one)
        while True:
            yield self.save(one)

    def fill(self) -> None:
        """Every paper is full when it is handed in."""
        at = clock.now()
        with self.app.app_context(), db.transaction(at=at, by="bench", why="fill"):
            for attempt_id in self.attempts:
                said = {"attempt_id": attempt_id, "client": "fill", "seq": 10**9, "answer": 0, "flagged": False}
                places = range(1, ground.ITEMS + 1)
                lines = [{**said, "place": each, "key": f"fill{each}", "received_at": at} for each in places]
                db.append(Step, *lines)

    def whole_attempt(self, one: int) -> list[Callable[[], bytes]]:
        """What a person without haste sends after the start: each page, each answer, the sheet, handing in, the result."""
        attempt = f"/exam/{self.attempts[one]}"
        steps: list[Callable[[], bytes]] = []
        for place in range(1, ground.ITEMS + 1):
            fields = {"client": "w", "seq": place, "save_id": f"w{place}", **self.paper(one)[place - 1]}
            steps.append(lambda place=place: self.get(one, f"{attempt}/{place}"))
            steps.append(lambda place=place, fields=fields: self.post(one, f"{attempt}/{place}", **fields))
        return [*steps, lambda: self.get(one, f"{attempt}/sheet")]
