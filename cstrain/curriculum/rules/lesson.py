"""Checks of a lesson (formats 5.1): what it aims at, what it asks, which rules it rests on, how long it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cstrain.bank.rules import RuleFacts, figures_in
from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.register import check_head
from cstrain.curriculum.rules.known import Known
from cstrain.curriculum.rules.steps import minutes_of
from cstrain.kit.content import (
    Citation,
    Document,
    Malformed,
    Part,
    Problem,
    Section,
    all_of,
    citation,
    images_of,
    is_id,
    references_of,
)
from cstrain.kit.content.keys import unknown
from cstrain.kit.content.refs import IMAGE, REFERENCE, numbered_lines

FEWEST_HAN, MOST_HAN = 300, 900
FEWEST_ON_A_PAGE = 160  # characters: less than a phone's screen is not worth a page of its own
FEWEST_CHECKS, MOST_CHECKS = 2, 5
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[。；;|]")


def check_lesson(document: Document, known: Known) -> list[Problem]:
    """Everything wrong or doubtful in a lesson, sorted by line. Errors keep it from being loaded."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    head = document.head
    if not is_id("lesson", document.id):
        found.wrong(head.line, f"课文编号「{document.id}」不对：写成 L 加两位数字，例如 L04")
    for key, what in (("目标", "学完能做到什么"), ("自测", "2 到 5 道题"), ("时长", "要多久"), ("负责", "谁负责")):
        if not head.own(key):
            found.wrong(head.line, f"课文开头没写【{key}】：写上{what}")
    _check_length(head, found)
    _check_duration(head, found)
    _check_self_test(head, known, found)
    _check_rules(head, known, found)
    _check_names(head, known, found)
    _check_pictures(head, known, found)
    return list(found.all)


def _line(part: Part, key: str) -> int:
    written = part.attribute(key)
    return written.line if written else part.line


def han(text: str) -> int:
    """How many Chinese characters there are to read; descriptions of pictures are not counted."""
    return len(_HAN.findall(IMAGE.sub("", text)))


@dataclass(frozen=True)
class LessonPage:
    """What is read before pressing "next": one section of the text, or several short ones. ``titles`` of its ##."""

    titles: tuple[str, ...]
    text: str


def pages(sections: Sequence[Section]) -> tuple[LessonPage, ...]:
    """The sections of a lesson packed into pages of a readable length, in order; never empty."""
    packed: list[LessonPage] = []
    for section in sections:
        text = f"## {section.title}\n\n{section.text}" if section.title else section.text
        page = LessonPage((section.title,) if section.title else (), text)
        if packed and han(packed[-1].text) < FEWEST_ON_A_PAGE:
            page = _joined(packed.pop(), page)
        packed.append(page)
    if len(packed) > 1 and han(packed[-1].text) < FEWEST_ON_A_PAGE // 2:
        last = packed.pop()
        packed.append(_joined(packed.pop(), last))
    return tuple(packed) or (LessonPage((), ""),)


def _joined(one: LessonPage, other: LessonPage) -> LessonPage:
    return LessonPage((*one.titles, *other.titles), f"{one.text}\n\n{other.text}")


def _check_length(head: Part, found: Findings) -> None:
    count = han(head.text)
    if not FEWEST_HAN <= count <= MOST_HAN:
        way = "补充例子，或并进别的课文" if count < FEWEST_HAN else "拆成两篇"
        found.wrong(head.line, f"正文有 {count} 个汉字，要在 {FEWEST_HAN} 到 {MOST_HAN} 之间：{way}")


def _check_duration(head: Part, found: Findings) -> None:
    try:
        minutes_of(head.own("时长"))
    except Malformed as wrong:
        found.wrong(_line(head, "时长"), str(wrong))


def _check_self_test(head: Part, known: Known, found: Findings) -> None:
    line, named = _line(head, "自测"), all_of(head.own("自测"))
    if named and not FEWEST_CHECKS <= len(named) <= MOST_CHECKS:
        found.wrong(line, f"【自测】有 {len(named)} 题，要 {FEWEST_CHECKS} 到 {MOST_CHECKS} 题")
    if len(set(named)) < len(named):
        found.wrong(line, "【自测】里有一道题写了两次：留一处")
    for number in dict.fromkeys(named):
        if not is_id("question", number):
            found.wrong(line, f"【自测】里的「{number}」不是题号：写成 TB-001")
        elif known.questions is not None and number not in known.questions:
            found.wrong(line, f"【自测】里的 {number} 不在题库里：核对题号")


