"""Lists of entries, paged; and the figures above them, each of which opens the lines that make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from cstrain.kit import db
from cstrain.records import queries
from cstrain.records.rules import Entry, entry_of

PER_PAGE = 30
GROUPS: dict[str, tuple[str, ...]] = {
    "signed": ("signed",),
    "mended": ("corrected", "voided", "refused_to_sign", "refusal_answered"),
}


@dataclass(frozen=True)
class Listing:
    """Which entries are shown, and which page of them; ``show`` empty: all."""

    show: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Any) -> Listing:
        show = args.get("show", "")
        return cls(show if show in GROUPS else "", max(1, args.get("page", 1, int)))


@dataclass(frozen=True)
class Found:
    entries: list[Entry]
    paging: Any


def entries_page(person_id: str, shown: Listing) -> Found:
    """One page of a person's entries, newest first."""
    query = queries.entry_texts(person_id, GROUPS.get(shown.show))
    paging = db.database.paginate(query, page=shown.page, per_page=PER_PAGE, error_out=False)
    return Found([entry_of(text) for text in paging.items], paging)


def figures(person_id: str, endpoint: str, values: dict[str, Any], shown: str = "") -> list[dict[str, Any]]:
    """How many entries of each group; each figure links to exactly those."""
    counts = queries.count_entries(person_id)
    labels = {"": _("全部记录"), "signed": _("签字"), "mended": _("更正和拒签")}
    return [
        {
            "value": sum(counts.values()) if not name else sum(counts.get(kind, 0) for kind in GROUPS[name]),
            "label": label,
            "url": url_for(endpoint, **values, show=name or None, _anchor="lines"),
            "current": name == shown,
        }
        for name, label in labels.items()
    ]
