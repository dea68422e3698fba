"""From a content file to a scenario, with everything that the text by itself shows to be wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.reading import decisions_of, withdrawal_of
from cstrain.kit.content import (
    Citation,
    Document,
    ListLine,
    Malformed,
    Part,
    all_of,
    chat,
    citation,
    duration,
    is_id,
    number,
    setting,
)
from cstrain.kit.content.keys import unknown
from cstrain.roleplay.rules.lines import CHOICE, JUMP, WORDS, first_word, read_choice, read_jump, read_point
from cstrain.roleplay.rules.scenario import (
    AGENT_CARD,
    CUSTOMER_CARD,
    ENDING,
    EXAMPLE,
    Ending,
    Example,
    Scenario,
    Turn,
)

HEAD = ("英文名", "英文简介", "岗位", "量表", "首响", "回复", "总时长", "及格线")
FULL = 100
TRIES, MOST_TRIES = 3, 20
Read = TypeVar("Read")


def read_scenario(document: Document) -> tuple[Scenario, Findings]:
    """The scenario as far as it can be understood, and what is wrong; the grammar's own problems are not repeated."""
    found = Findings(document.file)
    head = document.head
    for key in HEAD:
        if not head.own(key):
            found.wrong(head.line, f"文件开头没写【{key}】：补上")
    if not is_id("scenario", document.id):
        found.wrong(head.line, f"场景编号「{document.id}」不对：写成 R 加两三位数字，例如 R13")
    line, decision = _pass_line(head, found)
    parts = {part.title: part for part in document.parts}
    scenario = Scenario(
        key=document.id,
        name=document.name,
        english=head.own("英文名"),
        english_intro=head.own("英文简介"),
        posts=all_of(head.own("岗位")),
        citations=_citations(head, found),
        lessons=all_of(head.own("课文")),
        rubric=head.own("量表"),
        first_reply=_seconds(head, "首响", found),
        reply=_seconds(head, "回复", found),
        whole=_seconds(head, "总时长", found),
        line=line,
        line_decision=decision,
        customer_card=_card(parts.get(CUSTOMER_CARD), CUSTOMER_CARD, head, found),
        agent_card=_card(parts.get(AGENT_CARD), AGENT_CARD, head, found),
        turns=tuple(_turn(part, found) for part in document.parts if is_turn(part)),
        endings=tuple(
            Ending(part.title, part.body, part.line) for part in document.parts if part.title.startswith(ENDING)
        ),
        examples=tuple(_example(part, found) for part in document.parts if part.title.startswith(EXAMPLE)),
        decisions=decisions_of(head),
        withdrawn=withdrawal_of(head),
        caution=head.own("当心"),
        tries=_tries(head, found),
    )
    return scenario, found


def is_turn(part: Part) -> bool:
    return part.title not in (CUSTOMER_CARD, AGENT_CARD) and not part.title.startswith((ENDING, EXAMPLE))


def _line_of(part: Part, key: str) -> int:
    attribute = part.attribute(key)
    return attribute.line if attribute else part.line


def _seconds(head: Part, key: str, found: Findings) -> int:
    raw = head.own(key)
    try:
        length = duration(raw).seconds if raw else None
    except Malformed as wrong:
        found.wrong(_line_of(head, key), str(wrong))
        return 0
    if raw and (length is None or length.denominator != 1 or length == 0):
        found.wrong(_line_of(head, key), f"【{key}】「{raw}」要是整秒或整分钟")
        return 0
    return int(length or 0)


def _tries(head: Part, found: Findings) -> int:
    """【次数】2 次: official attempts alone; ``TRIES`` when it is not written."""
    raw = head.own("次数")
    if not raw:
        return TRIES
    written = raw.removesuffix("次").strip()
    if not written.isdecimal() or not 1 <= int(written) <= MOST_TRIES:
        found.wrong(_line_of(head, "次数"), f"【次数】「{raw}」要在 1 次到 {MOST_TRIES} 次之间，例如【次数】3 次")
        return TRIES
    return int(written)


def _pass_line(head: Part, found: Findings) -> tuple[Fraction | None, str]:
    """(points of 100, ""), or (None, the decision it waits for)."""
    raw = head.own("及格线")
    if not raw:
        return Fraction(FULL), ""
    try:
        held = setting(raw)
    except Malformed as wrong:
        found.wrong(_line_of(head, "及格线"), str(wrong))
        return Fraction(FULL), ""
    if held.unit != "分" or (held.quantity is not None and not 0 < held.quantity.number <= FULL):
        found.wrong(_line_of(head, "及格线"), f"【及格线】「{raw}」要在 1 分到 100 分之间，带单位「分」")
    return (held.quantity.number if held.quantity else None), held.decision


def _citations(head: Part, found: Findings) -> tuple[Citation, ...]:
    cited = []
    for text in all_of(head.own("规则")):
        try:
            cited.append(citation(text))
        except Malformed as wrong:
            found.wrong(_line_of(head, "规则"), str(wrong))
    return tuple(cited)


def _card(part: Part | None, title: str, head: Part, found: Findings) -> str:
    if part is None or not part.body.strip():
        found.wrong(part.line if part else head.line, f"没有「## {title}」，或者它是空的：两张卡都要写")
        return ""
    return part.body


def _turn(part: Part, found: Findings) -> Turn:
    lines = [line for run in part.runs for line in run]
    says = chat("\n".join(line for line in part.body.split("\n") if line.startswith(">")))
    if not any(not said.is_agent for said in says):
        found.wrong(part.line, f"「{part.title}」里客户没有开口：写一行「> 客户：……」")
    for line in lines:
        if first_word(line) not in WORDS:
            found.wrong(line.line, unknown("开头", first_word(line), WORDS))
    points = _all(lines, lambda word: word not in (JUMP, CHOICE), read_point, found)
    jumps = _all(lines, lambda word: word == JUMP, read_jump, found)
    choices = _all(lines, lambda word: word == CHOICE, read_choice, found)
    return Turn(part.title, says, points, jumps, choices, part.line)


def _all(
    lines: list[ListLine],
    wanted: Callable[[str], bool],
    read: Callable[[ListLine, Findings], Read | None],
    found: Findings,
) -> tuple[Read, ...]:
    mine = [line for line in lines if first_word(line) in WORDS and wanted(first_word(line))]
    return tuple(one for line in mine if (one := read(line, found)) is not None)


def _example(part: Part, found: Findings) -> Example:
    replies = tuple(said.text for said in chat(part.body) if said.is_agent)
    if not replies:
        found.wrong(part.line, f"「{part.title}」里客服没有说话：每一轮写一行「> 客服：……」")
    reached = part.own("走到")
    if not reached:
        found.wrong(part.line, f"「{part.title}」没写【走到】：写上走到的结局，或「致命」")
    return Example(part.title, _score(part, found), reached, replies, part.line)


def _score(part: Part, found: Findings) -> Fraction:
    raw = part.own("得分")
    try:
        score = number(raw.removesuffix("分").strip())
    except Malformed:
        score = Fraction(-1)
    if not 0 <= score <= FULL:
        found.wrong(_line_of(part, "得分"), f"「{part.title}」的【得分】要是 0 到 100 的数字")
        return Fraction(0)
    return score
