"""EX-1: the attempt as Hypothesis plays it over HTTP, beside a model that knows the table and nothing of the code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select, union_all

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt, AttemptMove, Mark, RefusedSave, Step
from cstrain.exam.rules.attempt import NEXT, Event, State
from cstrain.kit import db
from cstrain.records.models import RecordEntry
from tests.cast import as_, post
from tests.exam.pages import JSON, asked, typed
from tests.exam.stage import GRACE, HOUR, MINUTE, NOW, SECOND, Stage

PLACES, SHORT = (1, 2, 3), 3
TIMED = (Event.PAUSE, Event.RESUME, Event.EXTEND, Event.FORCE, Event.REOPEN)
TABLES = (Attempt, Step, AttemptMove, Mark, RecordEntry)
Sent = dict[str, Any]


@dataclass
class World:
    """What all runs share: the application, its people, the clock (which never goes back)."""

    app: Flask
    stage: Stage
    clock: time_machine.Coordinates
    at: datetime = NOW
    told: Counter[tuple[str, str]] = field(default_factory=Counter)  # (state, event) that were tried
    papers: dict[str, dict[int, Any]] = field(default_factory=dict)

    def paper(self, attempt_id: str) -> dict[int, Any]:
        """Question and key per place; a paper does not change."""
        if attempt_id not in self.papers:
            self.papers[attempt_id] = asked(self.app, attempt_id)
        return self.papers[attempt_id]

    def move(self, by: timedelta) -> None:
        self.at += by
        self.clock.move_to(self.at)

    def rows(self) -> list[int]:
        """How many rows each table holds."""
        with self.app.app_context():
            counts = union_all(*(select(func.count()).select_from(model) for model in TABLES))
            return list(db.database.session.scalars(counts))


@dataclass
class Model:
    """One attempt: its state, its answers as (seq, answer), what was sent under which key."""

    id: str = ""
    state: State | None = None
    deadline: datetime = NOW
    answers: dict[int, tuple[int, Any]] = field(default_factory=dict)
    sent: list[tuple[int, Sent]] = field(default_factory=list)
    paused_at: datetime = NOW
    reopened: int = 0
    seq: int = 100  # high enough that a delivery that was overtaken still has a number of its own

    def is_over(self, at: datetime) -> bool:
        return at > self.deadline + GRACE

    def may(self, event: Event) -> bool:
        return self.state is not None and (self.state, event) in NEXT

    def go(self, event: Event) -> None:
        assert self.state is not None
        waits = event in (Event.SUBMIT, Event.EXPIRE, Event.FORCE) and self.answers.get(SHORT, (0, None))[1] is not None
        self.state = State.TO_MARK if waits else NEXT[self.state, event]


def machine(world: World) -> type[RuleBasedStateMachine]:
    """A rule per event that has a door, and the saves: fresh, repeated, out of order, from two tabs, under a used key."""
    person, trainer = world.stage.cast.second_supervisor, world.stage.cast.trainer
    sitting, keeping = world.app.test_client(), world.app.test_client()

    class Sitting(RuleBasedStateMachine):
        model: Model
        passed = False

        @initialize()
        def fresh(self) -> None:
            """Whatever the last run left is void; an attempt begins."""
            world.move(MINUTE)
            with world.app.app_context():
                left = queries.attempts(person.id, queries.exam_by_key("model-exam").id)
                with db.transaction(at=world.at, by=trainer.id, why="fresh"):
                    for each in left:
                        actions.void_attempt(each.id, reason="下一轮", by=trainer.id, at=world.at)
            self.model, self.passed = Model(), False
            self.sign_in()
            self.start()

        def sign_in(self) -> None:
            as_(sitting, person)
            as_(keeping, trainer)

        def call(self, client: Any, url: str, data: Sent, *, legal: bool, good: int = 303, what: str = "") -> Any:
            """A legal move works; an illegal one is 409 and leaves no row."""
            what = what or ("mark" if "/marking/" in url else url.rsplit("/", 1)[1])
            world.told[self.model.state or "none", what] += 1
            before = [] if legal else world.rows()
            answer = post(client, url, data, headers=JSON)
            assert answer.status_code == (good if legal else 409), (
                url,
                self.model.state,
                answer.get_data(as_text=True),
            )
            assert legal or world.rows() == before
            return answer

        def start(self) -> None:
            model = self.model
            if model.state in (State.OPEN, State.PAUSED):
                over = model.state is State.OPEN and model.is_over(world.at)
                answer = self.call(sitting, "/exam/model-exam/start", {}, legal=True)
                assert answer.location == f"/exam/{model.id}/1"
                if over:  # the next POST closes what the janitor has not
                    model.go(Event.EXPIRE)
                return
            legal = model.state in (None, State.VOID, State.GRADED) and not self.passed
            answer = self.call(sitting, "/exam/model-exam/start", {}, legal=legal)
            if legal:
                attempt = answer.location.split("/")[2]
                self.model = Model(attempt, State.OPEN, world.at + HOUR)

        @rule(place=st.sampled_from(PLACES), right=st.booleans(), behind=st.sampled_from((0, 0, 1, 3)))
        def save_here(self, place: int, right: bool, behind: int) -> None:
            self.save(place, right, "a", behind)

        @rule(place=st.sampled_from(PLACES), right=st.booleans(), behind=st.sampled_from((0, 0, 1, 3)))
        def save_on_another_device(self, place: int, right: bool, behind: int) -> None:
            self.save(place, right, "b", behind)

        @precondition(lambda self: self.model.state is State.OPEN)
        @rule(right=st.booleans())
        def save_all(self, right: bool) -> None:
            for place in PLACES:
                self.save(place, right, "a", 0)

        def save(self, place: int, right: bool, tab: str, behind: int) -> None:
            """``behind``: the number is lower than the last one, as of a delivery that was overtaken."""
            model = self.model
            model.seq += 10
            seq = max(1, model.seq - 10 * behind) + (tab == "b") + 2 * behind
            question, key = world.paper(model.id)[place]
            answer = key if right else (None if place == SHORT else key ^ 1)
            fields = typed(question, answer) if answer is not None else {}
            data = {"client": tab, "seq": seq, "save_id": f"{tab}{model.seq}", **fields}
            legal = model.state is State.OPEN and not model.is_over(world.at)
            late = self.refused()
            reply = self.call(sitting, f"/exam/{model.id}/{place}", data, legal=legal, good=200)
            if legal:
                model.sent.append((place, data))
                if seq >= model.answers.get(place, (0, None))[0]:
                    model.answers[place] = (seq, answer)
                assert not reply.json["words"] or model.answers[place][1] != answer
            assert self.refused() == late + (not legal)

        def refused(self) -> int:
            with world.app.app_context():
                return db.database.session.scalar(select(func.count()).select_from(RefusedSave)) or 0

        @precondition(lambda self: self.model.sent)
        @rule(data=st.data())
        def save_again(self, data: st.DataObject) -> None:
            """A repeat gets its receipt whatever has happened since, and adds nothing."""
            place, sent = data.draw(st.sampled_from(self.model.sent))
            before = world.rows()
            self.call(sitting, f"/exam/{self.model.id}/{place}", sent, legal=True, good=200)
            assert world.rows() == before

        @precondition(lambda self: self.model.sent)
        @rule(data=st.data())
        def save_another_under_the_same_key(self, data: st.DataObject) -> None:
            place, sent = data.draw(st.sampled_from(self.model.sent))
            emptied = {name: value for name, value in sent.items() if name in ("client", "seq", "save_id")}
            fields = emptied if "a" in sent else {**emptied, "a": "写了别的"}
            self.call(sitting, f"/exam/{self.model.id}/{place}", fields, legal=False)

        @rule()
        def the_janitor_comes(self) -> None:
            world.told[self.model.state or "none", "janitor"] += 1
            due = self.model.may(Event.EXPIRE) and self.model.is_over(world.at)
            with world.app.app_context():
                assert actions.close_overdue(world.at) == int(due)
            if due:
                self.model.go(Event.EXPIRE)

        @rule(event=st.sampled_from((Event.SUBMIT, Event.SUBMIT, Event.MARK, Event.MARK, Event.VOID, None)))
        def press(self, event: Event | None) -> None:
            """Every event that somebody may cause, in whatever state; none of them begins an attempt."""
            if event is None:
                self.start()
                return
            model = self.model
            if event is Event.SUBMIT and model.is_over(world.at):
                event = Event.EXPIRE
            client, url, data = {
                Event.SUBMIT: (sitting, f"/exam/{model.id}/submit", {}),
                Event.EXPIRE: (sitting, f"/exam/{model.id}/submit", {}),
                Event.MARK: (keeping, f"/marking/{model.id}/{SHORT}", {"p-0": "1.5", "p-1": "1", "p-2": "0.5"}),
                Event.VOID: (keeping, f"/exams/attempt/{model.id}/void", {"reason": "试一试"}),
            }[event]
            legal = model.may(event)
            self.call(client, url, data, legal=legal)
            if legal:
                model.go(event)

        @rule(event=st.sampled_from(TIMED), minutes=st.sampled_from((1, 30, 240)))
        def invigilate(self, event: Event, minutes: int) -> None:
            """Pause, go on, more time, hand in for them, reopen: the deadline moves by exactly what it should."""
            model = self.model
            over = model.state is State.OPEN and model.is_over(world.at)
            legal = model.may(event) and (event is Event.FORCE or not over)
            data = {"event": event.value, "minutes": minutes, "reason": "试一试"}
            self.call(keeping, f"/exams/attempt/{model.id}/act", data, legal=legal, what=event.value)
            if not legal:
                return
            if event is Event.PAUSE:
                model.paused_at = world.at
            elif event is Event.RESUME:
                model.deadline += world.at - model.paused_at
            elif event is Event.EXTEND:
                model.deadline += minutes * MINUTE
            elif event is Event.REOPEN:
                model.deadline, self.passed = world.at + minutes * MINUTE, False
                model.reopened += 1
            model.go(event)

        @rule(by=st.sampled_from((SECOND, 20 * MINUTE, 59 * MINUTE, HOUR + GRACE, HOUR + GRACE + SECOND)))
        def time_passes(self, by: timedelta) -> None:
            world.move(by)
            self.sign_in()

        @invariant()
        def the_rows_say_what_the_model_says(self) -> None:
            model = getattr(self, "model", None)
            if model is None or not model.id:
                return
            with world.app.app_context():
                row = db.database.session.get_one(Attempt, model.id)
                assert (row.state, row.deadline) == (model.state, model.deadline)
                steps = queries.current_steps(model.id)
                assert {place: (step.seq, step.answer) for place, step in steps.items()} == model.answers
                assert queries.save_count(model.id) == len(model.sent)
                if model.state is State.GRADED:
                    self.passed = self.check_score(row)
                elif model.state is State.VOID:
                    self.passed = False

        def check_score(self, row: Attempt) -> bool:
            keys = {place: key for place, (_question, key) in world.paper(row.id).items()}
            given = {place: answer for place, (_seq, answer) in self.model.answers.items()}
            score = sum(2 for place in (1, 2) if given.get(place) == keys[place]) + (3 if given.get(SHORT) else 0)
            assert (row.score, row.passed) == (score, score == 7)
            return score == 7

    return Sitting
