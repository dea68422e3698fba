"""单选 多选: the key is marked at the option itself, so letters do not exist and options can be moved and shuffled."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.question import Kind, Option
from cstrain.kit.content.model import ListLine, Part
from cstrain.kit.content.refs import IMAGE

ALL_OF_ABOVE = re.compile(
    r"(?:(?:以上|上面|上述|前面)[^，。]{0,6})?(?:都|均|全|全部|皆)(?:是|不是|对|不对|正确|不正确|错|错误)"
    r"|(?:以上|上面|上述|前面)[^，。]{0,6}(?:都|均|全|皆)?(?:可|可以|行|不行|不可以|不选|没有)"
)
LETTER_BEFORE = re.compile(r"[A-HＡ-Ｈ]\s*[.、．:：)）]")
LETTERS = re.compile(
    r"(?<![A-Za-z0-9])[A-HＡ-Ｈ]\s*(?:、\s*[A-H]\s*)*(?:选项|项|错|正确|不对|不正确|是对的|是错的)"
    r"|(?:选|选项|答案是|答案为|故选)\s*[A-HＡ-Ｈ](?![A-Za-z0-9])"
)
ALLOWED = frozenset({"解析", "一票否决"})


def choices(part: Part, kind: Kind, found: Findings) -> dict[str, Any]:
    lines = _option_lines(part, found)
    options = tuple(_option(line, found) for line in lines)
    _count_right(part, kind, options, found)
    _equal(options, found)
    return {"options": options}


def _option_lines(part: Part, found: Findings) -> tuple[ListLine, ...]:
    runs = [run for run in part.runs if any(line.mark for line in run)]
    if not runs:
        found.wrong(part.line, f"{part.id} 没有选项：一行一个，写成「- √ 对的」「- × 错的」")
        return ()
    if len(runs) > 1:
        found.wrong(runs[1][0].line, "选项断开了：选项之间不留空行，也不插别的话")
    elif part.lines != runs[0]:
        found.wrong(runs[0][-1].line, "选项要写在题干的最后：后面的正文移到选项前面，或写进【解析】")
    return tuple(line for run in runs for line in run)


def _option(line: ListLine, found: Findings) -> Option:
    text = line.body.strip()
    if not line.mark or line.number is not None:
        found.wrong(line.line, f"「{text[:12]}」没标对错：写成「- √ 」或「- × 」开头")
    if not text:
        found.wrong(line.line, "选项是空的：写上内容，或删掉这一行")
    elif ALL_OF_ABOVE.fullmatch(text.rstrip("。")):
        found.wrong(line.line, f"选项不能写「{text}」：顺序会打乱；改成多选，或把意思写全")
    elif LETTER_BEFORE.match(text) or LETTERS.search(text):
        found.wrong(line.line, "选项里不写字母 A、B、C：顺序会打乱，直接写内容")
    picture = IMAGE.search(text)
    if picture and picture[0] != text:
        found.wrong(line.line, "选项要么是文字，要么只是一张图：把文字写进图片的说明，或移到题干里")
    for attribute in line.attributes:
        if attribute.key not in ALLOWED:
            found.wrong(line.line, f"【{attribute.key}】不能写在选项后面：选项后面只写【解析】【一票否决】")
    fatal = line.value("一票否决")
    if fatal and line.mark == "√":
        found.wrong(line.line, "打「√」的选项不能一票否决：移到不许选的那个选项后面")
    return Option(text, line.mark == "√", line.value("解析"), fatal, line.line)


def _count_right(part: Part, kind: Kind, options: tuple[Option, ...], found: Findings) -> None:
    right = [option for option in options if option.is_right]
    if options and len(options) < 2:
        found.wrong(options[0].line, f"{part.id} 只有 1 个选项：至少写 2 个")
    elif options and not right:
        found.wrong(options[0].line, f"{part.id} 没有打「√」的选项：在对的选项前把「×」改成「√」")
    elif kind is Kind.SINGLE and len(right) > 1:
        lines = "、".join(str(option.line) for option in right)
        found.wrong(right[0].line, f"{part.id} 是单选，第 {lines} 行都打了「√」：只留一个，或把题型改成多选")
    elif kind is Kind.MULTIPLE and len(right) == 1:
        found.wrong(right[0].line, f"{part.id} 是多选，却只有 1 个「√」：补上，或把题型改成单选")


def _equal(options: tuple[Option, ...], found: Findings) -> None:
    seen: dict[str, int] = {}
    for option in options:
        plain = "".join(unicodedata.normalize("NFKC", option.text).split()).casefold()
        if plain and (first := seen.setdefault(plain, option.line)) != option.line:
            found.wrong(option.line, f"选项「{option.text[:20]}」和第 {first} 行一样：改掉一个")
