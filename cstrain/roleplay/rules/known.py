"""What the rest of the content says, as far as the checks of this room need it. None: not known here, not checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cstrain.bank.rules import Rule


@dataclass(frozen=True, slots=True)
class Known:
    """Rules by id as they read now; keys of rubrics and lessons; names of decisions; phrases that are banned already."""

    rules: Mapping[str, Rule] | None = None
    rubrics: frozenset[str] | None = None
    lessons: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    banned: tuple[BannedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BannedLine:
    """One line of a 禁语 file: its id, wordings, how grave, what to say instead, what it must not catch."""

    id: str
    group: str
    wordings: tuple[str, ...]
    is_grave: bool
    instead: str
    allowed: tuple[str, ...] = ()
    line: int = 0
