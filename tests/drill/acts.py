"""What the drill's tests stand on: a small bank, a person whose course has come to it, answers on chosen days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cstrain.bank import actions as bank
from cstrain.bank import queries as bank_queries
from cstrain.curriculum.models import Enrolment, Material, MaterialVersion, PlanStep, StepRun
from cstrain.drill import actions
from cstrain.drill.actions import Card
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.people.actions import decide, load_decisions
from tests.cast import Someone

MONDAY = datetime(2026, 10, 19, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
TUESDAY = MONDAY + timedelta(days=1)
BY = "tests"

POINTS = """# 知识点 points 知识点表
【英文名】Points
【英文简介】Points of the tests.

- 淘宝时限 【英文】Taobao clocks
- 接待 【英文】Service
"""
DECISIONS = """# 决定 decisions 由企业决定
【英文名】Decisions
【英文简介】Decisions of the tests.
【负责】主管

## 流利次数 整数
每题要答对几次。
【范围】1～5 【单位】次 【用在】准入 【取值】由企业决定
【建议】2 次 答对一次可能是碰巧

## 流利秒数 整数
每题几秒内。
【范围】3～60 【单位】秒 【用在】准入 【取值】由企业决定
【建议】15 秒 再长客户就等急了
"""
HALTING = """
## 抽问卡顿 整数
几题可以卡顿。
【范围】0～5 【单位】题 【用在】准入 【取值】由企业决定
【建议】1 题 难免卡一下
"""
RULES = """# 规则 test 测试规则
【英文名】Test rules
【英文简介】Clocks for tests.
【来源】测试
【平台】淘宝 【截至】2026-01-01 【复核】2027-01-15 【负责】培训师

## DK1 拍下没付款，{days} 天关闭
【起算】买家拍下
【结果】交易关闭
【该动】买家 【时限】{days} 天 【赢家】卖家{more}
"""
HEAD = """# 题库 {key} {name}
【英文名】Bank {key}
【英文简介】For tests.
【来源】本店
【知识点】淘宝时限 【难度】易 【复核】2027-01-15 【负责】培训师
"""
SINGLE = """
## {key}-001 单选
拍下没付款，几天关闭？

- × 2 天 【解析】太短。
- √ 3 天
- × 7 天 【解析】太长。

【解析】满 3 天关闭。
【规则】DK1{version}
"""
TRUTH = """
## {key}-002 判断
客服可以替买家关单。

【答案】错
【解析】到时自己会关。{version}
"""
REWRITE = """
## {key}-003 改写
“等一等”。

【参考】我现在去催，17:00 前回您。
【评分】
- 说了时间 【分】2
【解析】说清楚时间。
"""


def bank_text(key: str = "DA", *, single: str = "", truth: str = "", name: str = "钟") -> str:
    """A bank of a choice, a judgement and an item for a person to mark."""
    return (
        HEAD.format(key=key, name=name)
        + SINGLE.format(key=key, version=single)
        + TRUTH.format(key=key, version=truth)
        + REWRITE.format(key=key)
    )


def load_rules(days: int = 3, more: str = "", at: datetime = MONDAY) -> None:
    bank.load_rules(read(RULES.format(days=days, more=more), "rules-test.md"), at, BY)


def load_bank(text: str, at: datetime) -> None:
    key = text.split()[2]
    bank.load_bank(read(text, f"{key}-test.md"), at, BY)


def load_content(*texts: str, at: datetime = MONDAY) -> None:
    """Decisions, points, a rule, and banks (one when none is given)."""
    with db.transaction(at=at, by=BY, why="load"):
        load_decisions(read(DECISIONS + HALTING, "decisions.md"))
        bank.load_points(read(POINTS, "points.md"), at, BY)
        load_rules(at=at)
        for text in texts or (bank_text(),):
            load_bank(text, at)


def choose(times: int = 2, seconds: int = 15) -> None:
    """The firm decides the line."""
    with db.transaction(at=MONDAY, by=BY, why="decide"):
        decide("流利次数", str(times), reason="测试", by=BY, at=MONDAY)
        decide("流利秒数", str(seconds), reason="测试", by=BY, at=MONDAY)


def enrol(person: Someone, *banks: str, begun: bool = True, same_day: bool = False) -> str:
    """A running enrolment whose plan practises these banks, one a day; with ``begun`` each step was opened."""
    session = db.database.session
    with db.transaction(at=MONDAY, by=BY, why="enrol"):
        material = Material(kind="课程", key=f"course-{person.id[:6]}", name="课程", post="presale")
        session.add(material)
        session.flush()
        version = MaterialVersion(
            material_id=material.id,
            number=1,
            major=1,
            number_in_file="1.0",
            text="# 课程",
            attachments={},
            hash="0" * 64,
            origin="shipped",
            reason="",
            by=BY,
            at=MONDAY,
        )
        session.add(version)
        session.flush()
        enrolment = Enrolment(
            person_id=person.id,
            course_key=material.key,
            course_name="课程",
            course_version_id=version.id,
            post="presale",
            post_name="售前客服",
            gate_key="presale-gate",
            days=10,
            start_on=MONDAY.date(),
            enrolled_at=MONDAY,
            enrolled_by=BY,
        )
        session.add(enrolment)
        session.flush()
        for place, key in enumerate(banks or ("DA",), start=1):
            _step(enrolment, key, place, 1 if same_day else place, begun=begun)
        return enrolment.id


def _step(enrolment: Enrolment, key: str, place: int, day: int, *, begun: bool) -> None:
    step = PlanStep(
        enrolment_id=enrolment.id,
        generation=1,
        place=place,
        key=f"T{place}",
        day=day,
        due=day,
        kind="练习",
        title=f"{key} 10 题",
        duration="",
        minutes=0,
        targets=[key],
        count=10,
        signers=["trainee"],
        after=[],
        material_version_id=None,
        major=1,
        hash="0" * 64,
    )
    db.database.session.add(step)
    db.database.session.flush()
    if begun:
        db.database.session.add(StepRun(plan_step_id=step.id, started_at=MONDAY))


RIGHT: dict[str, Any] = {"001": 1, "002": False}


def answer(person: Someone, no: str, at: datetime, *, took: float = 5, right: bool = True, **card: Any) -> None:
    """Take the card ``took`` seconds before ``at`` and answer it. ``card``: claimed, hidden, confidence, mode …"""
    version = bank_queries.latest_version(no)
    assert version is not None
    key = RIGHT[no.partition("-")[2]]
    given = key if right else (0 if key == 1 else True)
    with db.transaction(at=at, by=person.id, why="answer"):
        actions.answer_card(person.id, Card(version.id, at - timedelta(seconds=took), **card), given, at=at)


def become_fluent(person: Someone, key: str = "DA") -> None:
    """Both cards right in time on two days."""
    for day in (MONDAY, TUESDAY):
        for place, no in enumerate(("001", "002")):
            answer(person, f"{key}-{no}", day + timedelta(minutes=5 * place))
