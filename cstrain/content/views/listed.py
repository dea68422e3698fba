"""Pages of lists that are no queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Listed:
    """A page of a list: what the pager asks for."""

    items: list[Any]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)


def listed(rows: list[Any], number: int, per_page: int) -> Listed:
    """That page of the rows; the last one when there are not so many."""
    shown = min(max(1, number), max(1, -(-len(rows) // per_page)))
    return Listed(rows[(shown - 1) * per_page : shown * per_page], shown, per_page, len(rows))
