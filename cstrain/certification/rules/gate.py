"""The gate as content (formats 5.5): what must hold before a person may be let go live."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from cstrain.certification.rules.asked import EITHER, names_asked
from cstrain.kit.content import Document, ListLine, Malformed, Problem, nearest, setting


class Need(StrEnum):
    """Kinds of condition, as trainers write them."""

    SHEET = "记录表"
    DAYS = "天数"
    ACKNOWLEDGED = "确认"
    FLUENT = "流利"
    EXAM = "考试"
    ROLEPLAY = "演练"
    CERTIFICATE = "证书"


ITEM = re.compile(r"(?P<id>Gx?[0-9]{1,3}) (?P<need>\S+)(?: (?P<rest>.+))?")
FLUENCY = re.compile(r"(?P<times>\S+) 次，每题 (?P<seconds>\S+) 秒内")
BESIDE = ("流利回想率", "流利快慢")  # decisions that a 流利 line minds beside its own; 0 or open: not required
HEAD = {"决定人": "谁来决定", "证书": "发什么证", "有效期": "证书管多久，例如 12 月"}
MOST_MONTHS = 120


@dataclass(frozen=True)
class Condition:
    """One line of the gate. ``targets``: charter, banks, exam, scenarios, certificates; ``line``: to be reached.

    A target of 证书 may be several names with ； between them: one of them will do.
    """

    id: str
    need: Need
    text: str
    targets: tuple[str, ...] = ()
    least: int = 0  # 天数: days; 演练: how many scenes
    line: Fraction | None = None  # 演练: score
    times: int = 0  # 流利: right so many times
    seconds: int = 0  # 流利: within so many seconds
    recall: int = 0  # 流利: per cent predicted to be remembered a week after going live; 0: not required
    pace: int = 0  # 流利: at most so many per cent of the certified team's time; 0: not required


@dataclass(frozen=True)
class Gate:
    """A gate. ``undecided``: decisions of the firm it still waits for; while there are any nobody can pass."""

    key: str
    name: str
    decides: str
    certificate: str
    months: int
    conditions: tuple[Condition, ...]
    undecided: tuple[str, ...] = ()

    @property
    def lets_live(self) -> bool:
        """Does its certificate let somebody serve customers? Only with an exam of its own; a certificate on top of
        another (trainer, inspector, refresher) leaves that to the first one."""
        return bool(self.of(Need.EXAM)) and not self.of(Need.CERTIFICATE)

    def of(self, need: Need) -> list[Condition]:
        return [each for each in self.conditions if each.need is need]


def read_gate(document: Document, decided: Mapping[str, str]) -> tuple[Gate, list[Problem]]:
    """The gate with the firm's decisions filled in, and what is wrong with its text."""
    head = document.head
    reader = _Reader(document, decided, [], [])
    for key, what in HEAD.items():
        if not head.own(key):
            reader.wrong(head.line, f"准入开头没写【{key}】：写上{what}")
    lines = [item for run in head.runs for item in run]
    conditions = tuple(found for item in lines if (found := reader.condition(item)) is not None)
    reader.twice(lines)
    if not lines:
        reader.wrong(head.line, "没有条件：用 - G1 记录表 … 写出至少一条")
    written = head.attribute("有效期")
    months = reader.number(written.value, written.line) if written else None
    if months is not None and not (months.denominator == 1 and 1 <= months <= MOST_MONTHS):
        reader.wrong(written.line if written else head.line, f"【有效期】要在 1 到 {MOST_MONTHS} 个月之间")
    gate = Gate(
        document.id,
        document.name,
        head.own("决定人"),
        head.own("证书"),
        int(months or 0),
        conditions,
        tuple(dict.fromkeys(reader.open)),
    )
    return gate, reader.problems


