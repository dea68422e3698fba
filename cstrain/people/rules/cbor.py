"""Reading CBOR (RFC 8949), as far as an authenticator writes it (CTAP2's canonical form): no tags, floats, open lengths."""

from __future__ import annotations

from typing import Any

DEEPEST = 4  # CTAP2 nests no deeper
NUMBER, NEGATIVE, BYTES, TEXT, LIST, TABLE = range(6)
WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def read(data: bytes) -> tuple[Any, bytes]:
    """The first value of ``data`` and what follows it; ValueError for what no authenticator writes."""
    return _value(data, 0)


def _value(data: bytes, depth: int) -> tuple[Any, bytes]:
    if not data or depth > DEEPEST:
        raise ValueError("too short, or too deep")
    kind, count, rest = _head(data)
    if kind in (NUMBER, NEGATIVE):
        return (count if kind == NUMBER else -1 - count), rest
    if kind in (BYTES, TEXT):
        if len(rest) < count:
            raise ValueError("cut off")
        return (rest[:count] if kind == BYTES else rest[:count].decode()), rest[count:]
    if kind in (LIST, TABLE):
        return _many(kind, count, rest, depth)
    if data[0] in (0xF4, 0xF5, 0xF6):
        return {0xF4: False, 0xF5: True, 0xF6: None}[data[0]], data[1:]
    raise ValueError("not what an authenticator writes")


def _head(data: bytes) -> tuple[int, int, bytes]:
    kind, short = data[0] >> 5, data[0] & 31
    if short < 24:
        return kind, short, data[1:]
    width = WIDTHS.get(short, 0)
    if not width or len(data) < 1 + width:
        raise ValueError("not a length")
    return kind, int.from_bytes(data[1 : 1 + width], "big"), data[1 + width :]


def _many(kind: int, count: int, rest: bytes, depth: int) -> tuple[Any, bytes]:
    if count > len(rest):
        raise ValueError("cut off")
    found: list[Any] = []
    for _ in range(count * (2 if kind == TABLE else 1)):
        value, rest = _value(rest, depth + 1)
        found.append(value)
    if kind == LIST:
        return found, rest
    if not all(isinstance(name, str | int) for name in found[::2]):
        raise ValueError("a key that is none")
    return dict(zip(found[::2], found[1::2], strict=True)), rest
