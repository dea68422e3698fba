"""What the rest of the content says, as far as a check of banks and registers needs it.

None means: not known here, so it is not checked (the room of lessons comes later on the road).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cstrain.kit.content.numbers import Quantity


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A rule as its citing questions see it: major version, figures (month, day …), until when it has been reviewed."""

    id: str
    major: int
    title: str = ""
    figures: tuple[Quantity, ...] = ()
    review_on: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The last version of a part that the installation keeps: what a new text is compared with.

    ``number`` is the number its file gave it; ``loaded_hash`` the hash of what was last loaded from a file ("" when it
    never was); ``made_here``: the last change was made in this installation.
    """

    hash: str
    bearing: str
    major: int = 1
    minor: int = 0
    number: tuple[int, int] = (1, 0)
    loaded_hash: str = ""
    loaded_from: str = ""
    made_here: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Everything around the file that is checked."""

    rules: Mapping[str, RuleFacts] | None = None
    points: frozenset[str] | None = None
    lessons: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    facts: frozenset[str] | None = None
    questions: frozenset[str] | None = None
    stems: Mapping[str, str] = field(default_factory=dict)  # of other banks, by question
    banned: tuple[str, ...] = ()
    kept: Mapping[str, Kept] = field(default_factory=dict)
    origin: str = "shipped"
    pictures: Mapping[str, str] = field(default_factory=dict)  # img/x.svg -> SHA-256, beside the file
    today: date | None = None