def _cited(head: Part, found: Findings) -> dict[str, Citation]:
    cited: dict[str, Citation] = {}
    for written in all_of(head.own("规则")):
        try:
            one = citation(written)
        except Malformed as wrong:
            found.wrong(_line(head, "规则"), str(wrong))
            continue
        cited[one.id] = one
    return cited


def _check_rules(head: Part, known: Known, found: Findings) -> None:
    """Every rule in 【规则】 is marked {…} in the text and the other way round; citations pin the rule's version."""
    cited, line = _cited(head, found), _line(head, "规则")
    marked = {one.name: one.line for one in reversed(references_of(head)) if is_id("rule", one.name)}
    for rule_id in cited:
        if rule_id not in marked:
            found.wrong(
                line, f"【规则】写了 {rule_id}，正文里没有 {{{rule_id}}}：标在讲到它的那一句，或从【规则】里去掉"
            )
    for rule_id, at in marked.items():
        if rule_id not in cited:
            found.wrong(at, f"正文里有 {{{rule_id}}}，【规则】里没写：补进【规则】，或去掉花括号")
    if known.rules is not None:
        for one in cited.values():
            _check_citation(one, known.rules, line, found)
        _check_figures(head, known.rules, found)


def _check_citation(one: Citation, rules: Mapping[str, RuleFacts], line: int, found: Findings) -> None:
    rule = rules.get(one.id)
    if rule is None:
        found.wrong(line, f"【规则】里的 {one.id} 不在规则表里：核对编号")
    elif one.major > rule.major:
        found.wrong(line, f"引用 {one.id} 第 {one.major} 版，规则只到第 {rule.major} 版：核对后改")
    elif rule.withdrawn:
        found.doubt(line, f"引用的规则 {one.id} 已停用：换一条依据，或改写这一段")
    elif one.major < rule.major:
        said = f"引用 {one.id} 第 {one.major} 版，规则已是第 {rule.major} 版：核对课文后改成 {one.id}@{rule.major}"
        found.doubt(line, said)


def _check_figures(head: Part, rules: Mapping[str, RuleFacts], found: Findings) -> None:
    """A length of time right before {TB11} must be one of TB11's: the words stay literal, the link is the proof."""
    for at, text in numbered_lines(head)[1:]:
        start = 0
        for reference in REFERENCE.finditer(text):
            said = _CLAUSE.split(text[start : reference.start()])[-1]
            start = reference.end()
            rule = rules.get(reference[1].strip())
            if rule is None or not rule.figures:
                continue
            named = {(one.number, one.measure) for one in rule.figures}
            written = [one for one in figures_in(said) if (one.number, one.measure) not in named]
            if written and len(written) == len(figures_in(said)):
                held = "、".join(str(one) for one in rule.figures)
                found.doubt(at, f"写的是 {written[-1]}，规则 {rule.id} 是 {held}：以规则表为准")


def _check_names(head: Part, known: Known, found: Findings) -> None:
    """{决定} and {L04} in the text exist."""
    for one in references_of(head):
        if is_id("lesson", one.name):
            if known.lessons is not None and one.name not in known.lessons:
                found.wrong(one.line, f"{{{one.name}}} 没有这篇课文：核对编号")
        elif is_id("question", one.name):
            found.wrong(one.line, f"正文里不引用题目 {one.name}：要问的题写进【自测】")
        elif not is_id("rule", one.name) and known.decisions is not None and one.name not in known.decisions:
            found.wrong(one.line, unknown("决定", one.name, sorted(known.decisions)))


def _check_pictures(head: Part, known: Known, found: Findings) -> None:
    for image in images_of(head) if known.pictures is not None else ():
        if image.path not in (known.pictures or ()):
            found.wrong(image.line, f"没有图片 {image.path}：放到课文旁边的 img 文件夹里，或去掉这一行")
