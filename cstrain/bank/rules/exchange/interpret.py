"""From the words of a sheet to the cells of the house: what can be read one way is read and told, the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from cstrain.bank.rules.exchange.answers import ANSWERS
from cstrain.bank.rules.exchange.folding import (
    CHOICE_WORDS,
    SCORING_WORDS,
    cleaned,
    is_nothing,
    kind_of,
    letters_of,
    level_of,
    number_of,
    plain,
    scoring_of,
    truth_of,
)
from cstrain.bank.rules.exchange.item import (
    ANSWER,
    EXPLANATION,
    FATAL,
    KIND,
    LETTERS,
    LEVEL,
    OPTION,
    POINT,
    RULE,
    SCORING,
    SECONDS,
    SOURCE,
    STEM,
    TAGS,
    Item,
    Settings,
)
from cstrain.bank.rules.kinds import LETTERS as LETTER_WORDS
from cstrain.bank.rules.question import Kind
from cstrain.kit.content.ids import citation
from cstrain.kit.content.model import Malformed
from cstrain.kit.content.refs import BLANK, all_of, references

_ONE_LINE = (
    LEVEL,
    POINT,
    RULE,
    SECONDS,
    SCORING,
    FATAL,
    SOURCE,
    "课文",
    "覆盖",
    "有效期至",
    "空位",
    "平台",
    "负责",
    "截至",
)
_OWN_LETTER = re.compile(r"([A-Za-zＡ-Ｚａ-ｚ])\s*[.、．:：)）·-]\s*(?=\S)")
_LETTER = re.compile(r"[A-ZＡ-Ｚ](?![A-Za-z0-9])")
MISSING = "导入时没有解析，待补。"


@dataclass(frozen=True)
class Around:
    """What is known here: names of knowledge points, rules with their major version, names that {…} may hold."""

    points: Collection[str] = ()
    rules: dict[str, int] = field(default_factory=dict)
    names: Collection[str] = ()


def interpret(item: Item, settings: Settings, around: Around, parent: Item | None = None) -> None:
    """Bring the item's cells into the form of the house, its parts too."""
    _clean(item)
    _braces(item, settings, around)
    _own_letters(item)
    kind = _kind(item)
    if kind is None:
        return
    item[KIND] = kind.value
    _stem(item)
    ANSWERS[kind](item, settings)
    _small_fields(item)
    _rules(item, around)
    _points(item, settings, around, parent)
    _explanation(item, kind, settings)
    _level(item, settings, parent)
    _source(item, settings, parent)
    for part in item.parts:
        interpret(part, settings, around, item)


def _clean(item: Item) -> None:
    for title, text in list(item.cells.items()):
        kept = cleaned(text)
        if title in _ONE_LINE or title.startswith(OPTION):
            kept = " ".join(kept.split())
        if not kept or (is_nothing(kept) and title not in (STEM, ANSWER)):
            del item.cells[title]
        else:
            item[title] = kept


def _braces(item: Item, settings: Settings, around: Around) -> None:
    """{…} is a reference here; in files of others it is text, and is written full-width."""
    for title, text in item.cells.items() if not settings.strict else ():
        strange = [name for name in references(text) if name not in around.names and name not in around.rules]
        if strange and not re.fullmatch("_+", strange[0]):
            for name in strange:
                text = text.replace(f"{{{name}}}", f"｛{name}｝")
            item[title] = text
            item.say(title, "花括号换成了全角，免得当成引用")


def _own_letters(item: Item) -> None:
    """「A. 2 天」 in the column of option A is 「2 天」."""
    for place, letter in enumerate(LETTERS):
        text = item[OPTION + letter]
        found = _OWN_LETTER.match(text)
        if found and letters_of(found[1], len(LETTERS)) == [place]:
            item[OPTION + letter] = text[found.end() :]


def _kind(item: Item) -> Kind | None:
    word = item[KIND]
    kind = kind_of(word)
    if kind in (Kind.SINGLE, Kind.MULTIPLE) or plain(word) in CHOICE_WORDS:
        return _choice_kind(item, kind)
    if kind is not None:
        return kind
    if word:
        item.refuse(
            KIND,
            f"不支持的题型「{word[:20]}」：可用单选、多选、判断、填空、数值、排序、匹配、归类、权限、简答、改写、案例",
        )
        return None
    kind = _guessed(item)
    item.say(KIND, f"没写题型，按答案读成{kind.value}")
    return kind


def _choice_kind(item: Item, kind: Kind | None) -> Kind:
    """One right option or several: 选择题 says neither, and 多选 with one right option is what it is."""
    right = letters_of(item[ANSWER], len(item.options))
    if kind is None:
        kind = Kind.MULTIPLE if right and len(right) > 1 else Kind.SINGLE
        item.say(KIND, f"「{item[KIND]}」按答案读成{kind.value}")
    return kind


def _guessed(item: Item) -> Kind:
    right = letters_of(item[ANSWER], len(item.options))
    if len(item.options) > 1 and right:
        return Kind.MULTIPLE if len(right) > 1 else Kind.SINGLE
    if truth_of(item[ANSWER]) is not None:
        return Kind.JUDGEMENT
    return Kind.BLANKS if BLANK.search(item[STEM]) else Kind.SHORT


