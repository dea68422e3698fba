"""A certificate that a gate or a level asks for: one name, or several of which one will do (售前上岗证；售后上岗证)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

EITHER = "；"


def names_asked(asked: str) -> tuple[str, ...]:
    """The names, each of which will do."""
    return tuple(name.strip() for name in asked.split(EITHER) if name.strip())


def is_held(asked: str, in_force: Collection[str]) -> bool:
    """Whether one of the names is in force."""
    return any(name in in_force for name in names_asked(asked))


def asked_words(asked: Iterable[str]) -> str:
    """As people say it; the record keeps these words, so they are never translated: 售前上岗证或售后上岗证、带教证."""
    return "、".join("或".join(names_asked(one)) for one in asked)
