"""From a part of a bank to a question, with everything that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.kinds import ANYWHERE, LETTERS, OWN_KEYS, READERS, SCORINGS, WITH_LIST
from cstrain.bank.rules.question import Difficulty, Kind, Question, Scoring
from cstrain.kit.content.ids import Citation, citation, is_id
from cstrain.kit.content.keys import unknown
from cstrain.kit.content.model import Malformed, Part
from cstrain.kit.content.numbers import day, duration
from cstrain.kit.content.refs import all_of, references_of
from cstrain.kit.content.versions import status_of

_FACT = re.compile(r"F\d{3}")
_ID_KINDS = ("rule", "lesson", "question", "subquestion", "scenario", "phrase", "script")


def read_question(part: Part, head: Part | None = None, image_base: str = "") -> Question:
    """The question a part of a bank writes; its inherited attributes are in the part itself.

    ``head`` is accepted for callers that hold the file; ``image_base`` is where its pictures are served. ``Malformed``
    with the first error when the part has any.
    """
    question, found = examine(part)
    if found.errors or question is None:
        raise Malformed(str(found.errors[0]) if found.errors else part.title)
    return _served(question, image_base) if image_base else question


def _served(question: Question, image_base: str) -> Question:
    parts = tuple(replace(part, image_base=image_base) for part in question.parts)
    return replace(question, image_base=image_base, parts=parts)


def examine(part: Part, file: str = "") -> tuple[Question | None, Findings]:
    """The question as far as it can be understood (None when not even its kind is known), and what is wrong."""
    found = Findings(file)
    return _question(part, found), found


def _question(part: Part, found: Findings) -> Question | None:
    kind = _kind(part, found)
    if kind is None:
        return None
    _foreign_keys(part, kind, found)
    _letters(part, found)
    stem = part.text if kind in WITH_LIST else part.body
    if not stem.strip():
        found.wrong(part.line, f"{part.id} 没有题干：在标题下面写上要问什么")
    fields = _case(part, found) if kind is Kind.CASE else READERS[kind](part, found)
    return Question(
        id=part.id,
        kind=kind,
        stem=stem,
        scoring=_scoring(part, kind, found),
        fatal=part.own("一票否决"),
        explanation=_explanation(part, kind, found),
        line=part.line,
        **_shared(part, found),
        **fields,
    )


def _kind(part: Part, found: Findings) -> Kind | None:
    names = [kind.value for kind in Kind]
    if part.rest in names:
        return Kind(part.rest)
    if not part.rest:
        found.wrong(part.line, f"{part.id} 没写题型：写成「## {part.id} 单选」")
    else:
        found.wrong(part.line, unknown("题型", part.rest, names))
    return None


def _foreign_keys(part: Part, kind: Kind, found: Findings) -> None:
    for attribute in part.attributes:
        key = attribute.key
        if key in ANYWHERE or key in OWN_KEYS[kind]:
            continue
        if key == "一票否决" and kind in (Kind.SINGLE, Kind.MULTIPLE):
            cure = "写到不许选的那个选项后面，例如「- × 回骂一句 【一票否决】碰红线」"
        elif key == "一票否决":
            cure = "只有判断、权限和选项可以一票否决"
        elif key == "答案" and kind in WITH_LIST:
            cure = "答案就是清单本身，删掉这一行"
        else:
            cure = "删掉，或核对题型"
        found.wrong(attribute.line, f"{kind.value}不用【{key}】：{cure}")
    if part.parts and kind is not Kind.CASE:
        found.wrong(part.parts[0].line, f"只有案例下面有「###」小题：{part.id} 是{kind.value}")


def _letters(part: Part, found: Findings) -> None:
    explained = [attribute for attribute in part.attributes if attribute.key == "解析"]
    explained += [one for run in part.runs for line in run for one in line.attributes if one.key == "解析"]
    for attribute in explained:
        if letter := LETTERS.search(attribute.value):
            found.wrong(attribute.line, f"解析里写了「{letter[0]}」：选项没有字母，顺序会打乱，请写选项的内容")


def _explanation(part: Part, kind: Kind, found: Findings) -> str:
    text = part.own("解析")
    if not text and kind is not Kind.CASE:
        found.wrong(part.line, f"{part.id} 没写【解析】：写一两句为什么")
    return text


def _scoring(part: Part, kind: Kind, found: Findings) -> Scoring:
    fits = SCORINGS.get(kind, (Scoring.ALL,))
    value = part.value("计分")
    chosen = next((scoring for scoring in Scoring if scoring.value == value), None)
    written = part.attribute("计分")
    if written and (chosen is None or chosen not in fits):
        found.wrong(written.line, unknown(f"{kind.value}的计分", value, [scoring.value for scoring in fits]))
    return chosen if chosen in fits and chosen is not None and kind is not Kind.CASE else Scoring.ALL


def _case(part: Part, found: Findings) -> dict[str, Any]:
    if len(part.parts) < 2:
        found.wrong(part.line, f"{part.id} 是案例，至少要有 2 道小题：写成「### {part.id}.1 单选」")
    before = 0
    questions = []
    for below in part.parts:
        place = below.id.removeprefix(f"{part.id}.")
        if not is_id("subquestion", below.id) or place == below.id or int(place) <= before:
            found.wrong(below.line, f"小题编号「{below.id}」不对：从「{part.id}.1」起依次往下编")
        else:
            before = int(place)
        if below.rest == Kind.CASE.value:
            found.wrong(below.line, "案例里面不能再套案例：换一个题型")
        elif (question := _question(below, found)) is not None:
            questions.append(question)
    return {"parts": tuple(questions)}


def _shared(part: Part, found: Findings) -> dict[str, Any]:
    shared = {
        "citations": _citations(part, found),
        "points": _points(part, found),
        "difficulty": _difficulty(part, found),
        "lessons": _lessons(part, found),
        "source": part.value("来源"),
        "covers": _covers(part, found),
        "seconds": _seconds(part, found),
        "review_on": day_of(part, "复核"),
        "decisions": decisions_of(part),
        "withdrawn": withdrawal_of(part),
    }
    if not (shared["citations"] or shared["lessons"] or shared["source"]):
        found.wrong(part.line, f"{part.id} 没写依据：写【规则】【课文】或【来源】")
    return shared


def _line(part: Part, key: str) -> int:
    written = part.attribute(key)
    return written.line if written else part.line


def _citations(part: Part, found: Findings) -> tuple[Citation, ...]:
    cited = []
    for text in all_of(part.value("规则")):
        try:
            cited.append(citation(text))
        except Malformed as wrong:
            found.wrong(_line(part, "规则"), str(wrong))
    return tuple(dict.fromkeys(cited))


def _points(part: Part, found: Findings) -> tuple[str, ...]:
    names = all_of(part.value("知识点"))
    if not names:
        found.wrong(part.line, f"{part.id} 没写【知识点】：写知识点表里的名称")
    return names


def _difficulty(part: Part, found: Findings) -> str:
    value, levels = part.value("难度"), [level.value for level in Difficulty]
    if not value:
        found.wrong(part.line, f"{part.id} 没写【难度】：写易、中或难")
    elif value not in levels:
        found.wrong(_line(part, "难度"), unknown("难度", value, levels))
    return value if value in levels else ""


def _lessons(part: Part, found: Findings) -> tuple[str, ...]:
    lessons = all_of(part.value("课文"))
    for lesson in lessons:
        if not is_id("lesson", lesson):
            found.wrong(_line(part, "课文"), f"「{lesson}」不是课文编号：写成 L04")
    return tuple(lesson for lesson in lessons if is_id("lesson", lesson))


def _covers(part: Part, found: Findings) -> tuple[str, ...]:
    facts = all_of(part.own("覆盖"))
    for fact in facts:
        if not _FACT.fullmatch(fact):
            found.wrong(_line(part, "覆盖"), f"「{fact}」不是事实编号：写成 F083")
    return tuple(fact for fact in facts if _FACT.fullmatch(fact))


def _seconds(part: Part, found: Findings) -> int | None:
    written = part.attribute("限时")
    if written is None:
        return None
    try:
        length = duration(written.value).seconds
    except Malformed as wrong:
        found.wrong(written.line, str(wrong))
        return None
    if length is None or not 1 <= length <= 3600 or length.denominator != 1:
        found.wrong(written.line, "【限时】写成 1 秒到 60 分钟之间的整秒数，例如「10 秒」")
        return None
    return int(length)


def day_of(part: Part, key: str) -> date | None:
    """The date that holds for the part, None when there is none or the grammar has complained about it."""
    try:
        return day(part.value(key)) if part.value(key) else None
    except Malformed:
        return None


def decisions_of(part: Part) -> tuple[str, ...]:
    """Decisions named by the part itself or the parts below it: {通话上限}, but not {TB1} or {L04}."""
    names = (one.name for below in part.walk() for one in references_of(below))
    return tuple(dict.fromkeys(name for name in names if not any(is_id(kind, name) for kind in _ID_KINDS)))


def withdrawal_of(part: Part) -> str:
    """Why the part is 停用, "" when it is in use."""
    try:
        return status_of(part).reason
    except Malformed:
        return ""  # the grammar has complained at the line
