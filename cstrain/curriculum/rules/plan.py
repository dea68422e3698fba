"""Courses as values (formats 5.3): which module comes on which day, and the plan this makes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cstrain.curriculum.rules.steps import ModuleFile, StepSpec
from cstrain.kit.content import Document, Part, Problem, nearest

DAYS = re.compile(r"第 (?P<first>\d{1,2})(?:～(?P<last>\d{1,2}))? 天(?: (?P<name>.+))?")
EACH_DAY = "每天 "


@dataclass(frozen=True)
class PlannedStep:
    """A step on a day. ``key`` is T1, or K1#2 for the second time; it may be done from ``day`` and is due by ``due``."""

    key: str
    spec: StepSpec
    day: int
    due: int


@dataclass(frozen=True)
class DayPlan:
    number: int
    name: str
    aim: str
    block: str
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True)
class Course:
    """A course: its post as people say it, its length in attended days, its plan."""

    key: str
    name: str
    post_name: str
    days: int
    module_key: str
    gate: str
    plan: tuple[DayPlan, ...]

    @property
    def steps(self) -> tuple[PlannedStep, ...]:
        return tuple(step for day in self.plan for step in day.steps)


def read_course(document: Document, modules: ModuleFile | None) -> tuple[Course | None, list[Problem]]:
    """A course laid out over its modules, or what is wrong with it beyond its grammar."""
    head = document.head
    problems = [
        document.problem(1, f"缺【{key}】") for key in ("岗位", "天数", "模块", "准入", "负责") if not head.own(key)
    ]
    if modules is None:
        attribute = head.attribute("模块")
        problems.append(document.problem(attribute.line if attribute else 1, f"没有模块文件「{head.own('模块')}」"))
    if problems or modules is None:
        return None, problems
    plan = _Plan(document, modules)
    plan.lay_out()
    days = int(head.own("天数")) if head.own("天数").isdigit() else 0
    numbers = [day.number for day in plan.days]
    if numbers != list(range(1, days + 1)):
        found = "、".join(map(str, numbers)) or "0"
        said = f"【天数】{head.own('天数')}，写出来的是第 {found} 天：要从第 1 天起不断开"
        plan.problems.append(document.problem(1, said))
    if plan.problems:
        return None, plan.problems
    course = Course(
        document.id, document.name, head.own("岗位"), days, head.own("模块"), head.own("准入"), tuple(plan.days)
    )
    return course, []


class _Plan:
    """A plan while its days are read, top to bottom."""

    def __init__(self, document: Document, modules: ModuleFile) -> None:
        self.document, self.modules = document, modules
        self.problems: list[Problem] = []
        self.days: list[DayPlan] = []
        self.times: dict[str, int] = {}
        self.placed: dict[str, bool] = {}  # module → each day?

    def lay_out(self) -> None:
        for block in self.document.parts:
            for part in block.parts:
                found = DAYS.fullmatch(part.title)
                first = int(found["first"]) if found else 0
                last = int(found["last"] or first) if found else -1
                if found is None or not 1 <= first <= last:
                    said = f"「{part.title}」要写成「第 N 天 名字」或「第 N～M 天 名字」"
                    self.problems.append(self.document.problem(part.line, said))
                else:
                    self._add_days(block.title, part, (first, last), found["name"] or "")
        self._check_order()

    def _add_days(self, block: str, part: Part, span: tuple[int, int], name: str) -> None:
        first, last = span
        named = self._modules_of(part)
        for number in range(first, last + 1):
            steps = [
                PlannedStep(self._key(step), step, number, number if each else last)
                for module, each in named
                if each or number == first
                for step in self.modules.modules[module]
            ]
            self.days.append(DayPlan(number, name, part.own("目标"), block, tuple(steps)))

    def _modules_of(self, part: Part) -> list[tuple[str, bool]]:
        """(module name, each day?) of a day's lines."""
        named = []
        for item in (line for run in part.runs for line in run):
            each = item.body.startswith(EACH_DAY)
            name = item.body.removeprefix(EACH_DAY)
            if name not in self.modules.modules:
                offer = nearest(name, list(self.modules.modules))
                hint = f"，是不是想写「{offer}」" if offer else ""
                self.problems.append(self.document.problem(item.line, f"模块「{name}」不在模块文件里{hint}"))
                continue
            if name in self.placed and not (each and self.placed[name]):
                said = f"模块「{name}」排了两次：要天天上的写「每天 {name}」"
                self.problems.append(self.document.problem(item.line, said))
            self.placed[name] = each
            named.append((name, each))
        return named

    def _key(self, step: StepSpec) -> str:
        self.times[step.id] = self.times.get(step.id, 0) + 1
        return step.id if self.times[step.id] == 1 else f"{step.id}#{self.times[step.id]}"

    def _check_order(self) -> None:
        """What a step names in 先完成 must be in this course, and on no later day."""
        on: dict[str, int] = {}
        for day in self.days:
            for planned in day.steps:
                on.setdefault(planned.spec.id, day.number)
        for day in self.days:
            for planned in day.steps:
                for earlier in planned.spec.after:
                    if on.get(earlier, 99) > day.number:
                        where = f"排在第 {on[earlier]} 天" if earlier in on else "没有排"
                        said = f"第 {day.number} 天的 {planned.spec.id} 要先完成 {earlier}，{earlier} 在这门课里{where}"
                        self.problems.append(self.document.problem(1, said))


def base_id(key: str) -> str:
    """K1#2 → K1."""
    return key.split("#", maxsplit=1)[0]


def occurrence(key: str) -> int:
    """K1 → 1, K1#2 → 2: which time the step is done."""
    return int(key.partition("#")[2] or 1)
