"""Questions as text: 道一云, 问卷星, 答题小博士, 易考 and their like, and Aiken. One reader: a line is what it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cstrain.bank.rules.exchange.folding import cleaned, kind_of, truth_of
from cstrain.bank.rules.exchange.item import (
    ANSWER,
    EXPLANATION,
    KIND,
    LEVEL,
    POINT,
    RULE,
    SCORE,
    STEM,
    Brought,
    Item,
    Told,
)
from cstrain.bank.rules.question import Kind

_KIND = re.compile(r"[\[【［]\s*((?:[^\[\]【】［］\n]{0,6})题(?:组)?)\s*[\]】］](?:[（(](?:系统评分|人工评分)[)）])?")
_NUMBER = re.compile(
    r"\s*(?:第?\s*(\d{1,4})\s*(?:[、．:：)）]|\.(?!\d)|题[:：]?)|[（(](\d{1,4})[)）]|【(\d{1,4})】)\s*"
)
_OPTION = re.compile(r"\s*(?:[-*]\s*)?([√✓v×x]?)\s*[（(]?([A-ZＡ-Ｚ])\s*(?:[.、．:：)）]|\s(?=\S))\s*(\S.*)")
_KEY = re.compile(
    r"\s*(?:[\[【［]\s*)?(参考答案|正确答案|标准答案|答案解析|答案|解析|分析|难度|分数|分值|得分|知识点|章节|考点|规则|ANSWER)\s*"
    r"(?:[\]】］]\s*[:：]?|[:：])\s*(.*)",
    re.I,
)
_TAGS = re.compile(r"\[(难度|分数|分值|知识点)\s*[:：]\s*([^\[\]]{1,30})\]")
_INLINE = re.compile(
    r"[（(]\s*([A-ZＡ-Ｚ](?:[\s,，、]*[A-ZＡ-Ｚ]){0,25}|[对错√×]|正确|错误)\s*[)）](?!.*[（(]\s*[A-Z])"
)
_VERDICT = re.compile(r"[\[［]\s*(正确|错误|对|错)\s*[\]］]")
_TITLES = {
    "参考答案": ANSWER, "正确答案": ANSWER, "标准答案": ANSWER, "答案": ANSWER, "answer": ANSWER, "答案解析": EXPLANATION, "解析": EXPLANATION,
    "分析": EXPLANATION, "难度": LEVEL, "分数": SCORE, "分值": SCORE, "得分": SCORE, "知识点": POINT, "章节": POINT, "考点": POINT, "规则": RULE,
}  # fmt: skip
_SHUFFLED = re.compile(r"乱序匹配\s*[（(](.*)[)）]\s*$", re.S)
_PIECES = re.compile(r"[（(]([^（）()]*)[)）]")
LINES = 200_000


def read_text(text: str) -> Brought:
    """The questions of a text in any of these dialects; what stands before the first one is named."""
    brought = Brought(dialect_of(text))
    group = ""
    for number, lines in _blocks(text):
        kind = _KIND.fullmatch(lines[0].strip()) if len(lines) == 1 else None
        if kind:  # 易考: a heading for all that follow
            group = kind[1]
        elif len(lines) == 1 and not _NUMBER.match(lines[0]) and not _KIND.search(lines[0]) and not brought.items:
            brought.left_out.append(Told("", f"第 {number} 行没有读成题目：{lines[0].strip()[:60]}"))
        else:
            brought.items.append(_finished(_item(number, lines, group)))
    return brought


def is_questions(text: str) -> bool:
    """Whether a text is questions one below the other, and no table with commas."""
    return dialect_of(text) != "文本" or len(re.findall(r"^\s*[A-DＡ-Ｄ]\s*[.、．:：)）]", text, re.M)) > 1


def dialect_of(text: str) -> str:
    """Whose text this is; 「文本」 when nothing tells."""
    if re.search(r"^ANSWER:\s*[A-Z]\s*$", text, re.M):
        return "aiken"
    if re.search(r"题组\s*[\]】]", text):
        return "易考"
    if "【答案】" in text:
        return "答题小博士"
    if re.search(r"^\s*\[(?:单选|多选|判断|填空|简答)题\]", text, re.M):
        return "道一云"
    if re.search(r"\[(?:单选|多选|判断|填空|简答)题\]", text):
        return "问卷星"
    return "文本"


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each question: a new one begins after a blank line or key lines where a stem begins."""
    block: list[str] = []
    began, gap, closed = 1, False, False
    for number, raw in enumerate(text.split("\n")[:LINES], start=1):
        line = cleaned(raw)
        if not line.strip():
            gap = True
            continue
        if block and _begins(line, block, gap, closed):
            yield began, block
            block, closed = [], False
        if not block:
            began = number
        block.append(line)
        closed = closed or bool(_KEY.match(line)) or bool(_VERDICT.search(line))
        gap = False
    if block:
        yield began, block


