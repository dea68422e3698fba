"""Everything wrong or doubtful in a scenario file that can be seen without scoring a reply (formats 6.1)."""

from __future__ import annotations

from cstrain.bank.rules import Rule
from cstrain.bank.rules.findings import Findings
from cstrain.kit.content import Document, Part, Problem, references_of
from cstrain.kit.content.keys import unknown
from cstrain.roleplay.rules.flow import check_flow
from cstrain.roleplay.rules.known import Known
from cstrain.roleplay.rules.reading import is_turn, read_scenario
from cstrain.roleplay.rules.scenario import (
    AGENT_CARD,
    CUSTOMER_CARD,
    ENDING,
    EXAMPLE,
    Jump,
    Kind,
    Point,
    Scenario,
    Turn,
    When,
)

FITS = {
    When.MISSED: (Kind.MUST, Kind.SHOULD, Kind.FACT),
    When.COMMITTED: (Kind.FORBIDDEN, Kind.FATAL, Kind.LIMIT),
    When.MISSTATED: (Kind.FACT,),
}


def check_scenario(document: Document, known: Known) -> tuple[Problem, ...]:
    """All problems, sorted by line; warnings are marked."""
    scenario, found = read_scenario(document)
    found.problems += document.problems
    _check_parts(document, found)
    for turn in scenario.turns:
        _check_turn(turn, found)
    check_flow(scenario, found)
    _check_score(scenario, found)
    _check_references(document, scenario, known, found)
    _check_facts(scenario, known, found)
    return found.all


def _check_parts(document: Document, found: Findings) -> None:
    """Cards, turns, endings, examples, in this order; at least one of each."""
    ranks = [_rank(part) for part in document.parts]
    for part, before, rank in zip(document.parts[1:], ranks, ranks[1:], strict=False):
        if rank < before:
            found.wrong(part.line, f"「{part.title}」的位置不对：先两张卡，再一段段对话，然后是结局，最后是范例")
    for wanted, what in ((1, "一段对话"), (2, f"结局（## {ENDING}名称）"), (3, f"范例（## {EXAMPLE}名称）")):
        if wanted not in ranks:
            found.wrong(document.head.line, f"至少要有{what}")


def _rank(part: Part) -> int:
    if part.title in (CUSTOMER_CARD, AGENT_CARD):
        return 0
    return 1 if is_turn(part) else 2 if part.title.startswith(ENDING) else 3


def _check_turn(turn: Turn, found: Findings) -> None:
    if turn.choices and (turn.points or turn.jumps):
        found.wrong(turn.line, f"「{turn.name}」里「选」和「转」、得分点混在一起：选择的一段只写「选」")
        return
    if turn.choices:
        if len(turn.choices) < 2:
            found.wrong(turn.line, f"「{turn.name}」只有一个选项：至少两个")
        return
    _check_names(turn, found)
    _check_order(turn, found)
    for jump in turn.jumps:
        _check_condition(turn, jump, found)


def _check_names(turn: Turn, found: Findings) -> None:
    seen: dict[str, int] = {}
    for point in turn.points:
        first = seen.setdefault(point.name, point.line)
        if first != point.line:
            found.wrong(point.line, f"「{turn.name}」里第 {first} 行已经有「{point.name}」：换一个名称")
    if not turn.points:
        found.doubt(turn.line, f"「{turn.name}」没有得分点：怎么回都一样，可以并到上一段")


def _check_order(turn: Turn, found: Findings) -> None:
    whens = [jump.when for jump in turn.jumps]
    if When.ELSE not in whens:
        found.wrong(turn.line, f"「{turn.name}」没有「转 否则 → ……」：最后一行写上")
    elif whens.index(When.ELSE) < len(whens) - 1:
        found.wrong(turn.jumps[-1].line, f"「{turn.name}」里「转 否则」要写在最后：它后面的轮不到")


