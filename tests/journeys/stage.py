"""The school of the journeys: the cast, a course of two days loaded by the real loader, both exams open.

``NOW`` is nine o'clock on a Tuesday. What a journey does not tell itself is done before it by the real actions, as the
demo does them: ``hired`` enrols somebody some days ago, and the demo's ``Hire`` walks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import time_machine
from flask import current_app
from sqlalchemy import func, select

from cstrain.certification import queries as certification
from cstrain.certification.actions import Given, decide
from cstrain.certification.rules.decision import Conditions
from cstrain.certification.rules.readiness import AGREE
from cstrain.curriculum import actions as curriculum
from cstrain.demo.people import Player
from cstrain.demo.rehearsing import drill_all, play
from cstrain.demo.sitting import sit
from cstrain.demo.walk import Hire, Watch, proof, sign_all
from cstrain.exam import actions as exam
from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.models import Person
from tests.cast import Cast, Someone, make_cast

NOW = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, a Tuesday
TODAY = date(2026, 10, 20)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEFORE = NOW - 30 * DAY
SCHOOL = Path(__file__).resolve().parent / "school"
COURSE, EXAM = "pay-2d", "pay-exam"
QUICK_COURSE, QUICK_EXAM = "quick-2d", "quick-exam"


def build() -> Cast:
    """Write the school into an empty database, thirty days before the journeys begin."""
    with time_machine.travel(BEFORE, tick=False):
        cast = make_cast(BEFORE)
        done = current_app.test_cli_runner().invoke(args=["content", "load", str(SCHOOL)])
        assert done.exit_code == 0, done.output
        with db.transaction(at=BEFORE, by=cast.admin.id, why="tests"):
            people.adopt_suggestions(reason="试过", by=cast.admin.id, at=BEFORE)
        for key in (EXAM, QUICK_EXAM):
            with db.transaction(at=BEFORE, by=cast.trainer.id, why="tests"):
                exam.publish(key, opens_at=BEFORE, closes_at=None, by=cast.trainer.id, at=BEFORE)
    return cast


def player(someone: Someone) -> Player:
    """One of the cast, as the demo's walk knows people."""
    return Player(someone.id, someone.employee_no, someone.name, someone.password, "")


def id_of(number: str) -> str:
    return db.database.session.scalars(select(Person.id).where(Person.employee_no == number)).one()


def hired(cast: Cast, someone: Someone, days_ago: int, course: str = COURSE) -> Hire:
    """Enrolled so many days ago, with the cast's mentor and trainer beside."""
    start, at = TODAY - timedelta(days=days_ago), NOW - days_ago * DAY - HOUR
    with db.transaction(at=at, by=cast.trainer.id, why="tests"):
        batch = curriculum.keep_cohort("10 月第 3 批", course, start)
        choice = curriculum.Choice(course, start, cast.mentor.id, cast.trainer.id, batch.id)
        made = curriculum.enrol(someone.id, choice, by=cast.trainer.id, at=at)
        return Hire(player(someone), made.id, player(cast.mentor), player(cast.trainer), start)


def learned(cast: Cast, someone: Someone, days_ago: int, course: str = COURSE) -> tuple[Hire, Watch]:
    """Everything up to the exam done and signed, the last of it on the second training day."""
    hire = hired(cast, someone, days_ago, course)
    watch = Watch(hire.start_on)
    hire.learn(1, watch)
    if course == COURSE:
        drill_all(hire, watch)
        watch = Watch(hire.start_on + DAY)
        play(hire, "R90", player(cast.second_trainer), watch)
        drill_all(hire, watch)
    for each in (hire.player, hire.mentor, hire.trainer):
        sign_all(each, watch)
    return hire, watch


def certified(cast: Cast, someone: Someone, days_ago: int = 5) -> str:
    """The whole quick road, agreed by the supervisor; the number of the certificate."""
    hire, watch = learned(cast, someone, days_ago, QUICK_COURSE)
    watch = Watch(hire.start_on + DAY)
    sit(hire.player, QUICK_EXAM, watch)
    sign_all(hire.player, watch)
    at = watch.after(3600)
    seen = certification.readiness([someone.id], at)[someone.id]
    with db.transaction(at=at, by=cast.supervisor.id, why="tests"):
        given = Given(AGREE, "证据齐全", seen.hash, Conditions())
        _decision, made = decide(someone.id, given, proof=proof(player(cast.supervisor), at), at=at)
    assert made is not None
    return made.no


def everything() -> dict[str, int]:
    """How many rows each table holds, but for those that are noted beside the deeds."""
    noted = {
        mapper.local_table.name for mapper in db.Base.registry.mappers if getattr(mapper.class_, "__noted__", False)
    }
    session = db.database.session
    tables = [table for table in db.Base.metadata.sorted_tables if table.name not in noted]
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
