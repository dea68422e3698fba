"""The answer of each kind as a sheet writes it, into the form of the house."""

from __future__ import annotations

import re
from collections.abc import Callable

from cstrain.bank.rules.exchange.folding import letters_of, plain, truth_of
from cstrain.bank.rules.exchange.item import (
    ANSWER,
    CRITERIA,
    FATAL,
    KIND,
    LETTERS,
    OPTION,
    SCORE,
    STEM,
    Item,
    Settings,
)
from cstrain.bank.rules.kinds.choices import ALL_OF_ABOVE
from cstrain.bank.rules.question import Kind, Verdict
from cstrain.kit.content.fold import numerals
from cstrain.kit.content.lines import MARKS, list_line
from cstrain.kit.content.model import Malformed
from cstrain.kit.content.numbers import numeric
from cstrain.kit.content.refs import BLANK

_EMPTY_BRACKETS = re.compile(r"[（(][\s_\u3000]*[）)]|\{_+\}|【[\s_\u3000]*】|(?<!_)__(?!_)")
_BETWEEN_BLANKS = ("\n", "||", "|", "$;$", ";;", "；", ";", "、", "，", ",", " ")
_SYNONYMS = re.compile(r"\s*(?:\|\||[|/；;])\s*")
_FORMATS = re.compile(r"\n\s*")


def _options(item: Item, least: int = 2) -> list[str]:
    """The options, none empty between others; marks typed before them are taken as the answer where none stands."""
    options = item.options
    for letter, text in zip(LETTERS, options, strict=False):
        if not text:
            item.refuse(OPTION + letter, f"选项{letter} 是空的，后面却还有选项：补上，或把后面的往前移")
    if len(options) < least:
        item.refuse(OPTION + "A", f"只有 {len(options)} 个选项：至少写 {least} 个")
    return options


def _choices(item: Item, settings: Settings) -> None:
    options = _marked(item, _options(item))
    places = letters_of(item[ANSWER], len(options))
    if places is None:
        places = _named(item[ANSWER], options)
    if places is None:
        item.refuse(ANSWER, _no_letters(item[ANSWER], len(options)))
        return
    written = "".join(LETTERS[place] for place in places)
    if written != item[ANSWER]:
        item.say(ANSWER, f"「{item[ANSWER][:20]}」读成 {written}")
    item[ANSWER] = written
    if item[KIND] == Kind.MULTIPLE.value and len(places) == 1:
        _alone(item, settings)
    elif item[KIND] == Kind.SINGLE.value and len(places) > 1:
        item.refuse(ANSWER, f"单选题写了 {len(places)} 个答案「{written}」：只留一个，或把题型改成多选")
    _all_of_above(item, places)
    if item[FATAL] and item[KIND] in (Kind.SINGLE.value, Kind.MULTIPLE.value):
        _fatal_option(item)


def _alone(item: Item, settings: Settings) -> None:
    if settings.strict:
        item.refuse(ANSWER, "多选题只写了 1 个答案：补上，或把题型改成单选")
    else:
        item.say(KIND, "多选题只有 1 个答案，读成单选")
        item[KIND] = Kind.SINGLE.value


def _no_letters(answer: str, options: int) -> str:
    if not answer:
        return "没写正确答案：写选项的字母，例如 A"
    return f"正确答案「{answer[:20]}」对不上选项：写 A 到 {LETTERS[max(options, 1) - 1]} 的字母"


def _marked(item: Item, options: list[str]) -> list[str]:
    """√ and × before the options themselves."""
    right = [letter for letter, text in zip(LETTERS, options, strict=False) if MARKS.get(text[:1]) == "√"]
    if right and not item[ANSWER]:
        item[ANSWER] = "".join(right)
        item.say(ANSWER, f"没写答案，按选项前的「√」读成 {item[ANSWER]}")
        item.set_options([text[1:].strip() if text[:1] in MARKS else text for text in options])
    return item.options


