"""Menu entries: each room's ``views.MENU`` says where it stands in the rail (desk) or among the tabs (phone)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MenuEntry:
    """One entry. ``may``: the permission that shows it (None: everyone signed in). ``count``: open tasks, or None.

    ``order``: by tens; each full 20 begins another kind of work (decide, do, follow, content, house), set off by a line.
    """

    endpoint: str
    label: Any  # a lazy string
    icon: str
    place: str = "rail"  # rail | tabs
    may: Any = None
    order: int = 50
    count: Callable[[Any], int] | None = None
