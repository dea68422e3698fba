"""The installation that is measured: a bank of five hundred questions, an exam of fifty, people who may sit it."""

from __future__ import annotations

from flask import Flask

from cstrain.bank import actions as bank
from cstrain.kit import clock, db
from cstrain.kit.content import read
from cstrain.people.models import Person
from tests.cast import Someone
from tests.exam import contents, stage

QUESTIONS, ITEMS = 500, 50
PREFIXES = ("BA", "BB", "BC", "BD", "BE", "BF", "BG", "BH", "BI", "BJ")


def file_of(prefix: str) -> str:
    """A bank of fifty choices: a file may hold eighty."""
    head = contents.HEAD.replace("题库 EX 考试用的题", f"题库 {prefix} 测速用的题{prefix}")
    asked = "".join(
        contents.single(
            number,
            f"{prefix} 第 {number} 题：拍下后没付款，满几天自动关闭？",
            ("3 天", f"{number + 40} 天", "30 天"),
        )
        for number in range(1, QUESTIONS // len(PREFIXES) + 1)
    )
    return head + asked.replace("## EX-", f"## {prefix}-")


EXAM = f"""# 考试 bench-exam 测速考试
【英文名】Bench exam
【英文简介】Fifty choices.
【满分】100 分 【时长】60 分钟 【及格线】60 分 【次数】9 次 【间隔】0 小时

## 时限
【最低】0%

- 考试时限 单选 易 {ITEMS} 题 每题 2 分
"""
MODULES = contents.MODULES + "\n## 测速\n- Z9 考试 bench-exam\n"


def lay(app: Flask, count: int) -> list[Someone]:
    """Fill an empty, migrated database; that many people whose steps before the exam are signed."""
    plain = contents.MODULES, contents.COURSES
    contents.MODULES, contents.COURSES = MODULES, (*contents.COURSES, contents.course("bench-1d", "测速"))
    try:
        with app.app_context():
            found = stage.build()
            at = clock.now()
            with db.transaction(at=at, by="bench", why="bank and exam"):
                for prefix in PREFIXES:
                    bank.load_bank(read(file_of(prefix), f"{prefix}-bench.md"), at, "bench")
                stage.load_exam(EXAM, at=at)
            stage.publish("bench-exam", at=at)
            return [_ready(found, number) for number in range(count)]
    finally:
        contents.MODULES, contents.COURSES = plain


def _ready(found: stage.Stage, number: int) -> Someone:
    with db.transaction(at=clock.now(), by="bench", why="newcomer"):
        person = Person(
            employee_no=f"BE-{number:04}", name=f"新人{number}", team_id=found.cast.presale, password_is_own=True
        )
        db.database.session.add(person)
    someone = Someone(person.id, person.employee_no, person.name, "", found.cast.presale)
    stage.make_ready(found, someone, "bench-1d")
    return someone
