"""Moodle XML: read with pictures, written with those of our kinds that it can carry."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cstrain.bank.rules.exchange.carried import Carried, carried, set_pairs
from cstrain.bank.rules.exchange.item import ANSWER, EXPLANATION, ID, KIND, LETTERS, STEM, Brought, Item, Told
from cstrain.bank.rules.question import Kind, Question
from cstrain.kit.content.elements import elements
from cstrain.kit.content.ids import is_id
from cstrain.kit.content.refs import BLANK, IMAGE

KNOWN = ("multichoice", "truefalse", "shortanswer", "matching", "numerical", "essay")
_ASIDE = ("category", "description")
_WORDS = {
    "cloze": "完形填空", "calculated": "计算公式题", "calculatedmulti": "计算公式多选", "calculatedsimple": "计算公式题", "ddwtos": "拖放入文",
    "ddimageortext": "拖放到图", "ddmarker": "拖放标记", "gapselect": "选词填空", "randomsamatch": "随机匹配", "ordering": "排序",
}  # fmt: skip
ENDINGS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp", "svg": "svg"}
_PLUGIN = re.compile(r"@@PLUGINFILE@@/(?:[^/\"')]*/)*([^/\"')?]+)")


def read_moodle(text: str) -> Brought:
    """The questions of a Moodle XML file; kinds that we do not have are refused by name. ``Malformed`` for what is no XML."""
    root = elements(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    brought = Brought("moodle-xml")
    for place, one in enumerate(root.iter("question"), start=1):
        kind = one.get("type", "")
        if kind in _ASIDE:
            what = "分类" if kind == "category" else "说明"
            brought.left_out.append(
                Told("", f"第 {place} 个是{what}，没有收：{_text(one, 'category') or _name(one)}"[:120])
            )
            continue
        item = Item("", place)
        number = _text(one, "idnumber") or _name(one)
        if is_id("question", number):
            item[ID] = number
        elif number:
            item.note(f"名称：{number}")
        if kind in KNOWN:
            _read(item, one, kind)
        else:
            item[STEM] = _formatted(item, one.find("questiontext"))
            item.refuse(KIND, f"不支持的题型「{_WORDS.get(kind, kind or '没写')}」（{kind}）：没有收")
        brought.items.append(item)
    return brought


def _name(one: Element) -> str:
    return _text(one, "name")


def _text(one: Element | None, tag: str) -> str:
    found = one.find(tag) if one is not None else None
    if found is None:
        return ""
    inner = found.find("text")
    return ((inner.text if inner is not None else found.text) or "").strip()


def _read(item: Item, one: Element, kind: str) -> None:
    item[STEM] = _formatted(item, one.find("questiontext"))
    item[EXPLANATION] = _formatted(item, one.find("generalfeedback"))
    answers = one.findall("answer")
    if kind == "multichoice":
        _choices(item, answers)
    elif kind == "truefalse":
        right = max(answers, key=_share, default=None)
        item[KIND], item[ANSWER] = "判断", "对" if right is not None and _text_of(right).casefold() == "true" else "错"
        item.note("；".join(filter(None, (_formatted(item, answer.find("feedback")) for answer in answers))))
    elif kind == "shortanswer":
        item[KIND] = "填空"
        if not BLANK.search(item[STEM]):
            item[STEM] += " ____"
        item[ANSWER] = "；".join(_text_of(answer) for answer in answers if _share(answer) >= 100)
        half = [_text_of(answer) for answer in answers if 0 < _share(answer) < 100]
        item.note(f"只得一部分分的答案：{'；'.join(half)}" if half else "")
    elif kind == "matching":
        set_pairs(item, [_pair(item, sub) for sub in one.findall("subquestion")])
    elif kind == "numerical":
        _number(item, one, answers)
    else:
        item[KIND], item[ANSWER] = "简答", _formatted(item, one.find("graderinfo"))


def _choices(item: Item, answers: list[Element]) -> None:
    right = [answer for answer in answers if _share(answer) > 0]
    item[KIND] = "单选" if len(right) < 2 else "多选"
    item.set_options([_option(item, answer) for answer in answers])
    item[ANSWER] = "".join(letter for letter, answer in zip(LETTERS, answers, strict=False) if answer in right)


def _option(item: Item, answer: Element) -> str:
    text = " ".join(_formatted(item, answer).split())
    feedback = " ".join(_formatted(item, answer.find("feedback")).split())
    return f"{text} 【解析】{feedback}" if feedback else text


def _pair(item: Item, sub: Element) -> str:
    return f"{' '.join(_formatted(item, sub).split())} → {_text_of_answer(sub)}".strip()


def _text_of_answer(sub: Element) -> str:
    return " ".join(_text(sub, "answer").split())


def _number(item: Item, one: Element, answers: list[Element]) -> None:
    item[KIND] = "数值"
    units = one.find("units")
    named = _text(units.find("unit"), "unit_name") if units is not None else ""
    name = named or "个"
    item[STEM] = item[STEM].removesuffix(f"（单位：{named}）")
    if not named:
        item.say(ANSWER, "数值没有单位，写成「个」")
    whole = [answer for answer in answers if _share(answer) >= 100]
    if whole:
        off = _text(whole[0], "tolerance")
        middle = _text_of(whole[0])
        item[ANSWER] = f"{middle}±{off} {name}" if off not in ("", "0") else f"{middle} {name}"
    if len(answers) > 1:
        item.note(f"其余的数值：{'、'.join(_text_of(answer) for answer in answers if answer not in whole[:1])}")


def _share(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError:
        return 0.0


def _text_of(answer: Element) -> str:
    inner = answer.find("text")
    return " ".join(((inner.text if inner is not None else answer.text) or "").split())


def _formatted(item: Item, one: Element | None) -> str:
    """A text in whatever format it says, as ours; its pictures are kept beside it."""
    if one is None:
        return ""
    inner = one.find("text")
    text = ((inner.text if inner is not None else "") or "").strip()
    names = {file.get("name", ""): _picture(item, file) for file in one.findall("file")}
    if one.get("format", "html") in ("html", "moodle_auto_format") and ("<" in text or "&" in text):
        text = _Html(names).read(text)
    else:
        text = _PLUGIN.sub(lambda found: names.get(found[1], found[0]), text)
    return text.strip()


def _picture(item: Item, file: Element) -> str:
    """Keep a picture that stands in the file; its name is that of its bytes."""
    ending = ENDINGS.get(file.get("name", "").rpartition(".")[2].casefold())
    try:
        data = base64.b64decode(file.text or "", validate=False)
    except (binascii.Error, ValueError):
        data = b""
    if ending is None or not data:
        item.say(STEM, f"图片「{file.get('name', '')[:40]}」收不进来：可用 png、jpg、webp、svg")
        return ""
    name = f"img/m-{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
    item.pictures[name] = base64.b64encode(data).decode()
    return name


class _Html(HTMLParser):
    """HTML of a text field as plain lines, with its pictures as ours."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.names, self.out = names, [""]

    def read(self, html: str) -> str:
        self.feed(html)
        self.close()
        lines = "".join(self.out).split("\n")
        kept = [" ".join(line.replace("\xa0", " ").split()) for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "tr", "li", "p", "div", "h1", "h2", "h3", "h4"):
            self.out.append("\n")
        elif tag == "img":
            given = dict(attrs)
            found = _PLUGIN.search(given.get("src") or "")
            name = self.names.get(found[1], "") if found else ""
            alt = (given.get("alt") or "图").replace("[", "").replace("]", "")
            self.out.append(f"![{alt}]({name})" if name else f"（图：{alt}）")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "h1", "h2", "h3", "h4"):
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        self.out.append(data.replace("\n", " "))


