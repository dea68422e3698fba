"""The list lines of a turn: points, 转 and 选, each with what is wrong in it."""

from __future__ import annotations

import re
from fractions import Fraction

from cstrain.bank.rules.findings import Findings
from cstrain.kit.content import Citation, ListLine, Malformed, Quantity, any_of, citation, number, quantity, setting
from cstrain.kit.content.keys import unknown
from cstrain.roleplay.rules.scenario import FATAL, GAINING, Choice, Cost, Jump, Kind, Point, When

JUMP, CHOICE = "转", "选"
WORDS = (*Kind, JUMP, CHOICE)
GAP, BOTH = "…", "＋"
NEEDED = {Kind.MUST: "分", Kind.SHOULD: "分", Kind.FACT: "分", Kind.FORBIDDEN: "扣", Kind.LIMIT: "超出"}
ALLOWED = {
    Kind.MUST: {"分"},
    Kind.SHOULD: {"分"},
    Kind.FORBIDDEN: {"扣"},
    Kind.FATAL: set(),
    Kind.FACT: {"分", "说错", "没说", "规则", "条件"},
    Kind.LIMIT: {"超出"},
}
EVERYWHERE = {"解析", "因为", "备注", "说明"}
_SCORE = re.compile(r"(≥|>=|≤|<=|＞|>|＜|<)\s*(\d{1,3}(?:\.\d+)?)(?:\s*分)?")
_SIGNS = {">=": "≥", "<=": "≤", "＞": ">", "＜": "<"}
_COST = re.compile(r"扣\s*(\S+?)(?:\s*分)?")


def first_word(line: ListLine) -> str:
    return (line.body.split(None, 1) or [""])[0]


def read_point(line: ListLine, found: Findings) -> Point | None:
    """A line 必须 应该 禁止 致命 事实 上限: 名称：说法；说法."""
    kind = Kind(first_word(line))
    name, colon, said = line.body.removeprefix(kind.value).strip().partition("：")
    name = name.strip()
    if not colon or not name or not said.strip():
        found.wrong(line.line, f"「{kind}」要写成「{kind} 名称：说法；说法」，中间是全角冒号")
        return None
    _check_keys(line, kind, name, found)
    point = {
        "kind": kind,
        "name": name,
        "gain": _points(line, "分", found) if kind in GAINING else Fraction(0),
        "cost": _cost(line, "说错" if kind is Kind.FACT else "扣", found),
        "unsaid": _cost(line, "没说", found),
        "beyond": _cost(line, "超出", found),
        "explanation": line.value("解析"),
        "line": line.line,
    }
    more = _figure(line, kind, said, found) if kind in (Kind.FACT, Kind.LIMIT) else _wordings(line, said, found)
    return Point(**{**point, **more})  # type: ignore[arg-type]


def _check_keys(line: ListLine, kind: Kind, name: str, found: Findings) -> None:
    needed = NEEDED.get(kind)
    if needed and not line.value(needed):
        found.wrong(line.line, f"「{kind} {name}」没写【{needed}】：在这一行末尾补上")
    for attribute in line.attributes:
        if attribute.key not in ALLOWED[kind] | EVERYWHERE:
            listed = "、".join(f"【{key}】" for key in sorted(ALLOWED[kind])) or "【解析】"
            found.wrong(line.line, f"「{kind}」不用【{attribute.key}】：可用 {listed}")


def _points(line: ListLine, key: str, found: Findings) -> Fraction:
    raw = line.value(key)
    if not raw:
        return Fraction(0)
    try:
        value = number(raw.removesuffix("分").strip())
    except Malformed:
        value = Fraction(0)
    if value <= 0:
        found.wrong(line.line, f"【{key}】「{raw}」要是大于 0 的数字，例如【{key}】15")
    return max(value, Fraction(0))


def _cost(line: ListLine, key: str, found: Findings) -> Cost:
    """【扣】10 · 【说错】致命 or 扣 10."""
    raw = line.value(key)
    if not raw:
        return Cost()
    if key == "扣":
        return Cost(_points(line, key, found))
    if raw == FATAL:
        return Cost(is_fatal=True)
    written = _COST.fullmatch(raw)
    try:
        return Cost(number(written[1])) if written else _no_cost(line, key, raw, found)
    except Malformed:
        return _no_cost(line, key, raw, found)


