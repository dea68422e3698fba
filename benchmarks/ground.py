"""The installation that is measured: a bank of 100,000 questions, an exam of fifty drawn from all of it, people who may sit it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from benchmarks import copies
from cstrain.bank import actions as bank
from cstrain.kit import clock, db
from cstrain.kit.content import read
from cstrain.people.models import Person
from tests.cast import Someone
from tests.exam import contents, stage

QUESTIONS, ITEMS, LIKE = 100_000, 50, "BA-001"
BANK = contents.HEAD.replace("题库 EX 考试用的题", "题库 BA 测速用的题") + contents.single(
    1, "拍下后没付款，满几天自动关闭？", ("3 天", "41 天", "30 天", "7 天")
).replace("## EX-", "## BA-")
EXAM = f"""# 考试 bench-exam 测速考试
【英文名】Bench exam
【英文简介】Fifty choices.
【满分】100 分 【时长】60 分钟 【及格线】60 分 【次数】9 次 【间隔】0 小时

## 时限
【最低】0%

- 考试时限 单选 易 {ITEMS} 题 每题 2 分
"""
MODULES = contents.MODULES + "\n## 测速\n- Z9 考试 bench-exam\n"


def lay(app: Flask, count: int, questions: int = QUESTIONS) -> list[Someone]:
    """Fill an empty, migrated database; that many people whose steps before the exam are signed."""
    plain = contents.MODULES, contents.COURSES
    contents.MODULES, contents.COURSES = MODULES, (*contents.COURSES, contents.course("bench-1d", "测速"))
    try:
        with app.app_context():
            found = stage.build()
            at = clock.now()
            with db.transaction(at=at, by="bench", why="bank and exam"):
                bank.load_bank(read(BANK, "BA-bench.md"), at, "bench")
                copies.questions(LIKE, questions)
                stage.load_exam(EXAM, at=at)
            if db.database.engine.dialect.name == "postgresql":  # as its autovacuum does within the minute
                with db.transaction(at=at, by="bench", why="statistics"):
                    db.database.session.execute(text("ANALYZE"))
            stage.publish("bench-exam", at=at)
            first = _ready(found)
            with db.transaction(at=at, by="bench", why="people"):
                return [first, *copies.people(first, count - 1)]
    finally:
        contents.MODULES, contents.COURSES = plain


def _ready(found: stage.Stage) -> Someone:
    """One who came to the exam by the actions of the house."""
    with db.transaction(at=clock.now(), by="bench", why="newcomer"):
        person = Person(employee_no="BE-0000", name="新人", team_id=found.cast.presale, password_is_own=True)
        db.database.session.add(person)
    someone = Someone(person.id, person.employee_no, person.name, "", found.cast.presale)
    stage.make_ready(found, someone, "bench-1d")
    return someone
