"""Figures with units: settings, durations, limits, typed answers, dates. Exact: fractions, never floats."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from .model import Malformed

_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,9})?"
_UNIT = r"(?P<unit>[^\W\d_][^\d{}()±~]{0,11}|[%‰℃°][^\d{}()±~]{0,3})"
_TO = r"(?:~|〜|-|–|—|至|到)"
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})\s*{_UNIT}?")
_DECIDED = re.compile(rf"\{{\s*(?P<name>[^{{}}\n]{{1,40}}?)\s*\}}\s*{_UNIT}?")
_TOLERANCE = re.compile(rf"(?P<number>{_NUMBER})\s*±\s*(?P<tolerance>{_NUMBER})\s*{_UNIT}?")
_BETWEEN = re.compile(rf"介于\s*(?P<low>{_NUMBER})\s*(?:{_TO}|和|与)\s*(?P<high>{_NUMBER})\s*{_UNIT}?")
_SPAN = re.compile(rf"(?P<low>{_NUMBER})\s*{_TO}\s*(?P<high>{_NUMBER})\s*{_UNIT}?")
_LIBRARY = "(本库选定)"
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LOOSE_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")

SECONDS = {"秒": 1, "分钟": 60, "小时": 3600, "天": 86400}
LIMIT_UNITS = ("分钟", "小时", "天", "月")
DURATION_UNITS = ("秒", *LIMIT_UNITS)
_OTHER_NAMES = {"个月": "月", "个小时": "小时", "钟头": "小时", "个钟头": "小时", "日": "天", "秒钟": "秒"}


class Origin(Enum):
    """Where a figure comes from."""

    NUMBER = "number"
    LIBRARY = "library"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit as written ("" when there is none)."""

    number: Fraction
    unit: str = ""

    @property
    def measure(self) -> str:
        """The unit under its one name: 个月 is 月, 日 is 天."""
        return _OTHER_NAMES.get(self.unit, self.unit)

    @property
    def seconds(self) -> Fraction | None:
        """Length in seconds; None for months, whose length the calendar decides, and for what is no time."""
        scale = SECONDS.get(self.measure)
        return None if scale is None else self.number * scale

    def __str__(self) -> str:
        return f"{number_text(self.number)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure that a firm may set: `quantity` is None where `decision` names the firm's decision to ask."""

    quantity: Quantity | None
    unit: str
    origin: Origin
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Numeric:
    """The key of a typed number: everything from `low` to `high` is right; None and None until `decision` is made."""

    low: Fraction | None
    high: Fraction | None
    unit: str
    decision: str = ""

    def accepts(self, number: Fraction) -> bool:
        """Whether a typed number is right. Not to be asked while a decision is open (ValueError)."""
        if self.low is None or self.high is None:
            raise ValueError(f"the decision {self.decision} is not made")
        return self.low <= number <= self.high


def number(text: str) -> Fraction:
    """`2,700` and `84.5` exactly; `Malformed` for anything but one number of at most 15 digits and 9 decimals."""
    found = re.fullmatch(_NUMBER, _plain(text))
    if not found:
        raise Malformed(f"「{text.strip()}」不是数字：写成 80 或 80.5")
    return Fraction(found[0].replace(",", ""))


def number_text(value: Fraction) -> str:
    """A fraction as people write it: `84.5`, `2700`; as `1/3` where no decimal ends."""
    scaled = value * 10**9
    if scaled.denominator != 1:
        return str(value)
    whole, rest = divmod(abs(scaled.numerator), 10**9)
    decimals = f"{rest:09d}".rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + (f".{decimals}" if decimals else "")


def quantity(text: str) -> Quantity:
    """`2700 元`, `2,700元`, `60%`, `15`; else `Malformed`."""
    found = _QUANTITY.fullmatch(_plain(text))
    if not found:
        raise Malformed(f"「{text.strip()}」看不懂：写成「数字 单位」，例如「80 分」")
    return Quantity(number(found["number"]), (found["unit"] or "").strip())


def setting(text: str) -> Setting:
    """`80 分`, `80 分（本库选定）`, `60%（本库选定）`, `{及格线} 分`; else `Malformed`. The unit may be absent ("")."""
    plain = _plain(text)
    if decided := _DECIDED.fullmatch(plain):
        return Setting(None, (decided["unit"] or "").strip(), Origin.DECISION, decided["name"])
    origin = Origin.LIBRARY if plain.endswith(_LIBRARY) else Origin.NUMBER
    try:
        held = quantity(plain.removesuffix(_LIBRARY))
    except Malformed:
        raise Malformed(
            f"「{text.strip()}」看不懂：写成「80 分」「80 分（本库选定）」或「{{决定的名称}} 分」"
        ) from None
    return Setting(held, held.unit, origin)