def _no_cost(line: ListLine, key: str, raw: str, found: Findings) -> Cost:
    found.wrong(line.line, f"【{key}】「{raw}」看不懂：写「致命」或「扣 10」")
    return Cost()


def _wordings(line: ListLine, said: str, found: Findings) -> dict[str, object]:
    wordings = any_of(said)
    for wording in wordings:
        pieces = re.split(f"[{GAP}{BOTH}+]", wording)
        if not all(piece.strip() for piece in pieces):
            found.wrong(line.line, f"说法「{wording}」里「{GAP}」「{BOTH}」的两边都要有字")
    if len(set(wordings)) < len(wordings):
        found.wrong(line.line, "同一种说法写了两次：删掉一个")
    return {"wordings": wordings}


def _figure(line: ListLine, kind: Kind, said: str, found: Findings) -> dict[str, object]:
    """``10 天`` of a fact, with its rule; ``{客服让价上限} 元`` or ``20 元`` of a limit."""
    try:
        if kind is Kind.FACT:
            return {"figure": _counted(said), "citation": _cited(line), "condition": line.value("条件")}
        held = setting(said)
        if not held.unit:
            raise Malformed(f"上限「{said.strip()}」少了单位：例如「20 元」")
        return {"figure": held.quantity, "decision": held.decision, "unit": held.unit}
    except Malformed as wrong:
        found.wrong(line.line, str(wrong))
        return {}


def _counted(said: str) -> Quantity:
    held = quantity(said)
    if not held.unit:
        raise Malformed(f"事实「{said.strip()}」少了单位：例如「10 天」")
    return held


def _cited(line: ListLine) -> Citation:
    raw = line.value("规则")
    if not raw:
        raise Malformed("「事实」没写【规则】：写上这个数字出自哪一条规则")
    return citation(raw)


def read_jump(line: ListLine, found: Findings) -> Jump | None:
    """``转 犯 只叫等 → 发火``."""
    if line.pair is None or not line.pair[1]:
        found.wrong(line.line, "「转」要写成「转 条件 → 去处」，例如「转 否则 → 问时限」")
        return None
    said, target = line.pair[0].removeprefix(JUMP).strip(), line.pair[1]
    word, _, rest = said.partition(" ")
    rest = rest.strip()
    if word not in list(When):
        found.wrong(line.line, unknown("条件", word, [one.value for one in When]))
        return None
    when = When(word)
    if when is When.SCORE:
        return _by_score(line, rest, target, found)
    if (when in (When.MISSED, When.COMMITTED, When.MISSTATED)) != bool(rest):
        found.wrong(
            line.line, f"条件「{said}」不对：{f'写成「{word} 点名」' if not rest else f'「{word}」后面不写别的'}"
        )
        return None
    return Jump(when, target, named=rest, line=line.line)


def _by_score(line: ListLine, rest: str, target: str, found: Findings) -> Jump | None:
    written = _SCORE.fullmatch(rest)
    if written is None:
        found.wrong(line.line, f"条件「得分 {rest}」看不懂：写成「得分 ≥ 60」")
        return None
    return Jump(When.SCORE, target, sign=_SIGNS.get(written[1], written[1]), least=Fraction(written[2]), line=line.line)


def read_choice(line: ListLine, found: Findings) -> Choice | None:
    """``选 这句话 → 去处 【分】15``."""
    if line.pair is None or not all(line.pair):
        found.wrong(line.line, "「选」要写成「选 这句话 → 去处」")
        return None
    for attribute in line.attributes:
        if attribute.key not in {"分", "扣"} | EVERYWHERE:
            found.wrong(line.line, f"「选」不用【{attribute.key}】：可用 【分】、【扣】、【解析】")
    cost = Cost(is_fatal=True) if line.value("扣") == FATAL else _cost(line, "扣", found)
    text = line.pair[0].removeprefix(CHOICE).strip()
    return Choice(text, line.pair[1], _points(line, "分", found), cost, line.value("解析"), line.line)
