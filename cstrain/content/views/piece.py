"""One piece: its text as people see it, its versions with their differences, what a file proposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.bank.queries import export_register
from cstrain.bank.rules import Change
from cstrain.content import actions, queries
from cstrain.content.actions import Edit
from cstrain.content.forms import AttachForm, ReasonForm
from cstrain.content.models import TextProposal
from cstrain.content.queries import Piece
from cstrain.content.queries.planning import Tried, tried
from cstrain.content.rules.blocks import reading, shown
from cstrain.content.rules.figures import figures
from cstrain.content.rules.kinds import BY_SLUG, CHARTER, LESSON
from cstrain.content.rules.library import Entry, entry_of, library
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.content.views.blueprint import PIECE, bp
from cstrain.content.views.listed import listed
from cstrain.content.views.shown import changes, today
from cstrain.content.words import FIGURES, KINDS, ORIGINS, PROPOSED
from cstrain.curriculum import queries as curriculum
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May

MOST_VERSIONS = 20


def piece_or_404(kind: str, key: str) -> Piece:
    """The text that counts; banks and registers have pages of their own."""
    found = queries.piece(kind, key) if kind in BY_SLUG else None
    if found is None or not found.version_id:
        raise NotYours
    return found


def facts_of(found: Piece) -> list[str]:
    """What the piece comes to: 612 个汉字, 3 节."""
    kept = queries.kept_library() if found.kind.slug == "course" else library([entry_now(found)], {})
    shelf = Shelf(kept, Around())
    return [str(FIGURES[name]) % {"count": count} for name, count in figures(entry_now(found), shelf)]


def entry_now(found: Piece) -> Entry:
    return queries.entry_for(found, queries.files())


def edit_of(form: Any, *, major: bool = False, reason: str = "") -> Edit:
    """How the form says the text is changed, by whom and when."""
    return Edit(form.seen.data or "", major, reason or form.reason.data or "", clock.received(), me().id)


def piece_page(found: Piece, form: ReasonForm | None = None, status: int = 200, refusal: Refusal | None = None) -> Page:
    """The page of a piece; ``form`` is the one that was refused."""
    past = _past(queries.history(found.kind.slug, found.key))
    versions = listed(past, request.args.get("page", 1, int), MOST_VERSIONS)
    held = queries.proposal_for(found.kind.slug, found.key)
    return page(
        "content/piece.html",
        status,
        piece=found,
        parts=shown(found.document),
        pages=reading(found.document),
        facts=facts_of(found),
        versions=versions,
        proposal=held,
        proposed=changes(found.text, held.text) if held else (),
        register=_register_difference(found),
        files=_files(found),
        names=named(one.version.by for one in versions.items),
        path=entry_now(found).path,
        form=form or ReasonForm(data={"seen": found.version_id}),
        attach=form if isinstance(form, AttachForm) else AttachForm(data={"seen": found.version_id}),
        refused=words_of(refusal) if refusal else "",
        KINDS=KINDS,
        ORIGINS=ORIGINS,
        PROPOSED=PROPOSED,
    )


@dataclass(frozen=True)
class Past:
    """A version and what it changed."""

    version: Piece
    before: Piece | None

    @property
    def lines(self) -> tuple[Change, ...]:
        return changes(self.before.text, self.version.text) if self.before else ()


def _past(versions: list[Piece]) -> list[Past]:
    return [Past(one, before) for one, before in zip(versions, [*versions[1:], None], strict=True)]


def _register_difference(found: Piece) -> Any:
    """How the rule register has moved on since the charter's text was written."""
    return changes(found.text, export_register(found.key)) if found.kind is CHARTER else ()


def _files(found: Piece) -> list[Any]:
    if found.kind is not LESSON:
        return []
    shown_here = curriculum.version(found.version_id)
    kinds = ("application/pdf", "video/mp4", "image/svg+xml", "image/png", "image/jpeg", "image/webp")
    return curriculum.attachments(shown_here, kinds)


@bp.get(PIECE)
@needs(May.CONTENT_EDIT)
def piece(kind: str, key: str) -> Any:
    return piece_page(piece_or_404(kind, key))


@bp.post(f"{PIECE}/<any(take, keep, refresh):act>")
@needs(May.CONTENT_EDIT)
def settle(kind: str, key: str, act: str) -> Any:
    """Take what a file proposes or keep one's own; take clauses over from the register."""
    found = piece_or_404(kind, key)
    form = ReasonForm()
    if not form.validate():
        return piece_page(found, form, 422)
    try:
        _settle(found, act, edit_of(form, major=request.form.get("change") == "major"))
    except Refusal as refusal:
        return piece_page(piece_or_404(kind, key), None, 409, refusal)
    return back("content.piece", kind=kind, key=key)


def _settle(found: Piece, act: str, edit: Edit) -> None:
    if act == "refresh":
        actions.refresh_charter(found.key, edit)
    elif act == "keep":
        actions.keep_own(found.kind.slug, found.key, edit)
    else:
        held = queries.proposal_for(found.kind.slug, found.key)
        if held is None:
            raise Refusal("proposal_is_settled")
        actions.take_proposal(_tried(found, held), edit)


def _tried(found: Piece, held: TextProposal) -> Tried:
    entry = entry_now(found)
    made = entry_of(entry.path, held.text, entry.post)
    assert isinstance(made, Entry)
    beside = {queries.place_of(made, name): digest for name, digest in held.attachments.items()}
    return tried(made, today(), beside)
