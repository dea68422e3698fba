"""The rule register (formats 4.3): each rule with its clock; the charter is one too. And the knowledge points (4.2)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.known import Known, RuleFacts
from cstrain.bank.rules.reading import day_of, decisions_of, withdrawal_of
from cstrain.bank.rules.versions import check_versions, incoming_of
from cstrain.kit.content.ids import is_id
from cstrain.kit.content.keys import unknown
from cstrain.kit.content.model import Document, Malformed, Part, Problem
from cstrain.kit.content.numbers import Quantity, limit
from cstrain.kit.content.versions import version_of

OWN_PLATFORM = "本店"
ROLES = ("学员", "带教人", "培训师", "主管", "质检", "管理员")
FIGURE = re.compile(r"(?<![\d.月])(\d+(?:\.\d+)?)\s*(分钟|小时|天|个月)")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long, and under which condition ("" where it always holds)."""

    condition: str
    length: Quantity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: who must act, from when, how long, and who gains when the clock runs out."""

    id: str
    title: str
    major: int
    start: str
    condition: str
    result: str
    mover: str
    winner: str
    limits: tuple[Limit, ...]
    text: str
    platform: str
    source: str
    owner: str
    note: str
    caution: str
    as_of: date | None
    review_on: date | None
    withdrawn: str
    decisions: tuple[str, ...]

    @property
    def figures(self) -> tuple[Quantity, ...]:
        """Every length of time the rule names."""
        named = figures_in(" ".join((self.title, self.condition, self.result, self.text)))
        return tuple(dict.fromkeys([*(one.length for one in self.limits), *named]))

    @property
    def facts(self) -> RuleFacts:
        return RuleFacts(self.id, self.major, self.title, self.figures, self.review_on, bool(self.withdrawn))

    @property
    def bearing(self) -> str:
        """What may not change without a number: figures, who must act, who gains. The charter's trainer decides alone."""
        if self.platform == OWN_PLATFORM:
            return ""
        limits = sorted([one.condition, str(one.length.number), one.length.measure] for one in self.limits)
        figures = sorted([str(one.number), one.measure] for one in self.figures)
        return hashlib.sha256(json.dumps([limits, figures, self.mover, self.winner]).encode()).hexdigest()


def figures_in(text: str) -> tuple[Quantity, ...]:
    """Lengths of time written in a sentence: 满 3 天, 24 小时."""
    return tuple(Quantity(Fraction(found[1]), found[2]) for found in FIGURE.finditer(text))


def examine_rule(part: Part, file: str = "") -> tuple[Rule, Findings]:
    """The rule as far as it can be understood, and what is wrong with it."""
    found = Findings(file)
    if not is_id("rule", part.id):
        found.wrong(part.line, f"规则编号「{part.id}」不对：写成大写字母加数字，例如 TB3")
    if not part.rest:
        found.wrong(part.line, f"规则 {part.id} 没写标题：编号后面用一行写出这条规则")
    rule = _rule(part, _limits(part, found))
    _check_clock(part, rule, found)
    if not (rule.result or rule.text):
        found.wrong(part.line, f"规则 {part.id} 没写【结果】也没有正文：写明会怎样")
    for key in ("来源", "平台", "复核", "负责"):
        if not part.value(key):
            found.wrong(part.line, f"规则 {part.id} 没有【{key}】：写在文件开头，所有规则共用")
    if rule.platform and rule.platform != OWN_PLATFORM and not rule.as_of:
        found.wrong(part.line, f"规则 {part.id} 没有【截至】：写明这条规则是哪一天看到的")
    check_role(part, found)
    return rule, found


def _rule(part: Part, limits: tuple[Limit, ...]) -> Rule:
    return Rule(
        id=part.id,
        title=part.rest,
        major=_major(part),
        start=part.own("起算"),
        condition=part.own("条件"),
        result=part.own("结果"),
        mover=part.own("该动"),
        winner=part.own("赢家"),
        limits=limits,
        text=part.text if limits else part.body,
        platform=part.value("平台"),
        source=part.value("来源"),
        owner=part.value("负责"),
        note=part.own("备注"),
        caution=part.own("当心"),
        as_of=day_of(part, "截至"),
        review_on=day_of(part, "复核"),
        withdrawn=withdrawal_of(part),
        decisions=decisions_of(part),
    )


def _major(part: Part) -> int:
    try:
        return version_of(part).major
    except Malformed:
        return 1  # the grammar has complained at the line


def _limits(part: Part, found: Findings) -> tuple[Limit, ...]:
    held = []
    written = part.attribute("时限")
    if written:
        held += _limit("", written.value, written.line, found)
    for line in part.lines:
        if line.pair is not None:
            held += _limit(line.pair[0], line.pair[1], line.line, found)
    conditions = [one.condition for one in held]
    if len(set(conditions)) < len(conditions):
        found.wrong(part.line, f"规则 {part.id} 的同一个条件写了两个时限：合成一行")
    return tuple(held)