def write_moodle(questions: list[Question], pictures: Mapping[str, bytes] | None = None) -> tuple[str, list[str]]:
    """The XML, and what it does not carry. ``pictures``: path in the texts → bytes."""
    root = Element("quiz")
    lost: list[str] = []
    for question in questions:
        held = carried(question)
        has_pictures = bool(pictures and IMAGE.search(held.stem))
        lost += [text.replace("图片", "选项里的图片") if has_pictures else text for text in held.lost]
        if held.kind is not None:
            _write(root, held, pictures or {})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n", lost


_TYPES = {
    Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice", Kind.JUDGEMENT: "truefalse", Kind.BLANKS: "shortanswer",
    Kind.NUMBER: "numerical", Kind.MATCH: "matching", Kind.CLASSIFY: "matching", Kind.SHORT: "essay", Kind.REWRITE: "essay",
}  # fmt: skip


def _write(root: Element, held: Carried, pictures: Mapping[str, bytes]) -> None:
    question = held.question
    assert held.kind is not None
    one = SubElement(root, "question", type=_TYPES[held.kind])
    _put(one, "name", question.id)
    _put(one, "questiontext", held.stem, pictures)
    _put(one, "generalfeedback", held.explanation, pictures)
    SubElement(one, "idnumber").text = question.id
    SubElement(one, "defaultgrade").text = "1"
    if held.kind in (Kind.SINGLE, Kind.MULTIPLE):
        _put_options(one, question)
    elif held.kind is Kind.JUDGEMENT:
        _put_answer(one, "100" if question.truth else "0", "true")
        _put_answer(one, "0" if question.truth else "100", "false")
    elif held.kind is Kind.BLANKS:
        for wording in question.blanks[0].wordings:
            _put_answer(one, "100", wording)
    elif held.kind is Kind.NUMBER:
        _put_number(one, question)
    elif held.kind in (Kind.MATCH, Kind.CLASSIFY):
        _put_pairs(one, question)
    else:
        _put(one, "graderinfo", question.reference)