def _named(answer: str, options: list[str]) -> list[int] | None:
    """The option whose whole text is the answer, or that the answer begins with: 「B. 3 天」."""
    wanted = plain(answer)
    found = [place for place, text in enumerate(options) if wanted and plain(text) == wanted]
    if len(found) == 1:
        return found
    head = re.match(r"\s*([A-Za-zＡ-Ｚ])\s*[.、．:：)）]\s*(.+)", answer, re.S)
    if head and (places := letters_of(head[1], len(options))) and plain(options[places[0]]) == plain(head[2]):
        return places
    return None


def _all_of_above(item: Item, places: list[int]) -> None:
    """「以上都对」 as the one right option of a single choice says: all the others are right."""
    options = item.options
    pinned = [place for place, text in enumerate(options) if ALL_OF_ABOVE.fullmatch(text.rstrip("。"))]
    if len(pinned) != 1 or places != pinned or len(options) < 3 or re.search(r"不|错|没", options[pinned[0]]):
        return
    text = options.pop(pinned[0])
    item.set_options(options)
    item[KIND], item[ANSWER] = Kind.MULTIPLE.value, LETTERS[: len(options)]
    item.say(KIND, f"「{text}」是对的，读成多选，其余选项都对")


def _fatal_option(item: Item) -> None:
    """一票否决 in its own column of a choice: it names the option, as A 或 A：原因."""
    found = re.fullmatch(r"([A-ZＡ-Ｚ])\s*[:：.、]?\s*(.*)", item[FATAL], re.S)
    places = letters_of(found[1], len(item.options)) if found else None
    if not found or not places:
        item.refuse(FATAL, "单选、多选的一票否决写在不许选的那个选项后面：「回骂一句 【一票否决】碰红线」")
        return
    letter = LETTERS[places[0]]
    item[OPTION + letter] += f" 【一票否决】{found[2] or '碰红线'}"
    del item.cells[FATAL]


def _judgement(item: Item, _settings: Settings) -> None:
    answer, options = item[ANSWER], item.options
    places = letters_of(answer, len(options)) if options else None
    word = options[places[0]] if places and len(places) == 1 else answer
    truth = truth_of(word)
    if truth is None:
        item.refuse(ANSWER, f"判断题的答案「{word[:20]}」看不懂：写对或错" if word else "没写正确答案：写对或错")
        return
    item.set_options([])
    item[ANSWER] = "对" if truth else "错"
    if answer != item[ANSWER]:
        item.say(ANSWER, f"「{answer[:20]}」读成{item[ANSWER]}")
    _fatal_word(item)


def _fatal_word(item: Item) -> None:
    if plain(item[FATAL]) in ("是", "y", "yes", "√", "1"):
        item[FATAL] = "选错就碰红线"
    elif plain(item[FATAL]) in ("否", "n", "no", "×", "0"):
        del item.cells[FATAL]


def _blanks(item: Item, settings: Settings) -> None:
    _open_blanks(item, settings)
    wanted = len(BLANK.findall(item[STEM]))
    if not wanted:
        item.refuse(STEM, "填空题的题干里没有空：在要填的地方打三个以上的「_」")
        return
    pieces = _divided(item, wanted)
    if pieces is None:
        item.refuse(ANSWER, f"题干有 {wanted} 个空，答案「{item[ANSWER][:20]}」分不成 {wanted} 份：一个空写一行")
        return
    if not settings.strict:
        pieces = ["；".join(filter(None, _SYNONYMS.split(piece))) for piece in pieces]
    item[ANSWER] = "\n".join(" ".join(piece.split()) for piece in pieces)
    item.set_options([])


def _open_blanks(item: Item, settings: Settings) -> None:
    """（ ） and {_} are blanks too where the stem has no ____."""
    if not settings.strict and not BLANK.search(item[STEM]):
        read = _EMPTY_BRACKETS.sub("____", item[STEM])
        if read != item[STEM]:
            item.say(STEM, "题干里的空括号读成填空的空")
            item[STEM] = read


