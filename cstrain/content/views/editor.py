"""The text editor of a piece: live preview and check by line, saved as a new version; and a course copied as one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.content import actions, queries
from cstrain.content.actions import Copy
from cstrain.content.forms import CopyForm, SaveForm, TextForm
from cstrain.content.queries import Piece
from cstrain.content.queries.planning import Tried, glanced, tried
from cstrain.content.rules.blocks import Piece as PieceOfText
from cstrain.content.rules.blocks import reading, shown
from cstrain.content.rules.kinds import COURSE
from cstrain.content.rules.library import Entry, entry_of
from cstrain.content.views.blueprint import CHECK, PIECE, bp
from cstrain.content.views.piece import edit_of, entry_now, piece_or_404
from cstrain.content.views.shown import changes, today
from cstrain.content.words import KINDS, ORIGINS
from cstrain.curriculum.rules import LessonPage
from cstrain.kit import clock
from cstrain.kit.content import Document, Problem
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, part, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May

MOST_QUOTED = 80  # characters of a line that stand beside what is wrong in it


@dataclass(frozen=True)
class Looked:
    """What the preview shows: the text as far as it can be read, errors and doubts by line, what it breaks elsewhere."""

    typed: str
    document: Document | None
    errors: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    tried: Tried | None = None

    @property
    def parts(self) -> tuple[PieceOfText, ...]:
        return shown(self.document) if self.document else ()

    @property
    def pages(self) -> tuple[LessonPage, ...]:
        return reading(self.document) if self.document else ()

    def line(self, number: int) -> str:
        """The line of the text that a problem speaks of, as it was typed."""
        lines = self.typed.split("\n")
        return lines[number - 1].strip()[:MOST_QUOTED] if 0 < number <= len(lines) else ""


def look(found: Piece, text: str, judge: Callable[..., Tried] = tried) -> Looked:
    """Read and check a typed text as if it were saved; writes nothing. ``judge``: how thoroughly."""
    kept = entry_now(found)
    made = entry_of(kept.path, text, kept.post)
    if not isinstance(made, Entry):
        return Looked(text, None, (made,))
    if made.name != kept.name:
        said = f"第 1 行的类型和编号不能改：写成「# {kept.document.type} {kept.key} ……」"
        return Looked(text, made.document, (Problem(1, said),))
    beside = {queries.place_of(kept, name): digest for name, digest in found.attachments.items()}
    done = judge(made, today(), beside)
    return Looked(text, made.document, done.errors, done.doubts, done.elsewhere, done)


def _edit_page(found: Piece, form: SaveForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    mine = (form.text.data or "").replace("\r\n", "\n")
    meanwhile = refusal is not None and refusal.code == "piece_changed_meanwhile"
    if meanwhile:
        form.seen.data = found.version_id  # having seen the difference below, one may save over it
    return page(
        "content/edit.html",
        status,
        piece=found,
        form=form,
        looked=look(found, mine),
        changed=changes(found.text, mine),
        refused=words_of(refusal) if refusal else "",
        meanwhile=changes(found.text, mine) if meanwhile else (),
        changed_by=named([found.by]).get(found.by),
        KINDS=KINDS,
        ORIGINS=ORIGINS,
    )


@bp.get(f"{PIECE}/edit")
@needs(May.CONTENT_EDIT)
def edit(kind: str, key: str) -> Any:
    found = piece_or_404(kind, key)
    return _edit_page(found, SaveForm(data={"text": found.text, "seen": found.version_id}))


@bp.post(f"{PIECE}/edit")
@needs(May.CONTENT_EDIT)
def save(kind: str, key: str) -> Any:
    found, form = piece_or_404(kind, key), SaveForm()
    if request.form.get("act") == CHECK:
        return _edit_page(found, form)
    looked = look(found, (form.text.data or "").replace("\r\n", "\n"))
    if not form.validate() or looked.errors or looked.tried is None:
        return _edit_page(found, form, 422)
    try:
        actions.save_text(looked.tried, edit_of(form, major=form.change.data == "major"))
    except Refusal as refusal:
        return _edit_page(piece_or_404(kind, key), form, 409, refusal)
    return back("content.piece", kind=kind, key=key)


@bp.post(f"{PIECE}/preview")
@needs(May.CONTENT_EDIT)
def preview(kind: str, key: str) -> Any:
    found = piece_or_404(kind, key)
    text = (TextForm().text.data or "").replace("\r\n", "\n")
    seen = look(found, text, glanced)
    return part("content/_preview.html", piece=found, looked=seen, changed=changes(found.text, text))


def _copy_page(found: Piece, form: CopyForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    said = words_of(refusal) if refusal else ""
    return page("content/copy.html", status, piece=found, form=form, refused=said)


@bp.get("/content/course/<key>/copy")
@needs(May.CONTENT_EDIT)
def copy(key: str) -> Any:
    found = piece_or_404(COURSE.slug, key)
    return _copy_page(found, CopyForm(data={"key": f"{found.post or 'course'}-x1", "name": found.name}))


@bp.post("/content/course/<key>/copy")
@needs(May.CONTENT_EDIT)
def save_copy(key: str) -> Any:
    found, form = piece_or_404(COURSE.slug, key), CopyForm()
    if not form.validate():
        return _copy_page(found, form, 422)
    wanted = Copy(form.key.data, form.name.data)
    try:
        actions.copy_course(key, wanted, at=clock.received(), by=me().id)
    except Refusal as refusal:
        return _copy_page(found, form, 409, refusal)
    return back("content.piece", kind=COURSE.slug, key=wanted.key)
