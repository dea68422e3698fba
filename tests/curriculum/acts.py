"""A small course that has every kind of step, and the room's deeds in short, for its tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cstrain.bank import actions as bank
from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import Choice, Typed
from cstrain.curriculum.models import Enrolment, MaterialVersion, StepRun
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.people import actions as people
from cstrain.records import queries as records
from tests.cast import Cast, Someone
from tests.records.acts import Proved, sign

START = date(2026, 10, 19)  # a Monday
MORNING = datetime(2026, 10, 19, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

POINTS = """# 知识点 points 知识点表
【英文名】Knowledge points
【英文简介】One list.

- 平台规则／淘宝时限 【英文】Taobao clocks
"""
DECISIONS = """# 决定 decisions 由企业决定的事项
【英文名】Decisions
【英文简介】What the firm decides.
【负责】主管

## 通话上限 整数
一通电话最长打多久。
【范围】1～60 【单位】分钟 【用在】章程 【取值】由企业决定
【建议】10 分钟 说清一件事够用
"""
RULES = """# 规则 taobao 淘宝交易时限
【英文名】Taobao clocks
【英文简介】Clocks of payment.
【来源】电商客服问答汇总页
【平台】淘宝 【截至】2022-12-31 【复核】2027-01-15 【负责】培训师

## TB1 拍下没付款，3 天自动关闭
【起算】买家拍下
【结果】交易关闭
【该动】买家 【时限】3 天 【赢家】卖家
"""
CHARTER = """# 规则 charter 客服服务章程
【英文名】Service charter
【英文简介】What we keep to.
【来源】本店
【平台】本店 【复核】2027-05-20 【负责】主管

## ZC1 打字的样子
不用全大写，不连发三个以上的感叹号。

## ZC2 电话时长
一通电话最长 {通话上限} 分钟。说不完，约好时间再打。

## ZC3 旧条款
这一条不用了。
【状态】停用 并入 ZC2
"""
BANK = """# 题库 TB 淘宝交易时限
【英文名】Taobao clocks
【英文简介】Which clock runs.
【知识点】淘宝时限 【难度】易 【规则】TB1 【负责】培训师
""" + "".join(
    f"""
## TB-00{number} 单选
第 {number} 题：买家拍下后没付款，满几天自动关闭？这是第 {"一二三四五六"[number - 1]} 种问法。

- √ 3 天
- × {number + 3} 天
- × {number + 13} 天

【解析】从拍下那一刻起算，满 3 天没付款，交易关闭。
"""
    for number in range(1, 7)
)
PARAGRAPH = "客户问还要几天，其实是在问三件事：现在该谁动，钟从哪一刻开始走，走完了归谁。" * 5
LESSON = f"""# 课文 L04 淘宝的几座钟
【英文名】Taobao clocks
【英文简介】Who must act.
【目标】三秒内说出该谁动。
【规则】TB1
【自测】TB-001、TB-002 【时长】60 分钟 【负责】培训师

{PARAGRAPH}

## 付款以前

拍下没付，**3 天**自动关闭 {{TB1}}。

{PARAGRAPH}

## 这样说

> 客户：还要几天？
> 客服：我现在去看，17:00 前给您回话。

{PARAGRAPH}
"""
MODULES = """# 模块 presale 售前岗前模块
【英文名】Modules
【英文简介】Steps.

## 时限
- T1 课文 L04 【时长】60 分钟
- T2 练习 TB 3 题 【先完成】T1

## 仓库
- K1 线下 仓库认货：每人经手 30 件 【时长】1 天 【签字】学员、带教人

## 规矩
- C2 确认 charter
- Y4 演练 R02

## 验收
- Z1 考试 presale-exam
- Z2 签字 记录表总签
"""
COURSE = """# 课程 presale-3d 售前客服 3 日上岗课程
【英文名】Three days
【英文简介】Short.
【岗位】售前客服 【天数】3 【模块】presale 【准入】presale-gate 【负责】培训师

## 第一段 学

### 第 1 天 时限和仓库
【目标】说得出该谁动。

- 时限
- 仓库

### 第 2 天 规矩
【目标】知道什么能说。

- 规矩

