"""The room's deeds in short, for its tests: content loaded, somebody enrolled, a scene scored and signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cstrain.bank import actions as bank
from cstrain.curriculum import actions as curriculum
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.people import actions as people
from cstrain.records import queries as records
from cstrain.roleplay import actions
from cstrain.roleplay.models import RoleplaySession
from tests.cast import Cast, Someone
from tests.records.acts import sign
from tests.roleplay.scenes import AT, BY, PHRASES, RUBRIC, RULES, SCENE, SCRIPTS

DECISIONS = """# 决定 decisions 由企业决定
【英文名】Decisions
【英文简介】Decisions of the tests.
【负责】主管

## 客服让价上限 金额
一单里客服自己能让多少钱。
【范围】0～100 【单位】元 【用在】权限、演练 【取值】由企业决定
【建议】10 元 够了

## 回话时限 整数
几分钟内回话。
【范围】1～60 【单位】分钟 【用在】话术 【取值】由企业决定
【建议】15 分钟 够查
"""
MODULES = """# 模块 presale 售前岗前模块
【英文名】Modules
【英文简介】Steps.

## 演
- Y1 演练 R90

## 后面
- Y2 演练 R91
"""
COURSE = """# 课程 presale-2d 售前客服 2 日课程
【英文名】Two days
【英文简介】Short.
【岗位】售前客服 【天数】2 【模块】presale 【准入】presale-gate 【负责】培训师

## 第一段 演

### 第 1 天 演
【目标】演一场。

- 演

### 第 2 天 后面
- 后面
"""
GOOD = {"态度": 5, "规则": 4}  # 60 + 32 = 92
WEAK = {"态度": 4, "规则": 4}  # 48 + 32 = 80


def second_scene() -> str:
    return SCENE.replace("R90 退款迟迟不到账", "R91 又一个退款")


def load_content(*, decide: bool = True, at: datetime = AT) -> None:
    """Rules, a rubric, phrases, scripts and two scenes; the firm's decisions unless told otherwise."""
    with db.transaction(at=at, by=BY, why="load"):
        people.load_decisions(read(DECISIONS, "decisions.md"))
        bank.load_rules(read(RULES, "rules-test.md"), at, BY)
        actions.load_rubric(read(RUBRIC, "rubric-small.md"), at, BY)
        actions.load_phrases(read(PHRASES, "banned.md"), at, BY)
        actions.load_scripts(read(SCRIPTS, "scripts-soothing.md"), at, BY)
        for text in (SCENE, second_scene()):
            actions.load_scenario(read(text, "R-test.md"), at, BY)
        if decide:
            people.decide("客服让价上限", "10", reason="测试", by=BY, at=at)


def enrol(cast: Cast, person: Someone) -> str:
    """A running enrolment: R90 on the first day, R91 on the second."""
    early = AT - timedelta(days=30)
    with db.transaction(at=early, by=BY, why="course"):
        for text in (MODULES, COURSE):
            curriculum.load_material(read(text, "x.md"), early, BY, curriculum.Source(post="presale"))
    chosen = curriculum.Choice(
        course_key="presale-2d", start_on=AT.date(), mentor_id=cast.mentor.id, trainer_id=cast.trainer.id
    )
    with db.transaction(at=AT - timedelta(days=1), by=cast.trainer.id, why="enrol"):
        return curriculum.enrol(person.id, chosen, by=cast.trainer.id, at=AT - timedelta(days=1)).id


def score(cast: Cast, person: Someone, at: datetime = AT, **changed: Any) -> RoleplaySession:
    """The trainer scores; a colleague played the customer."""
    by: Someone = changed.pop("by", cast.trainer)
    said = {
        "partner": cast.second_trainee.id,
        "scenario": "R90",
        "scores": GOOD,
        "critical": (),
        "comment": "致歉很快，时限说得准。",
        **changed,
    }
    with db.transaction(at=at, by=by.id, why="score"):
        return actions.score_session(person.id, by=by.id, at=at, **said)


def sign_both(cast: Cast, person: Someone, made: RoleplaySession, scorer: Someone | None = None) -> None:
    """First the agent, then whoever scored."""
    for who in (person, scorer or cast.trainer):
        asked = [one for one in records.open_requests(who.id) if one.subject == made.subject]
        assert len(asked) == 1, (who.name, asked)
        sign(asked, who, made.scored_at + timedelta(minutes=5 if who is person else 10))
