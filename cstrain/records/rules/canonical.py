"""Canonical JSON: one sequence of bytes for one value, so that it can be hashed by anyone, years later.

UTF-8, text in NFC, keys sorted by code point, no spaces; strings, integers, lists and objects only.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

Plain = str | int | list[Any] | dict[str, Any]
MOST = 2**53 - 1  # every reader of JSON holds integers up to here exactly


class NotCanonical(ValueError):
    """A value that has no canonical form, or a text that is not in it."""


def plain(value: Any) -> Plain:
    """``value`` with its text in NFC; refused when it holds anything but strings, integers, lists and objects."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, bool) or not isinstance(value, int | list | dict):
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
    if isinstance(value, int):
        if abs(value) > MOST:
            raise NotCanonical("an integer beyond 2^53 - 1")
        return int(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not all(isinstance(key, str) for key in value):
        raise NotCanonical("a key that is not text")
    folded = {unicodedata.normalize("NFC", key): plain(item) for key, item in value.items()}
    if len(folded) != len(value):
        raise NotCanonical("two keys that are one in NFC")
    return folded


def canonical(value: Any) -> bytes:
    """The canonical bytes of ``value``; NotCanonical for floats, true, false, null and lone surrogates."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("half a character") from None


def _no_number(text: str) -> Any:
    raise NotCanonical(f"{text} has no canonical form")


def _integer(text: str) -> int:
    found = int(text)
    if abs(found) > MOST:
        raise NotCanonical("an integer beyond 2^53 - 1")
    return found


_READ = json.JSONDecoder(parse_float=_no_number, parse_int=_integer, parse_constant=_no_number)
_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def _is_written_so(found: Any, text: str) -> bool:
    """Is ``text`` the canonical form of ``found``, which was read from it?

    A key that stands twice is written once, and so does not come out the same.
    Read without fractions and large integers, in NFC as a whole and so in every part, and without the words of values
    that have no canonical form, it only needs to be written again. Those words may also stand inside a text: then, as
    for everything else, the long way, which comes to the same.
    """
    plainly = "true" not in text and "false" not in text and "null" not in text
    if not plainly or not unicodedata.is_normalized("NFC", text):
        return canonical(found) == text.encode()
    return _WRITE.encode(found) == text and bool(text.encode())


def parse(text: str) -> dict[str, Any]:
    """The object that ``text`` is the canonical form of; NotCanonical when it is not exactly that."""
    try:
        found = _READ.decode(text)
        same = _is_written_so(found, text)
    except (ValueError, RecursionError) as trouble:
        raise NotCanonical(str(trouble)) from None
    if not same or not isinstance(found, dict):
        raise NotCanonical("the same value is written differently in canonical form")
    return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def commitment(salt: bytes, value: bytes) -> str:
    """What an entry holds of a value that stands outside it: SHA-256(salt ‖ value), hex."""
    return sha256(salt + value)


def time_text(at: datetime) -> str:
    """RFC 3339, UTC, microseconds: 2026-10-19T02:26:14.000123Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """The instant written by ``time_text``; NotCanonical for any other spelling."""
    if _TIME.fullmatch(text) is None:
        raise NotCanonical(f"{text} is not a time in canonical form")
    try:
        return datetime.fromisoformat(text)
    except ValueError as trouble:
        raise NotCanonical(str(trouble)) from None