def _divided(item: Item, wanted: int) -> list[str] | None:
    """The answer in as many pieces as there are blanks; cells of options hold them in some sheets."""
    if item.options and not item[ANSWER]:
        item[ANSWER] = "\n".join(item.options)
    answer = item[ANSWER]
    if not answer:
        return None
    for separator in _BETWEEN_BLANKS:
        pieces = [piece.strip() for piece in answer.split(separator)]
        if len(pieces) == wanted and all(pieces):
            if separator != "\n" and wanted > 1:
                item.say(ANSWER, f"答案按「{separator}」分成 {wanted} 个空")
            return pieces
        if wanted == 1 and separator == "\n" and len(pieces) > 1 and all(pieces):
            return ["；".join(pieces)]
    return [answer] if wanted == 1 else None


def _number(item: Item, _settings: Settings) -> None:
    answer = item[ANSWER]
    try:
        numeric(answer)
        return
    except Malformed as wrong:
        trouble = str(wrong)
    try:
        numeric(numerals(answer))
    except Malformed:
        item.refuse(ANSWER, trouble if answer else "没写正确答案：写成「10 天」")
        return
    item[ANSWER] = re.sub(r"(?<=\d)(?=[^\d.,±~%])", " ", numerals(answer), count=1)
    item.say(ANSWER, f"「{answer}」读成 {item[ANSWER]}")


def _order(item: Item, _settings: Settings) -> None:
    options = _options(item, 3)
    answer = re.sub(r"[\s,，、;；→>-]+", "", item[ANSWER]).upper()
    letters = LETTERS[: len(options)]
    if not answer:
        answer = letters
        item.say(ANSWER, "没写答案，按选项的次序排")
    if sorted(answer) != sorted(letters):
        item.refuse(ANSWER, f"排序的答案要把 {letters} 各写一次：现在是「{item[ANSWER][:20]}」")
    item[ANSWER] = answer


def _pairs(item: Item, _settings: Settings) -> None:
    for letter, text in zip(LETTERS, _options(item), strict=False):
        line = list_line(f"- {text}")
        if text and (line is None or line.pair is None):
            item.refuse(OPTION + letter, f"「{text[:20]}」里没有「→」：写成「左 → 右」")
    item.cells.pop(ANSWER, None)


def _authority(item: Item, _settings: Settings) -> None:
    names = [verdict.value for verdict in Verdict]
    if item[ANSWER] not in names:
        item.refuse(ANSWER, f"权限题的答案「{item[ANSWER][:20]}」看不懂：写{'、'.join(names)}")
    _fatal_word(item)


def _open(item: Item, settings: Settings) -> None:
    """A model answer, and what it is marked by: where a sheet has none, its one criterion is the answer itself."""
    if not item[ANSWER]:
        item.refuse(ANSWER, "没写正确答案：写一个好的回答给阅卷人看")
    if not item[CRITERIA]:
        if settings.strict:
            item.refuse(CRITERIA, "没写评分的要点：一行一个，写成「- 要点 【分】2」")
            return
        number = re.match(r"\d{1,3}(?:\.[05])?(?!\d)", item[SCORE])
        points = number[0] if number and float(number[0]) > 0 else "1"
        item[CRITERIA] = f"- 答出参考里的要点 【分】{points}"
        item.say(CRITERIA, f"没有评分要点，写成一条 {points} 分")
    item[CRITERIA] = _FORMATS.sub("\n", item[CRITERIA])
    item.set_options([])


def _case(item: Item, _settings: Settings) -> None:
    if len(item.parts) < 2:
        item.refuse(KIND, "案例下面至少要有 2 道小题：编号写成「案例的编号.1」「案例的编号.2」，排在案例下面")


ANSWERS: dict[Kind, Callable[[Item, Settings], None]] = {
    Kind.SINGLE: _choices,
    Kind.MULTIPLE: _choices,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANKS: _blanks,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.MATCH: _pairs,
    Kind.CLASSIFY: _pairs,
    Kind.AUTHORITY: _authority,
    Kind.SHORT: _open,
    Kind.REWRITE: _open,
    Kind.CASE: _case,
}
