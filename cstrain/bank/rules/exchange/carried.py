"""What the formats of others can carry of a question, and what they cannot, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from cstrain.bank.rules.exchange.item import KIND, Item
from cstrain.bank.rules.question import Kind, Question
from cstrain.kit.content.ids import is_id
from cstrain.kit.content.numbers import number_text
from cstrain.kit.content.refs import references

NOT_CARRIED = (Kind.ORDER, Kind.AUTHORITY, Kind.CASE)


@dataclass(slots=True)
class Carried:
    """A question as it goes out; ``kind`` None: not at all. ``number``: a key in figures."""

    question: Question
    kind: Kind | None
    stem: str = ""
    explanation: str = ""
    number: str = ""
    lost: list[str] = field(default_factory=list)


def carried(question: Question) -> Carried:
    """What goes out of this question."""
    held = Carried(question, question.kind, question.stem, question.explanation)
    if question.kind in NOT_CARRIED:
        return _left(held, f"这种题型（{question.kind.value}）写不进去，没有导出")
    held.stem, held.explanation = named(question.stem), named(question.explanation)
    if (held.stem, held.explanation) != (question.stem, question.explanation):
        held.lost.append(f"{question.id}：规则和课文的引用写成了文字")
    if any(references(text) for text in (held.stem, held.explanation, *_texts(question))):
        return _left(held, "里面有引用（花括号），别的系统看不懂，没有导出")
    if question.kind is Kind.BLANKS and len(question.blanks) > 1:
        return _left(held, "有几个空，这种格式只认一个空，没有导出")
    if question.kind is Kind.NUMBER:
        return _number(held)
    _losses(held)
    return held


def named(text: str) -> str:
    """{TB1} as TB1: rules and lessons by their names."""
    for name in references(text):
        if is_id("rule", name) or is_id("lesson", name):
            text = text.replace(f"{{{name}}}", name)
    return text


def _left(held: Carried, why: str) -> Carried:
    held.kind, held.lost = None, [f"{held.question.id}：{why}"]
    return held


def _texts(question: Question) -> list[str]:
    blanks = [wording for blank in question.blanks for wording in blank.wordings]
    options = [option.text for option in question.options]
    return [
        question.number_text,
        *blanks,
        *options,
        *question.lefts,
        *question.rights,
    ]


def _number(held: Carried) -> Carried:
    number = held.question.number
    if number is None or number.low is None or number.high is None:
        return _left(held, "答案要等企业决定，没有导出")
    held.stem = f"{held.stem}（单位：{number.unit}）"
    low, high = number.low, number.high
    if held.question.number_text.startswith("介于"):
        held.number = f"{number_text(low)}..{number_text(high)}"
    else:
        off = (high - low) / 2
        held.number = number_text(low + off) + (f":{number_text(off)}" if off > Fraction(0) else "")
    _losses(held)
    return held


def _losses(held: Carried) -> None:
    question = held.question
    found = {
        "规则、课文、知识点、来源": bool(question.citations or question.lessons or question.points),
        "一票否决": question.is_fatal,
        "限时": question.seconds is not None,
        "覆盖": bool(question.covers),
        "评分要点": bool(question.criteria),
        "图片": "](img/" in question.stem,
        "配对里干扰项的解析": bool(question.notes),
    }
    names = [name for name, lost in found.items() if lost]
    if question.kind is Kind.CLASSIFY:
        names.append("归类（写成了匹配）")
    if question.kind is Kind.REWRITE:
        names.append("改写（写成了简答）")
    if names:
        held.lost.append(f"{question.id}：没有带走{'、'.join(names)}")


def marks_of(question: Question) -> list[str]:
    """GIFT's sign and weight of each option: rights share the whole, wrongs take as much away."""
    right = sum(option.is_right for option in question.options)
    if question.kind is Kind.SINGLE:
        return ["=" if option.is_right else "~" for option in question.options]
    share = f"{100 / right:.5f}".rstrip("0").rstrip(".")
    return [f"~%{share}%" if option.is_right else "~%-100%" for option in question.options]


def set_pairs(item: Item, pairs: list[str]) -> None:
    """Pairs of another system: where two lefts share a right, it is 归类 here."""
    rights = [pair.rpartition("→")[2].strip() for pair in pairs]
    item[KIND] = "归类" if len(set(rights)) < len(rights) else "匹配"
    item.set_options(pairs)
