"""Canonical JSON: one sequence of bytes for one value, so that it can be hashed by anyone, years later.

UTF-8, text in NFC, keys sorted by code point, no spaces; strings, integers, lists and objects only.
"""

from __future__ import annotations

import hashlib
import json
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


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("a key twice")
    return found


def parse(text: str) -> dict[str, Any]:
    """The object that ``text`` is the canonical form of; NotCanonical when it is not exactly that."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
        same = canonical(found) == text.encode()
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
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """The instant written by ``time_text``; NotCanonical for any other spelling."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as trouble:
        raise NotCanonical(str(trouble)) from None
    if time_text(found) != text:
        raise NotCanonical(f"{text} is not a time in canonical form")
    return found