### 第 3 天 验收
- 验收
"""
LONGER = (
    COURSE.replace("presale-3d 售前客服 3 日", "presale-4d 售前客服 4 日")
    .replace("【天数】3", "【天数】4")
    .replace("### 第 3 天 验收", "### 第 3～4 天 验收")
    .replace("- 时限\n- 仓库", "- 仓库\n- 时限")
)


def text(content: str, name: str = "x.md") -> Document:
    return read(content, name)


def load(content: str, at: datetime = MORNING, post_of: str = "presale", **source: Any) -> MaterialVersion:
    with db.transaction(at=at, by="tests", why="load"):
        return actions.load_material(text(content), at, "tests", actions.Source(post=post_of, **source))


def load_content(at: datetime = MORNING - 30 * DAY) -> None:
    """Everything the small course needs, the way the shipped content is loaded."""
    with db.transaction(at=at, by="tests", why="content"):
        people.load_decisions(text(DECISIONS))
        bank.load_points(text(POINTS, "points.md"), at, "tests")
        bank.load_rules(text(RULES, "rules-taobao.md"), at, "tests")
        bank.load_rules(text(CHARTER, "charter.md"), at, "tests")
        bank.load_bank(text(BANK, "TB-x.md"), at, "tests")
        people.decide("通话上限", "10", reason="说清一件事够用", by="tests", at=at)
    for content in (LESSON, CHARTER, MODULES, COURSE, LONGER):
        load(content, at)


def choice(cast: Cast, **changed: Any) -> Choice:
    given = {"course_key": "presale-3d", "start_on": START, "mentor_id": cast.mentor.id, "trainer_id": cast.trainer.id}
    return Choice(**{**given, **changed})


def enrol(cast: Cast, person: Someone, at: datetime = MORNING - DAY, **changed: Any) -> Enrolment:
    with db.transaction(at=at, by=cast.trainer.id, why="enrol"):
        return actions.enrol(person.id, choice(cast, **changed), by=cast.trainer.id, at=at)


@dataclass(frozen=True)
class Learner:
    """Somebody at their course, doing one thing after the other."""

    cast: Cast
    person: Someone
    enrolment_id: str

    def do(self, action: Any, *given: Any, at: datetime, **named: Any) -> Any:
        with db.transaction(at=at, by=self.person.id, why="learn"):
            return action(self.enrolment_id, *given, at=at, **named)

    def read_lesson(self, key: str = "T1", at: datetime = MORNING, *, wrong_first: bool = False) -> StepRun:
        for section in range(3):
            run = self.do(actions.open_section, key, section, at=at)
        for number in ("TB-001", "TB-002"):
            if wrong_first:
                self.do(actions.answer_check, key, Typed(number, 1), at=at)
            run = self.do(actions.answer_check, key, Typed(number, 0), at=at)
        return run

    def practise(self, key: str = "T2", at: datetime = MORNING, *, wrong: int = 0) -> StepRun:
        enrolment = queries.enrolment(self.enrolment_id)
        items = queries.practice_state(enrolment, queries.step(self.enrolment_id, key), None).items
        for number in items[:wrong]:
            run = self.do(actions.answer_item, key, Typed(number, 1), at=at)
        for number in items:
            run = self.do(actions.answer_item, key, Typed(number, 0), at=at)
        return run

    def be_confirmed(self, key: str = "K1", at: datetime = MORNING, by: Someone | None = None) -> StepRun:
        return self.do(actions.confirm_step, key, Proved((by or self.cast.mentor).id), at=at)

    def acknowledge(self, key: str = "C2", at: datetime = MORNING) -> StepRun:
        return self.do(actions.acknowledge, key, ["ZC1", "ZC2"], at=at)

    def first_day(self, at: datetime = MORNING) -> None:
        self.read_lesson(at=at)
        self.practise(at=at)
        self.be_confirmed(at=at)

    def sign_all(self, at: datetime) -> int:
        """Sign whatever awaits the person's own signature."""
        asked = records.open_requests(self.person.id)
        return len(sign(asked, self.person, at)) if asked else 0


def learner(cast: Cast, person: Someone | None = None, **changed: Any) -> Learner:
    someone = person or cast.trainee
    return Learner(cast, someone, enrol(cast, someone, **changed).id)
