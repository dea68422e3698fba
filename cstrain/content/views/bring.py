"""Files brought in: a text or a zip of a folder, shown as what it would do before anything is written; attachments."""

from __future__ import annotations

from typing import Any

from cstrain.content import actions
from cstrain.content.forms import AttachForm, ConfirmForm, ReasonForm, UploadForm, attachment_name
from cstrain.content.queries.planning import Brought, plan_for
from cstrain.content.rules.kinds import LESSON
from cstrain.content.rules.plan import Fate
from cstrain.content.rules.zipped import is_zip, unzipped
from cstrain.content.views.blueprint import bp
from cstrain.content.views.piece import edit_of, piece_or_404, piece_page
from cstrain.content.views.shown import today
from cstrain.content.words import FATES, KINDS
from cstrain.kit import clock, files
from cstrain.kit.content import LIMIT
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

MOST_SHOWN = 200


def _upload_page(form: UploadForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    return page("content/upload.html", status, form=form, refused=words_of(refusal) if refusal else "")


@bp.get("/content/import")
@needs(May.CONTENT_EDIT)
def upload() -> Any:
    return _upload_page(UploadForm())


@bp.post("/content/import")
@needs(May.CONTENT_EDIT)
def plan() -> Any:
    """The dry run: every problem by file and line, and what would be new, changed, unchanged. Writes no row."""
    form = UploadForm()
    if not form.validate():
        return _upload_page(form, 422)
    data, name = form.file.data.read(), form.file.data.filename or ""
    try:
        brought = _brought(data, name)
    except Refusal as refusal:
        return _upload_page(form, 409, refusal)
    kept = actions.keep_upload(data, name, by=me().id, at=clock.received())
    return _plan_page(brought, name, ConfirmForm(data={"upload": kept}))


def _brought(data: bytes, name: str) -> Brought:
    if is_zip(data):
        source = unzipped(data)
    elif name.casefold().endswith(".md") and len(data) <= LIMIT:
        source = {name.replace("\\", "/").rsplit("/", 1)[-1]: data}
    else:
        raise Refusal("upload_unreadable")
    return plan_for(source, today(), "imported")


def _plan_page(brought: Brought, name: str, form: ConfirmForm, status: int = 200) -> Page:
    refused = brought.plan.of(Fate.REFUSED)
    problems = [problem for line in refused for problem in line.errors] + list(brought.plan.strays)
    return page(
        "content/plan.html",
        status,
        name=name,
        plan=brought.plan,
        problems=problems[:MOST_SHOWN],
        problem_count=len(problems),
        counts={fate: len(brought.plan.of(fate)) for fate in Fate},
        doubts=[each for line in brought.plan.lines for each in line.problems if each.warning][:MOST_SHOWN],
        form=form,
        KINDS=KINDS,
        FATES=FATES,
    )


@bp.post("/content/import/load")
@needs(May.CONTENT_EDIT)
def load() -> Any:
    """Work it all out once more and do it."""
    form, asked = ConfirmForm(), me()
    data = actions.upload(form.upload.data or "", by=asked.id)
    brought = _brought(data, form.upload.data or "")
    if not form.validate():
        return _plan_page(brought, "", form, 422)
    done = actions.load_library(brought, at=clock.received(), by=asked.id, reason=form.reason.data)
    actions.forget_upload(form.upload.data, by=asked.id)
    counts = {fate: sum(one.fate is fate for one in done) for fate in Fate}
    return page("content/loaded.html", done=done, counts=counts, KINDS=KINDS, FATES=FATES)


@bp.post("/content/lesson/<key>/attach")
@needs(May.CONTENT_EDIT)
def attach(key: str) -> Any:
    found, form = piece_or_404(LESSON.slug, key), AttachForm()
    if not form.validate():
        return piece_page(found, form, 422)
    given = form.file.data
    try:
        files.require_size(given.stream)
        kept = files.keep(given.read())
        name = attachment_name(given.filename or "", kept.extension)
        actions.attach(key, {name: kept}, edit_of(form))
    except Refusal as refusal:
        return piece_page(piece_or_404(LESSON.slug, key), form, 409, refusal)
    return back("content.piece", kind=LESSON.slug, key=key)


@bp.post("/content/lesson/<key>/detach/<path:name>")
@needs(May.CONTENT_EDIT)
def detach(key: str, name: str) -> Any:
    found, form = piece_or_404(LESSON.slug, key), ReasonForm()
    if not form.validate():
        return piece_page(found, form, 422)
    try:
        actions.detach(key, name, edit_of(form))
    except Refusal as refusal:
        return piece_page(piece_or_404(LESSON.slug, key), None, 409, refusal)
    return back("content.piece", kind=LESSON.slug, key=key)