def _limit(condition: str, text: str, line: int, found: Findings) -> list[Limit]:
    try:
        return [Limit(condition, limit(text))]
    except Malformed as wrong:
        found.wrong(line, str(wrong))
        return []


def _check_clock(part: Part, rule: Rule, found: Findings) -> None:
    written = part.attribute("时限")
    line = written.line if written else part.line
    if rule.limits:
        for key, value in (("起算", rule.start), ("该动", rule.mover)):
            if not value:
                found.wrong(line, f"规则 {part.id} 有时限，没写【{key}】：有时限就要写明从哪一刻起算、该谁动")
        lengths = {(one.length.number, one.length.measure) for one in rule.limits}
        for figure in figures_in(part.rest):
            if (figure.number, figure.measure) not in lengths:
                held = "、".join(str(one.length) for one in rule.limits)
                found.wrong(part.line, f"规则 {part.id} 标题写的是 {figure}，时限是 {held}：两处写成一样")


def check_role(part: Part, found: Findings) -> None:
    written = part.attribute("负责")
    if written and written.value not in ROLES:
        found.wrong(written.line, unknown("角色", written.value, ROLES))


def check_head(document: Document, found: Findings) -> None:
    """What every head bears: an English name and sentence, a role that is known."""
    for key, what in (("英文名", "英文名称"), ("英文简介", "一句英文简介")):
        if not document.head.own(key):
            found.wrong(document.head.line, f"文件开头没写【{key}】：写{what}")
    check_role(document.head, found)


def check_register(document: Document, known: Known) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in a file of rules, sorted by line."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    for part in document.parts:
        _rule_read, findings = examine_rule(part, document.file)
        found.problems += findings.problems
        if known.decisions is not None:
            _check_decisions(part, known.decisions, found)
    _check_review(document, known, found)
    if not found.errors:
        brought = [incoming_of(part, examine_rule(part)[0].bearing, {}) for part in document.parts]
        found.problems += check_versions(document, brought, known)
    return found.all


def _check_decisions(part: Part, decisions: frozenset[str], found: Findings) -> None:
    for name in decisions_of(part):
        if name not in decisions:
            found.wrong(part.line, f"规则 {part.id}：" + unknown("决定", name, sorted(decisions)))


def _check_review(document: Document, known: Known, found: Findings) -> None:
    """Overdue rules stop nothing here; they keep the questions that cite them out of papers."""
    late: dict[int, date] = {}
    for part in document.parts:
        due = day_of(part, "复核")
        if known.today and due and due < known.today:
            written = part.attribute("复核") or document.head.attribute("复核")
            late[written.line if written else part.line] = due
    for line, due in late.items():
        found.doubt(line, f"过了复核日期 {due}：请逐条核对后改成下一次的日期；复核以前，引用这些规则的题不进试卷")


@dataclass(frozen=True, slots=True)
class PointRow:
    """A knowledge point: its name (unique, what questions use), all levels, English."""

    name: str
    path: str
    english: str
    place: int


def read_points(document: Document) -> tuple[PointRow, ...]:
    """The points of a file, in its order."""
    rows = []
    for place, line in enumerate(document.head.lines):
        levels = [level.strip() for level in line.body.split("／")]
        rows.append(PointRow(levels[-1], "／".join(levels), line.value("英文"), place))
    return tuple(rows)


def check_points(document: Document, used: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Everything wrong in the file of knowledge points; ``used``: names that questions in use have."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    seen: dict[str, int] = {}
    for line, row in zip(document.head.lines, read_points(document), strict=True):
        levels = row.path.split("／")
        if "/" in line.body:
            found.wrong(line.line, f"「{line.body[:20]}」里的「/」要用全角「／」")
        if len(levels) > 3 or not all(levels):
            found.wrong(line.line, f"「{row.path}」有 {len(levels)} 级：最多三级，每一级都要有名称")
        if (first := seen.setdefault(row.name, line.line)) != line.line:
            found.wrong(line.line, f"知识点「{row.name}」在第 {first} 行已经有了：名称要唯一")
        if not row.english:
            found.wrong(line.line, f"知识点「{row.name}」没写【英文】：在这一行后面补上")
    if not document.head.lines:
        found.wrong(document.head.line, "没有知识点：一行一个，写成「- 平台规则／淘宝时限 【英文】Taobao clocks」")
    for name in sorted(set(used) - set(seen)):
        found.wrong(document.head.line, f"文件里少了知识点「{name}」，还有题在用：先给这些题换知识点，再删")
    return found.all
