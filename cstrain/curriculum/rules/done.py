"""When a step is done (formats 5.2). Progress is what the person did; completion is computed from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LessonProgress:
    """Of a lesson: sections read, and which self-test questions were ever answered right."""

    sections: int
    opened: frozenset[int]
    checks: tuple[str, ...]
    right: frozenset[str]

    @property
    def is_read(self) -> bool:
        return len(self.opened) >= self.sections

    @property
    def is_done(self) -> bool:
        return self.is_read and set(self.checks) <= self.right

    @property
    def furthest(self) -> int:
        """The last section that may be looked at: the first one not read yet, or the last one there is."""
        unread = [number for number in range(self.sections) if number not in self.opened]
        return unread[0] if unread else self.sections - 1

    @property
    def left(self) -> list[str]:
        """Questions still to be answered right, in their order."""
        return [check for check in self.checks if check not in self.right]


def lesson_progress(
    sections: int, opened: Collection[int], checks: Sequence[str], right: Collection[str]
) -> LessonProgress:
    """Sections counted from 0; those that the lesson does not have are left out."""
    held = frozenset(number for number in opened if 0 <= number < sections)
    return LessonProgress(sections, held, tuple(checks), frozenset(right))


@dataclass(frozen=True)
class PracticeProgress:
    """Of a practice: the drawn items, those tried with how the first try went, those right by now."""

    items: tuple[str, ...]
    first: Mapping[str, bool]
    right: frozenset[str]

    @property
    def is_done(self) -> bool:
        return bool(self.items) and set(self.items) <= self.right

    @property
    def first_right(self) -> int:
        """The score that is kept: items right at the first try."""
        return sum(1 for item in self.items if self.first.get(item))

    @property
    def tried(self) -> int:
        return sum(1 for item in self.items if item in self.first)

    @property
    def wrong(self) -> list[str]:
        """Tried and not right yet: they come again at the end."""
        return [item for item in self.items if item in self.first and item not in self.right]

    @property
    def next_item(self) -> str | None:
        """First the ones not tried yet, then the wrong ones again; None when all are right."""
        untried = [item for item in self.items if item not in self.first]
        return next(iter([*untried, *self.wrong]), None)


def after_wrong(progress: PracticeProgress, last: str) -> str | None:
    """The next item, not the one just shown when there is another: a wrong one comes again at the end of the round."""
    wrong = progress.wrong
    if progress.tried < len(progress.items) or last not in wrong:
        return progress.next_item
    place = wrong.index(last)
    return (wrong[place + 1 :] + wrong[: place + 1])[0]


def settled_items(drawn: Sequence[str], right: Collection[str], askable: Sequence[str], count: int) -> tuple[str, ...]:
    """The items of a practice as they stand now: drawn ones that may no longer be asked give way to the next ones.

    ``askable`` in the person's own order; ``count``: how many the step asks for. What was right already counts.
    """
    usable = set(askable)
    kept = [item for item in drawn if item in usable or item in right]
    fresh = [item for item in askable if item not in set(kept)]
    return tuple([*kept, *fresh][: max(count, len(kept))])


def acknowledged(clauses: Collection[str], ticked: Collection[str]) -> bool:
    """A charter is acknowledged when every clause is ticked."""
    return bool(clauses) and set(clauses) <= set(ticked)