@dataclass
class _Reader:
    """Reads lines of one gate, collecting problems and open decisions."""

    document: Document
    decided: Mapping[str, str]
    problems: list[Problem]
    open: list[str]

    def wrong(self, line: int, text: str) -> None:
        self.problems.append(self.document.problem(line, text))

    def twice(self, lines: list[ListLine]) -> None:
        ids = [item.id for item in lines]
        for item in lines:
            if ids.count(item.id) > 1:
                self.wrong(item.line, f"{item.id} 写了两次：换一个号")

    def number(self, raw: str, line: int) -> Fraction | None:
        """A figure: written, or decided; None and noted when the decision is open."""
        try:
            found = setting(raw)
            if found.quantity is not None:
                return found.quantity.number
            if found.decision not in self.decided:
                self.open.append(found.decision)
                return None
            return Fraction(self.decided[found.decision])
        except Malformed as error:
            self.wrong(line, str(error))
        except ValueError:
            self.wrong(line, f"「{raw}」的决定不是数字：这里要用一个数字的决定")
        return None

    def condition(self, item: ListLine) -> Condition | None:
        found = ITEM.fullmatch(item.body)
        if found is None:
            self.wrong(item.line, "条件要写成「G1 类型 内容」，例如 G5 考试 presale-exam")
            return None
        if found["need"] not in list(Need):
            offer = nearest(found["need"], [need.value for need in Need])
            hint = f"，是不是想写「{offer}」" if offer else ""
            self.wrong(item.line, f"不认识条件「{found['need']}」{hint}；可用：{'、'.join(Need)}")
            return None
        need, rest = Need(found["need"]), found["rest"] or ""
        if need is Need.SHEET:
            return Condition(found["id"], need, rest)
        if need is Need.DAYS:
            least = self.number(rest if " " in rest else f"{rest} 天", item.line)
            return Condition(found["id"], need, rest, least=int(least or 0))
        targets = tuple(part for part in rest.split("、") if part)
        if not targets:
            self.wrong(item.line, f"{found['id']} {need} 后面要写是哪一个")
        self._either(found["id"], need, targets, item)
        return self._with_line(Condition(found["id"], need, rest, targets), item)

    def _either(self, key: str, need: Need, targets: tuple[str, ...], item: ListLine) -> None:
        """``；`` means one of them will do: only certificates may be asked for like that, each once."""
        for target in targets:
            if EITHER in target and need is not Need.CERTIFICATE:
                self.wrong(item.line, f"{key} 里用了「；」：只有「证书」能写几张里有一张就行，别的都要用「、」隔开")
            elif EITHER in target and len(set(names_asked(target))) < 2:
                self.wrong(item.line, f"{key} 的「{target}」要写两张不同的证书，例如「售前上岗证；售后上岗证」")

    def _with_line(self, bare: Condition, item: ListLine) -> Condition:
        if bare.need not in (Need.FLUENT, Need.ROLEPLAY):
            return bare
        raw = item.value("线")
        if not raw:
            self.wrong(item.line, f"{bare.id} {bare.need} 缺【线】")
            return bare
        if bare.need is Need.ROLEPLAY:
            least, line = self._least(bare, item), self.number(raw, item.line)
            return Condition(bare.id, bare.need, bare.text, bare.targets, least=least, line=line)
        found = FLUENCY.fullmatch(raw)
        if found is None:
            self.wrong(item.line, "【线】要写成「2 次，每题 8 秒内」")
            return bare
        times = self.number(f"{found['times']} 次", item.line)
        seconds = self.number(f"{found['seconds']} 秒", item.line)
        recall, pace = (int(self.decided.get(name) or 0) for name in BESIDE)
        figures: dict[str, Any] = {
            "times": int(times or 0),
            "seconds": int(seconds or 0),
            "recall": recall,
            "pace": pace,
        }
        return Condition(bare.id, bare.need, bare.text, bare.targets, **figures)

    def _least(self, bare: Condition, item: ListLine) -> int:
        """How many scenes: all of them, unless 【至少】 says otherwise."""
        raw = item.value("至少")
        if not raw:
            return len(bare.targets)
        if not raw.isdecimal() or not 1 <= int(raw) <= len(bare.targets):
            self.wrong(item.line, f"【至少】{raw} 不对：写 1 到 {len(bare.targets)} 之间的整数")
            return len(bare.targets)
        return int(raw)