def _check_condition(turn: Turn, jump: Jump, found: Findings) -> None:
    if jump.when is When.ALL and not any(point.kind is Kind.MUST for point in turn.points):
        found.wrong(jump.line, f"「{turn.name}」没有「必须」，不能用「全部必须」")
    if jump.when not in FITS:
        return
    point = turn.point(jump.named)
    if point is None:
        names = [one.name for one in turn.points if one.kind in FITS[jump.when]]
        found.wrong(jump.line, unknown("点名", jump.named, names))
    elif point.kind not in FITS[jump.when]:
        kinds = "、".join(FITS[jump.when])
        found.wrong(
            jump.line,
            f"「{jump.when} {jump.named}」不对：「{jump.named}」是「{point.kind}」，「{jump.when}」只用于{kinds}",
        )


def _check_score(scenario: Scenario, found: Findings) -> None:
    gains = [point.gain for turn in scenario.turns for point in turn.points]
    gains += [choice.gain for turn in scenario.turns for choice in turn.choices]
    if scenario.turns and not any(gains):
        found.wrong(scenario.turns[0].line, "整个场景没有一处能得分：给「必须」写上【分】")


def _check_references(document: Document, scenario: Scenario, known: Known, found: Findings) -> None:
    """What is named in the head and between braces exists."""
    head = document.head
    if known.rubrics is not None and scenario.rubric and scenario.rubric not in known.rubrics:
        _at(head, "量表", unknown("量表", scenario.rubric, sorted(known.rubrics)), found)
    for key in scenario.lessons:
        if known.lessons is not None and key not in known.lessons:
            _at(head, "课文", f"没有课文 {key}：核对编号", found)
    for cited in scenario.citations if known.rules is not None else ():
        _check_cited(cited.id, cited.major, known, _line(head, "规则"), found)
    if known.decisions is not None:
        for part in head.walk():
            for reference in references_of(part):
                if reference.name in scenario.decisions and reference.name not in known.decisions:
                    found.wrong(reference.line, unknown("决定", reference.name, sorted(known.decisions)))


def _line(part: Part, key: str) -> int:
    attribute = part.attribute(key)
    return attribute.line if attribute else part.line


def _at(part: Part, key: str, text: str, found: Findings) -> None:
    found.wrong(_line(part, key), text)


def _check_cited(rule_id: str, major: int, known: Known, line: int, found: Findings) -> Rule | None:
    """The rule; stale citations are doubts, as with questions."""
    rule = (known.rules or {}).get(rule_id)
    if rule is None:
        found.wrong(line, f"没有规则 {rule_id}：核对编号，或先在规则表里写上")
    elif rule.withdrawn:
        found.doubt(line, f"规则 {rule_id} 已停用：核对场景后换一条")
    elif rule.major != major:
        found.doubt(
            line, f"引用 {rule_id} 第 {major} 版，规则已是第 {rule.major} 版：核对场景后改成 {rule_id}@{rule.major}"
        )
    return rule


def _check_facts(scenario: Scenario, known: Known, found: Findings) -> None:
    for turn in scenario.turns:
        for point in turn.points:
            if point.kind is Kind.FACT and point.citation is not None and known.rules is not None:
                rule = _check_cited(point.citation.id, point.citation.major, known, point.line, found)
                if rule is not None:
                    _check_fact(point, rule, found)


def _check_fact(point: Point, rule: Rule, found: Findings) -> None:
    """The figure is the register's for its condition."""
    if point.figure is None:
        return
    conditions = [limit.condition for limit in rule.limits]
    if not conditions:
        lengths = [figure for figure in rule.figures if figure.measure == point.figure.measure]
    elif point.condition or "" in conditions:
        lengths = [limit.length for limit in rule.limits if _holds(point.condition, limit.condition)]
    else:
        found.wrong(point.line, f"规则 {rule.id} 的时限看条件：写上【条件】，可用：{'、'.join(conditions)}")
        return
    if not lengths:
        found.wrong(point.line, f"规则 {rule.id} 里没有条件「{point.condition}」：可用：{'、'.join(conditions)}")
    elif not any((one.number, one.measure) == (point.figure.number, point.figure.measure) for one in lengths):
        condition = f"（{point.condition}）" if point.condition else ""
        held = "、".join(str(one) for one in lengths)
        found.wrong(point.line, f"写的是 {point.figure}，规则 {rule.id}{condition} 是 {held}：以规则表为准")


def _holds(asked: str, written: str) -> bool:
    """快递 is one of the conditions 快递；EMS."""
    return written == "" or asked in [one.strip() for one in written.split("；")]
