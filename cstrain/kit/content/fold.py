"""Typed answers brought to one form, so that 七, ７ and 7 are the same and 一起 stays what it is.

Both the key and the trainee's words go through the same folding; what matters is that two wordings of one answer
meet, and that two different answers never do.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from .numbers import Quantity, number_text, quantity

_DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALES = {sign: size for sign, size in {**_SMALL, **_LARGE}.items() if size > 10}
_SIGNS = "".join([*_DIGITS, *_SMALL, *_LARGE])
_TO = "到至~〜—–-"
_MEASURES = (
    "天日周月年季个小分秒元块角毛次件款单条题道人位名号点倍折成级段步项种类句页字套张份包箱"
    "斤米厘寸公克升度遍回轮场门星档层家刻钟工只把本%"
)
_RUN = re.compile(
    rf"(?P<before>第|双|百分之)?(?:(?<![\d.])(?P<lead>\d{{1,15}}(?:\.\d{{1,9}})?))?(?P<run>[{_SIGNS}]+)(?:点(?P<decimals>[{''.join(_DIGITS)}]{{1,4}})(?P<scale>[万亿])?(?![{_SIGNS}分刻]))?"
)
_RANGE_OR_MEASURE = re.compile(rf"[{_MEASURES}]|[{_TO}、,/:][\d{_SIGNS}]")
_FRACTION = re.compile(rf"(?<![\d{_SIGNS}])(?P<bottom>[{_SIGNS}]+|\d{{1,15}})分之(?P<top>[{_SIGNS}]+|\d{{1,15}})")
_KEPT = re.compile(r"(?<=\d)[%‰]+|(?<=\d)\W+(?=\d)|^-(?=\d)")


def fold_answer(text: str) -> str:
    """The form in which answers to blanks are compared: NFKC, no case, blanks, punctuation; numerals as digits.

    `两天` → `2天`, `７～10 天` and `七到十天` → `7~10天`, `30,000` and `三万` → `30000`; `一起` stays. A sign between
    two digits stays (`12:30`, `3.5`), so does the % behind one and the minus at the beginning.
    """
    folded = _compact(text)
    while (again := _compact(_unpunctuated(_digits(folded)))) != folded:
        folded = again
    return folded


def numerals(text: str) -> str:
    """The text in NFKC and without blanks, its Chinese numerals written as digits: `两千七百元` → `2700元`."""
    return _digits(_compact(text))


def typed_quantity(text: str) -> Quantity:
    """What a trainee typed as a number, with or without unit, in digits or numerals; else `Malformed`."""
    return quantity(numerals(text))


def chinese_number(run: str) -> int | None:
    """The value of `二十四`, `一百二`, `二〇二二`; None for approximations (`三四`) and words (`千万`)."""
    if len(run) > 30:
        return None
    if all(sign in _DIGITS for sign in run):
        positional = len(run) == 1 or len(run) > 2 or any(sign in "零〇" for sign in run)
        return int("".join(str(_DIGITS[sign]) for sign in run)) if positional and len(run) <= 15 else None
    for unit in ("亿", "万"):
        if unit in run:
            high, _, low = run.partition(unit)
            return _large(high, low, _LARGE[unit])
    return _below_ten_thousand(run)


def _large(high: str, low: str, unit: int) -> int | None:
    left = chinese_number(high) if high else None
    right = 0 if not low else _DIGITS[low] * unit // 10 if len(low) == 1 and low in _DIGITS else chinese_number(low)
    if left is None or right is None or right >= unit:
        return None
    return left * unit + right


def _below_ten_thousand(run: str) -> int | None:
    total, digit, last = 0, None, 10**4
    zero = False
    for place, sign in enumerate(run):
        if sign in _DIGITS:
            if digit is not None:
                return None
            zero, digit = (True, None) if _DIGITS[sign] == 0 else (zero, _DIGITS[sign])
            continue
        unit = _SMALL.get(sign, last)
        if unit >= last or (digit is None and (place or unit != 10)):
            return None
        total, last, digit, zero = total + (digit or 1) * unit, unit, None, False
    short = last // 10 if last > 10 and not zero else 1
    return total + (digit or 0) * short


def _compact(text: str) -> str:
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    shown = "".join(sign for sign in once if unicodedata.category(sign) not in ("Zs", "Zl", "Zp", "Cc", "Cf"))
    return unicodedata.normalize("NFKC", shown)  # a mark that stood on a blank now stands on the letter before it


def _digits(text: str) -> str:
    text = _FRACTION.sub(_fraction, text)
    return _RUN.sub(_replaced, text)


def _fraction(found: re.Match[str]) -> str:
    top, bottom = (int(run) if run.isdecimal() else chinese_number(run) for run in (found["top"], found["bottom"]))
    if found["bottom"] == "百":
        return found[0] if top is None else f"{top}%"
    return found[0] if top is None or bottom is None else f"{top}/{bottom}"


def _replaced(found: re.Match[str]) -> str:
    whole, before = found.string, found["before"] or ""
    if not before and not _counts(whole, found):
        return found[0]
    value = _value(found)
    return found[0] if value is None else before + number_text(value)


def _counts(whole: str, found: re.Match[str]) -> bool:
    """Whether a numeral counts something here: it is the whole answer, or a measure or the end of a range follows."""
    if _RANGE_OR_MEASURE.match(whole, found.end()):
        return True
    earlier, rest = whole[: found.start()], whole[found.end() :]
    if not _is_bare(rest):
        return False
    return _is_bare(earlier) or re.fullmatch(rf"\d[{_TO}、,/:]", earlier[-2:]) is not None


def _is_bare(text: str) -> bool:
    return len(text) <= 20 and not _unpunctuated(text)


def _value(found: re.Match[str]) -> Fraction | None:
    run, lead, decimals = found["run"], found["lead"], found["decimals"]
    if lead:
        scale = _SCALES.get(run)
        return None if scale is None or decimals else Fraction(lead) * scale
    value = chinese_number(run)
    if value is None or not decimals:
        return None if value is None else Fraction(value)
    after = "".join(str(_DIGITS[sign]) for sign in decimals)
    return Fraction(f"{value}.{after}") * _LARGE.get(found["scale"], 1)


def _unpunctuated(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(rf"(?<=\d)[{_TO}](?=\d)", "~", text)
    kept = {place for found in _KEPT.finditer(text) for place in range(found.start(), found.end())}
    return "".join(sign for place, sign in enumerate(text) if place in kept or not _is_punctuation(sign))


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "P" or sign in "~`^´¨|"