def _begins(line: str, block: list[str], gap: bool, closed: bool) -> bool:
    """Whether this line begins another question."""
    if _KEY.match(line) or (_OPTION.match(line) and not _NUMBER.match(line)):
        return False
    if _KIND.fullmatch(line.strip()) or _KIND.fullmatch(block[0].strip()):
        return bool(_KIND.fullmatch(line.strip())) or not _is_bare_kind(block)
    numbered = bool(_NUMBER.match(line))
    if numbered or _KIND.match(line):
        return gap or closed or len(block) > 1 or bool(_KIND.search(block[0]))
    return gap and (closed or any(_OPTION.match(one) for one in block) or bool(_KIND.search(block[0])))


def _is_bare_kind(block: list[str]) -> bool:
    """「[单选题]」 alone on a line: in 道一云 the stem comes below, in 易考 questions come numbered below 「…题组」."""
    return len(block) == 1 and "组" not in block[0]


def _item(number: int, lines: list[str], group: str) -> Item:
    item = Item("", number)
    item[KIND] = group
    options: list[str] = []
    last = STEM
    for line in lines:
        key, option = _KEY.match(line), _OPTION.match(line)
        if key:
            last = _TITLES[key[1].lower()]
            item[last] = "\n".join(filter(None, (item[last], key[2].strip())))
        elif option and ord(option[2]) % 32 == len(options) + 1 and item[STEM]:
            last = "选项"
            options.append(f"{'√ ' if option[1] in ('√', '✓', 'v') else ''}{option[3].strip()}")
        elif last == "选项":
            options[-1] += " " + line.strip()
        else:
            item[last] = "\n".join(filter(None, (item[last], line.strip())))
    item.set_options(options)
    _from_stem(item)
    return item


def _from_stem(item: Item) -> None:
    """Kind, tags, number and key that stand in the stem."""
    stem = item[STEM]
    for found in _TAGS.finditer(stem):
        item[_TITLES[found[1]]] = item[_TITLES[found[1]]] or found[2].strip()
    stem = _TAGS.sub("", stem)
    if kind := _KIND.search(stem):
        item[KIND] = kind[1]
        stem = stem[: kind.start()] + stem[kind.end() :]
    item[STEM] = stem.strip()
    if number := _NUMBER.match(item[STEM]):
        item[STEM] = item[STEM][number.end() :].strip()
    if verdict := _VERDICT.search(item[STEM]):
        item[ANSWER] = item[ANSWER] or verdict[1]
        item[STEM] = _VERDICT.sub("", item[STEM]).strip()
    _inline_key(item)


def _inline_key(item: Item) -> None:
    """（ A） in the stem is the key where none stands below it; the brackets stay, empty."""
    found = _INLINE.search(item[STEM])
    if found and not item[ANSWER]:
        judged = truth_of(found[1]) is not None and not item.options[2:]
        item[ANSWER] = found[1]
        empty = "" if judged and found.end() >= len(item[STEM].rstrip("。.")) else "（  ）"
        item[STEM] = (item[STEM][: found.start()] + empty + item[STEM][found.end() :]).strip()


def _finished(item: Item) -> Item:
    """What the dialects write into the answer itself."""
    answer, kind = item[ANSWER], kind_of(item[KIND])
    if shuffled := _SHUFFLED.search(answer):
        answer = shuffled[1]
        item["空位"] = "不限顺序"
    answer = re.sub(r"\s*全对得分\s*$", "", answer)
    pieces = _PIECES.findall(answer)
    if pieces and not _PIECES.sub("", answer).strip() and (kind is Kind.BLANKS or (kind is None and not item.options)):
        answer = "\n".join(piece.strip() for piece in pieces)
        item[KIND] = item[KIND] or "填空"
    item[ANSWER] = answer.strip()
    if not item[KIND] and not item.options and not item[ANSWER]:
        item[KIND] = "简答"
    return item