def duration(text: str) -> Quantity:
    """`60 分钟`, `30 秒`, `1 天`, `6 个月`, not negative; else `Malformed`."""
    return _timed(text, DURATION_UNITS)


def limit(text: str) -> Quantity:
    """A rule's limit: a number and 分钟, 小时, 天 or 月; else `Malformed`."""
    return _timed(text, LIMIT_UNITS)


def _timed(text: str, units: tuple[str, ...]) -> Quantity:
    try:
        held = quantity(text)
    except Malformed:
        held = Quantity(Fraction(-1))
    if held.measure not in units or held.number < 0:
        hint = "「分」是分数，时间写「分钟」；" if held.unit == "分" else ""
        raise Malformed(f"时间「{text.strip()}」看不懂：{hint}写成「数字 单位」，单位用{'、'.join(units)}")
    return held


def percentage(text: str) -> Fraction:
    """`60%` as 3/5; `Malformed` outside 0 to 100 and without the sign."""
    found = _QUANTITY.fullmatch(_plain(text))
    if not found or found["unit"] != "%" or not 0 <= number(found["number"]) <= 100:
        raise Malformed(f"「{text.strip()}」不是百分数：写成「60%」，0 到 100 之间")
    return number(found["number"]) / 100


def span(text: str) -> tuple[Fraction, Fraction]:
    """`60～100` as its two ends; else `Malformed`."""
    found = _SPAN.fullmatch(_plain(text))
    if not found or found["unit"]:
        raise Malformed(f"范围「{text.strip()}」看不懂：写成「60～100」")
    return _ordered(found, text)


def numeric(text: str) -> Numeric:
    """`2700 元`, `84±0.5 分`, `介于 80～120 个`, `{通话上限} 分钟`, always with a unit; else `Malformed`."""
    plain = _plain(text)
    forms = (_DECIDED, _TOLERANCE, _BETWEEN, _QUANTITY)
    found = next((match for form in forms if (match := form.fullmatch(plain))), None)
    if found is None:
        if _SPAN.fullmatch(plain):
            raise Malformed(bare_range(text, always=True))
        raise Malformed(f"答案「{text.strip()}」看不懂：写成「2700 元」「84±0.5 分」「介于 80～120 个」")
    unit = (found["unit"] or "").strip()
    if not unit:
        raise Malformed(f"答案「{text.strip()}」少了单位：例如「{text.strip()} 天」")
    if found.re is _DECIDED:
        return Numeric(None, None, unit, found["name"])
    return Numeric(*_ends(found, text), unit)


def bare_range(text: str, *, always: bool = False) -> str:
    """The words about an answer such as `7～10` that does not say what it means, "" for any other answer.

    With a unit (`7～10 天`) it is to be copied; `always` complains about that too, where only numbers make sense.
    """
    found = _SPAN.fullmatch(_plain(text))
    if not found or (found["unit"] and not always):
        return ""
    typed = text.strip()
    if found["unit"]:
        return f"「{typed}」是范围：写成「介于 {typed}」"
    return f"「{typed}」是要学员照写，还是一个范围？范围请写成「介于 {typed}」；照写请加单位"


def day(text: str) -> datetime.date:
    """`2027-01-15` and nothing else; `Malformed` offers the right form for 2027-1-5, 2027/01/05, 2027年1月5日."""
    typed = text.strip()
    if found := _DAY.fullmatch(typed):
        try:
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Malformed(f"日期「{typed}」不存在：请核对年、月、日") from None
    loose = _LOOSE_DAY.fullmatch(_plain(text))
    offer = f"，是不是想写「{loose[1]}-{int(loose[2]):02d}-{int(loose[3]):02d}」" if loose else ""
    raise Malformed(f"日期「{typed}」看不懂{offer}：写成 2027-01-15 这样")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def _ends(found: re.Match[str], text: str) -> tuple[Fraction, Fraction]:
    if found.re is _BETWEEN:
        return _ordered(found, text)
    middle = number(found["number"])
    off = number(found["tolerance"]) if found.re is _TOLERANCE else Fraction(0)
    if off < 0:
        raise Malformed(f"答案「{text.strip()}」的误差是负数：写成「84±0.5 分」")
    return middle - off, middle + off


def _ordered(found: re.Match[str], text: str) -> tuple[Fraction, Fraction]:
    low, high = number(found["low"]), number(found["high"])
    if low > high:
        raise Malformed(f"「{text.strip()}」小的要写在前面")
    return low, high
