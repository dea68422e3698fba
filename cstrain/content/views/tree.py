"""All content by kind, and the whole of it as a zip."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from flask import Response, request, stream_with_context
from flask_babel import gettext as _

from cstrain.bank.queries import banks
from cstrain.content import queries
from cstrain.content.queries import Piece
from cstrain.content.rules.kinds import KINDS, ORDER
from cstrain.content.views.blueprint import bp
from cstrain.content.views.listed import listed
from cstrain.content.views.shown import today
from cstrain.content.words import KINDS as KIND_WORDS
from cstrain.content.words import ORIGINS, PROPOSED
from cstrain.kit.web import page
from cstrain.people.doors import needs
from cstrain.people.queries import named
from cstrain.people.rules import May

PER_PAGE = 40
PIECE = 256 * 1024  # bytes


@bp.get("/content")
@needs(May.CONTENT_EDIT)
def tree() -> Any:
    given = request.args
    kind, origin, words = (given.get(name, "").strip() for name in ("kind", "origin", "q"))
    waiting = _waiting()
    rows = [one for one in queries.pieces() if _is_shown(one, kind, origin, words, waiting)]
    rows.sort(key=lambda one: (ORDER[one.kind.slug], one.post, one.key))
    shown = listed(rows, given.get("page", 1, int), PER_PAGE)
    return page(
        "content/tree.html",
        listed=shown,
        kind=kind,
        origin=origin,
        words=words,
        waiting=waiting,
        counts={each.slug: sum(one.kind is each for one in rows) for each in KINDS},
        names=named(one.by for one in shown.items),
        kinds=[("", _("全部种类")), *KIND_WORDS.items()],
        origins=[("", _("全部来处")), *ORIGINS.items(), ("proposed", PROPOSED[0])],
        KINDS=KIND_WORDS,
        ORIGINS=ORIGINS,
        PROPOSED=PROPOSED,
    )


def _waiting() -> dict[tuple[str, str], int]:
    """How many updates wait for each piece: whole texts, and the questions and rules of banks and registers."""
    found = {(one.kind, one.key): 1 for one in queries.open_proposals()}
    found |= {("bank", one.bank.key): one.proposed for one in banks(today()) if one.proposed}
    return found


def _is_shown(one: Piece, kind: str, origin: str, words: str, waiting: dict[tuple[str, str], int]) -> bool:
    if kind and one.kind.slug != kind:
        return False
    if origin == "proposed" and (one.kind.slug, one.key) not in waiting:
        return False
    if origin not in ("", "proposed") and one.origin != origin:
        return False
    return words.casefold() in f"{one.key} {one.name} {one.english}".casefold()


@bp.get("/content/export.zip")
@needs(May.CONTENT_EDIT)
def export() -> Any:
    """Exactly the kept texts, and what they show."""
    answer = Response(stream_with_context(_zipped()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="cstrain-{today().isoformat()}.zip"'
    return answer


def _zipped() -> Iterator[bytes]:
    """The zip piece by piece: films make it larger than what one would hold in memory."""
    with tempfile.TemporaryFile() as out:
        queries.write_zip(out)
        out.seek(0)
        while piece := out.read(PIECE):
            yield piece
