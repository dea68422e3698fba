"""排序 匹配 归类: the key is the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.kit.content.model import ListLine, Part


def _closing(part: Part, found: Findings, form: str) -> tuple[ListLine, ...]:
    if not part.lines:
        line = part.runs[-1][-1].line if part.runs else part.line
        found.wrong(line, f"{part.id} 的题干要以清单收尾：{form}")
    return part.lines


def _unique(texts: Sequence[tuple[str, int]], what: str, cure: str, found: Findings) -> None:
    seen: dict[str, int] = {}
    for text, line in texts:
        if (first := seen.setdefault(text, line)) != line:
            found.wrong(line, f"{what}「{text[:20]}」在第 {first} 行写过：{cure}")


def order(part: Part, found: Findings) -> dict[str, Any]:
    lines = _closing(part, found, "按对的次序写成「1. 」「2. 」「3. 」")
    for place, line in enumerate(lines, start=1):
        if line.number != place:
            shown = f"{line.number}." if line.number is not None else line.label
            found.wrong(line.line, f"排序要从 1 起一个接一个编号：这一行是「{shown}」，应该是「{place}.」")
        if line.attributes or line.mark:
            found.wrong(line.line, "排序的每一项只写内容：说明写进【解析】")
    if lines and len(lines) < 3:
        found.wrong(lines[-1].line, f"{part.id} 只有 {len(lines)} 项：排序至少 3 项")
    _unique([(line.body, line.line) for line in lines], "项目", "每一项只写一次", found)
    return {"sequence": tuple(line.body.strip() for line in lines)}


def match(part: Part, found: Findings) -> dict[str, Any]:
    pairs = _pairs(part, found)
    rights = [(right, line.line) for line, _left, right in pairs]
    _unique(rights, "右边的", "匹配是一对一，多对一请把题型改成归类", found)
    notes = {right: line.value("解析") for line, left, right in pairs if not left and line.value("解析")}
    if pairs and sum(bool(left) for _line, left, _right in pairs) < 2:
        found.wrong(pairs[0][0].line, f"{part.id} 少于 2 对：至少写 2 对「左 → 右」")
    return {**_sides(pairs), "notes": notes}


def classify(part: Part, found: Findings) -> dict[str, Any]:
    pairs = _pairs(part, found)
    for line, left, _right in pairs:
        if not left:
            found.wrong(line.line, "归类的每一行都要有条目：「→」左边写上条目；只作干扰的右边用在匹配里")
    classes = {right for _line, _left, right in pairs}
    if pairs and len(classes) < 2:
        found.wrong(pairs[0][0].line, f"{part.id} 只有一个类别：至少写 2 个类别")
    return _sides(pairs)


def _pairs(part: Part, found: Findings) -> list[tuple[ListLine, str, str]]:
    pairs = []
    for line in _closing(part, found, "一行一对，写成「- 左 → 右」"):
        pair = line.pair
        if pair is None or line.number is not None:
            found.wrong(line.line, f"「{line.body[:16]}」里没有「→」：写成「- 左 → 右」")
        elif not pair[1]:
            found.wrong(line.line, "「→」右边是空的：写上右边的内容")
        else:
            pairs.append((line, *pair))
        for attribute in line.attributes:
            if attribute.key != "解析":
                found.wrong(line.line, f"【{attribute.key}】不能写在这里：这一行后面只写【解析】")
    _unique([(left, line.line) for line, left, _right in pairs if left], "左边的", "左边每一项只写一次", found)
    return pairs


def _sides(pairs: Sequence[tuple[ListLine, str, str]]) -> dict[str, Any]:
    rights = tuple(dict.fromkeys(right for _line, _left, right in pairs))
    matched = [(left, right) for _line, left, right in pairs if left]
    return {
        "lefts": tuple(left for left, _right in matched),
        "rights": rights,
        "pairing": tuple(rights.index(right) for _left, right in matched),
    }