def _stem(item: Item) -> None:
    if not item[STEM]:
        item.refuse(STEM, "没有题干：写上要问什么")


def _small_fields(item: Item) -> None:
    if item[SECONDS]:
        number = number_of(item[SECONDS])
        if number is None and item[SECONDS].split(" ")[0].isascii():
            number = item[SECONDS]
        if number is None or number == "0":
            item.refuse(SECONDS, f"限时「{item[SECONDS]}」看不懂：写成秒数，例如 30")
        elif number != item[SECONDS]:
            item.say(SECONDS, f"「{item[SECONDS]}」读成 {number} 秒")
            item[SECONDS] = number
    if item[SCORING]:
        _scoring(item)
    if item[TAGS]:
        item.note(f"标签：{item.cells.pop(TAGS)}")


def _scoring(item: Item) -> None:
    read = scoring_of(item[SCORING])
    if read is None:
        item.refuse(
            SCORING,
            f"漏选计分「{item[SCORING]}」看不懂：可用{'、'.join(list(SCORING_WORDS)[:1])}、漏选得一半、按比例、相邻对",
        )
    elif read.value != item[SCORING]:
        item.say(SCORING, f"「{item[SCORING]}」读成{read.value}")
        item[SCORING] = read.value


def _rules(item: Item, around: Around) -> None:
    """A rule that is not in the register: the question comes in without it, and 备注 keeps what was written."""
    held: list[str] = []
    strange: list[str] = []
    for one in all_of(re.sub(r"[,，;；\n]", "、", item[RULE])):
        try:
            cited = citation(one.upper().replace("X", "x") if one.upper() not in around.rules else one.upper())
        except Malformed:
            strange.append(one)
            continue
        (held if cited.id in around.rules and cited.major <= around.rules[cited.id] else strange).append(str(cited))
    if strange:
        shown = "、".join(strange)
        item.say(RULE, f"规则表里没有「{shown[:40]}」：先不写规则，原文记在备注里")
        item.note(f"原规则：{shown}")
    if item[RULE]:
        item[RULE] = "、".join(held)


def _points(item: Item, settings: Settings, around: Around, parent: Item | None) -> None:
    names = all_of(re.sub(r"[,，;；\n]", "、", item[POINT]))
    known = [name for name in names if name in around.points]
    strange = [name for name in names if name not in around.points]
    if strange and settings.strict:
        item.refuse(POINT, f"知识点表里没有「{strange[0]}」：写知识点表里的名称")
    elif strange:
        item.note(f"原知识点：{'、'.join(strange)}")
    if not known and settings.point and parent is None:
        item.say(POINT, f"知识点写成「{settings.point}」" + (f"，原来的「{strange[0]}」记在备注里" if strange else ""))
        known = [settings.point]
    if not settings.strict or not strange:
        item[POINT] = "、".join(dict.fromkeys(known))
    if not known and not strange and parent is None:
        item.refuse(POINT, "没写知识点：写知识点表里的名称")


def _explanation(item: Item, kind: Kind, settings: Settings) -> None:
    if not item[EXPLANATION] and kind is not Kind.CASE:
        if settings.strict:
            item.refuse(EXPLANATION, "没写解析：写一两句为什么")
        else:
            item.say(EXPLANATION, "没写解析，先写“待补”")
            item[EXPLANATION] = MISSING
    item[EXPLANATION] = _unlettered(item, item[EXPLANATION])


def _unlettered(item: Item, text: str) -> str:
    """「故选 B」 becomes 「故选「3 天」」: options have no letters here, their order changes."""
    options = item.options

    def named(found: re.Match[str]) -> str:
        words = _LETTER.sub(lambda one: _quoted(one[0], options), found[0])
        return re.sub(r"(?<=」)\s*(?:选项|项)", "", words)

    read = LETTER_WORDS.sub(named, text) if options else text
    if read != text:
        item.say(EXPLANATION, "解析里的选项字母换成了选项的内容")
    return read


def _quoted(letter: str, options: list[str]) -> str:
    place = letters_of(letter, len(options))
    return f"「{options[place[0]].split('【')[0].strip()}」" if place else letter


def _level(item: Item, settings: Settings, parent: Item | None) -> None:
    if not item[LEVEL]:
        if parent is None:
            item[LEVEL] = settings.level
        return
    level = level_of(item[LEVEL])
    if level is None and settings.strict:
        item.refuse(LEVEL, f"难度「{item[LEVEL]}」看不懂：写易、中或难")
    elif level is None:
        item.say(LEVEL, f"难度「{item[LEVEL][:20]}」看不懂，写成{settings.level}")
        item.note(f"原难度：{item[LEVEL]}")
        item[LEVEL] = settings.level
    elif level.value != item[LEVEL]:
        item.say(LEVEL, f"「{item[LEVEL]}」读成{level.value}")
        item[LEVEL] = level.value


def _source(item: Item, settings: Settings, parent: Item | None) -> None:
    """Every question rests on something: where no rule, lesson or source stands, on the file it came in."""
    if parent is None and not (item[RULE] or item["课文"] or item[SOURCE]):
        item[SOURCE] = f"导入：{settings.file or '未命名'}"
