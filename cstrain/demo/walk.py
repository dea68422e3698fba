"""A hire walks the road: each deed through the real action, at a time of its own, nothing later than ``until``."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cstrain.bank import queries as bank
from cstrain.bank.rules import key_of
from cstrain.curriculum import actions as curriculum
from cstrain.curriculum import queries as plans
from cstrain.curriculum.models import PlanStep
from cstrain.curriculum.rules import Kind
from cstrain.demo.people import Player
from cstrain.kit import clock, db
from cstrain.people import queries as people
from cstrain.people.doors import Proof
from cstrain.people.rules import local_date, start_of
from cstrain.records import actions as records
from cstrain.records import queries as facts

MORNING = time(9, 0)


class Watch:
    """A wristwatch on one local day: every look at it is later than the one before."""

    def __init__(self, day: date, begin: time = MORNING) -> None:
        zone = clock.zone()
        offset = datetime.combine(day, begin) - datetime.combine(day, time())
        self.at = start_of(day, zone) + offset

    @classmethod
    def at_instant(cls, at: datetime) -> Watch:
        """A watch that shows ``at``."""
        made = cls(day_of(at))
        made.at = at
        return made

    def after(self, seconds: int = 40) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@contextmanager
def acting(watch: Watch, player: Player) -> Iterator[None]:
    """Deeds of one sitting, in one write."""
    with db.transaction(at=watch.at, by=player.id, why="demo"):
        yield


def proof(player: Player, at: datetime) -> Proof:
    """The person gives their own password (checked when the account was made) on a session of the demo."""
    return Proof(player.id, f"demo-{player.number}", "password", at, key=player.key)


def sign_all(player: Player, watch: Watch) -> int:
    """Sign everything that waits for this person, each its own signature."""
    session = f"demo-{player.number}"
    asked = facts.open_requests(player.id)
    if not asked:
        return 0
    shown = watch.after()
    tokens = {one.id: facts.sign_token(one, (session, player.id), shown, secrets.token_hex(8)) for one in asked}
    at = watch.after()
    with acting(watch, player):
        records.sign(asked, proof(player, at), at, tokens)
    return len(asked)


@dataclass
class Hire:
    """One learner with those who look after them. ``practise``: called each day for fluency and scenes."""

    player: Player
    enrolment_id: str
    mentor: Player
    trainer: Player
    start_on: date
    skips: frozenset[date] = frozenset()
    practise: Callable[[Hire, Watch, int], None] = field(default=lambda hire, watch, day: None)
    signs: bool = True

    def walk(self, until_day: int, *, today: date) -> date:
        """Learn day by day until training day ``until_day`` is learned, never on or after ``today``."""
        day = self.start_on
        for number in range(1, until_day + 1):
            while day in self.skips:
                day += timedelta(days=1)
            if day >= today:
                break
            self.learn(number, Watch(day))
            day += timedelta(days=1)
        return day

    def learn(self, number: int, watch: Watch) -> None:
        """Everything of one training day, then the signatures, then those beside."""
        self.practise(self, watch, number)
        for key in [step.key for step in plans.plan(self.enrolment_id) if step.day == number]:
            self.do(key, watch)
        if self.signs:
            sign_all(self.player, watch)
            for coach in (self.mentor, self.trainer):
                sign_all(coach, watch)

    def do(self, key: str, watch: Watch) -> None:
        """One step, whatever its kind; exams and scenes are played elsewhere."""
        step = plans.step(self.enrolment_id, key)
        deeds = {
            Kind.LESSON: self._read,
            Kind.PRACTICE: self._practise,
            Kind.ACKNOWLEDGE: self._acknowledge,
            Kind.OFFLINE: self._attend,
            Kind.CLASS: self._attend,
            Kind.SHADOW: self._attend,
        }
        if Kind(step.kind) in deeds and not step.is_done:
            deeds[Kind(step.kind)](step, watch)

    def _read(self, step: PlanStep, watch: Watch) -> None:
        enrolment = plans.enrolment(self.enrolment_id)
        state = plans.lesson_state(enrolment, step, None)
        with acting(watch, self.player):
            for section in range(state.sections):
                curriculum.open_section(self.enrolment_id, step.key, section, at=watch.after(150))
            for number in state.checks:
                self._answer(step.key, number, watch, curriculum.answer_check)

    def _practise(self, step: PlanStep, watch: Watch) -> None:
        enrolment = plans.enrolment(self.enrolment_id)
        items = plans.practice_state(enrolment, step, None).items
        with acting(watch, self.player):
            for number in items:
                self._answer(step.key, number, watch, curriculum.answer_item)

    def _answer(self, key: str, number: str, watch: Watch, deed: Callable[..., object]) -> None:
        question = bank.question_of(plans.asked_version(number))
        answer = key_of(question, people.decided())
        deed(self.enrolment_id, key, curriculum.Typed(number, answer, 5200), at=watch.after(12))

    def _acknowledge(self, step: PlanStep, watch: Watch) -> None:
        with acting(watch, self.player):
            clauses = plans.clause_ids(plans.shown_by(step))
            curriculum.acknowledge(self.enrolment_id, step.key, clauses, at=watch.after(300))

    def _attend(self, step: PlanStep, watch: Watch) -> None:
        at = watch.after(1800)
        with acting(watch, self.mentor):
            curriculum.confirm_step(self.enrolment_id, step.key, proof(self.mentor, at), at=at)

    def close(self, watch: Watch) -> None:
        """The closing signature, once everything else is signed; then those beside it."""
        for step in plans.plan(self.enrolment_id):
            if step.kind == Kind.CLOSING and not step.is_done:
                with acting(watch, self.player):
                    curriculum.close_record(self.enrolment_id, step.key, at=watch.after())
                for player in (self.player, self.mentor, self.trainer):
                    sign_all(player, watch)


def day_of(at: datetime) -> date:
    """The local day of an instant."""
    return local_date(at, clock.zone())