def _put(one: Element, tag: str, text: str, pictures: Mapping[str, bytes] | None = None) -> Element:
    plain = {} if tag == "name" else {"format": "markdown"}
    made = SubElement(one, tag, plain)
    shown = IMAGE.sub(lambda found: f"![{found[1]}](@@PLUGINFILE@@/{found[2].removeprefix('img/')})", text)
    SubElement(made, "text").text = shown
    for found in IMAGE.finditer(text) if pictures else ():
        data = (pictures or {}).get(found[2])
        if data is not None:
            file = SubElement(made, "file", name=found[2].removeprefix("img/"), path="/", encoding="base64")
            file.text = base64.b64encode(data).decode()
    return made


def _put_answer(one: Element, fraction: str, text: str, feedback: str = "") -> Element:
    made = SubElement(one, "answer", fraction=fraction, format="markdown")
    SubElement(made, "text").text = text
    if feedback:
        _put(made, "feedback", feedback)
    return made


def _put_options(one: Element, question: Question) -> None:
    SubElement(one, "single").text = "true" if question.kind is Kind.SINGLE else "false"
    SubElement(one, "shuffleanswers").text = "true"
    right = sum(option.is_right for option in question.options)
    wrong = "0" if question.kind is Kind.SINGLE else "-100"
    for option in question.options:
        share = f"{100 / right:.7f}".rstrip("0").rstrip(".")
        _put_answer(one, share if option.is_right else wrong, option.text, option.explanation)


def _put_number(one: Element, question: Question) -> None:
    number = question.number
    assert number is not None and number.low is not None and number.high is not None
    off = (number.high - number.low) / 2
    made = _put_answer(one, "100", str(float(number.low + off)).removesuffix(".0"))
    SubElement(made, "tolerance").text = str(float(off)).removesuffix(".0")
    units = SubElement(SubElement(one, "units"), "unit")
    SubElement(units, "multiplier").text = "1"
    SubElement(units, "unit_name").text = number.unit


def _put_pairs(one: Element, question: Question) -> None:
    pairs = [(left, question.rights[right]) for left, right in zip(question.lefts, question.pairing, strict=True)]
    spare = [("", right) for place, right in enumerate(question.rights) if place not in question.pairing]
    for left, right in [*pairs, *spare]:
        made = SubElement(one, "subquestion", format="markdown")
        SubElement(made, "text").text = left
        _put_right(made, right)


def _put_right(made: Element, right: str) -> None:
    SubElement(SubElement(made, "answer"), "text").text = right
