"""What trainers change at the desk: always a new version in the room that keeps the piece, never an overwrite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cstrain.bank.actions import load_rules, save_rule
from cstrain.bank.queries import export_register
from cstrain.certification.actions.content import save_gate
from cstrain.content import queries
from cstrain.content.actions.rooms import Coming, hand_over
from cstrain.content.models import ContentFile
from cstrain.content.queries import Piece
from cstrain.content.queries.pieces import MATERIAL_OF
from cstrain.content.queries.planning import Tried
from cstrain.content.rules.editing import copied, numbered, register_edit, require_own_key
from cstrain.content.rules.kinds import CHARTER, COURSE, DECISIONS, GATE, POINTS
from cstrain.content.rules.library import Entry, entry_of
from cstrain.curriculum.actions import Edit as MaterialEdit
from cstrain.curriculum.actions import Source, attach_files, load_material, save_material
from cstrain.curriculum.rules import Known
from cstrain.kit import db
from cstrain.kit.content import canonical_text, read
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.files import Kept

MADE_HERE = "made_here"


@dataclass(frozen=True)
class Edit:
    """How somebody changes a text: the version they had before them, major or not, why, when, who."""

    seen: str
    major: bool
    reason: str
    at: datetime
    by: str


@db.deed
def save_text(tried: Tried, edit: Edit) -> None:
    """Save a text that was tried before as a new version of its piece.

    Refuses one with errors, or one that breaks other texts (``text_breaks_others``), one without change
    (``text_is_the_same``), without reason, or written over a version replaced since (``piece_changed_meanwhile``).
    """
    entry = tried.entry
    _require_sound(tried)
    current = _current(entry, edit)
    if current.text == entry.text:
        raise Refusal("text_is_the_same")
    _save(entry, current, edit, tried.shelf.curriculum_known)


def _require_sound(tried: Tried) -> None:
    if tried.errors:
        raise Refusal("text_has_errors", count=len(tried.errors), first=tried.errors[0].text, problems=tried.own)
    if tried.elsewhere:
        raise Refusal("text_breaks_others", count=len(tried.elsewhere), first=str(tried.elsewhere[0]))


def _current(entry: Entry, edit: Edit) -> Piece:
    """The version that counts, held against other writers; refused when it is not the one that was seen."""
    _hold(entry)
    current = queries.piece(*entry.name)
    if current is None or not current.version_id:
        raise NotYours
    if current.version_id != edit.seen:
        raise Refusal("piece_changed_meanwhile", name=current.name, number=current.label)
    if not edit.reason.strip():
        raise Refusal("reason_needed")
    return current


def _hold(entry: Entry) -> None:
    rows = queries.files()
    row = rows.get(entry.name)
    if row is None:
        db.database.session.add(ContentFile(kind=entry.kind.slug, key=entry.key, path=entry.path))
        db.database.session.flush()
    else:
        db.lock(ContentFile, row.id)


def _save(
    entry: Entry, current: Piece, edit: Edit, known: Known | None, attached: Mapping[str, str] | None = None
) -> None:
    if entry.kind is CHARTER:
        _save_charter(entry, current, edit, known)
    elif entry.kind.slug in MATERIAL_OF:
        how = MaterialEdit(edit.seen, edit.major, edit.reason, attached)
        save_material(entry.text, how, by=edit.by, at=edit.at, known=known)
    elif entry.kind is GATE:
        save_gate(
            entry.key, _numbered(entry, current, edit), reason=edit.reason, based_on=edit.seen, by=edit.by, at=edit.at
        )
    else:
        made = entry_of(entry.path, _numbered(entry, current, edit), entry.post)
        assert isinstance(made, Entry)
        hand_over(made, Coming(edit.at, edit.by, MADE_HERE, edit.reason.strip(), known))


def _numbered(entry: Entry, current: Piece, edit: Edit) -> str:
    """Rooms that are told neither major nor reason read both from 【版本】; the rest are told."""
    if entry.kind in (DECISIONS, POINTS) or (entry.kind is GATE and not edit.major):
        return entry.text
    return numbered(entry.document, entry.text, current.document, (edit.major, edit.reason))


def _save_charter(entry: Entry, current: Piece, edit: Edit, known: Known | None) -> None:
    """Clauses are rules that questions cite: each changed one becomes a version of its own, then the text as a whole."""
    before = export_register(entry.key)
    work = register_edit(before, entry.text)
    if work.gone:
        raise Refusal("clause_is_gone", ids="、".join(work.gone))
    change = "major" if edit.major else "minor"
    for rule_id, text in work.changed.items():
        save_rule(rule_id, text, at=edit.at, by=edit.by, change=change, reason=edit.reason)
    held = {part.id: canonical_text(part) for part in read(export_register(entry.key)).parts}
    composed = "\n".join(
        [_head(entry.text), *(held.get(part.id, canonical_text(part)) for part in entry.document.parts)]
    )
    if work.new or work.order or _head(before) != _head(entry.text):
        load_rules(read(composed, entry.path), edit.at, edit.by, MADE_HERE)
    _keep_charter(entry.key, current, edit, known)


def _head(text: str) -> str:
    return text.partition("\n\n## ")[0] + "\n"


def _keep_charter(key: str, current: Piece, edit: Edit, known: Known | None) -> None:
    text = export_register(key)
    if text != current.text:
        how = MaterialEdit(edit.seen, edit.major, edit.reason)
        save_material(text, how, by=edit.by, at=edit.at, known=known)


@db.deed
def refresh_charter(key: str, edit: Edit) -> None:
    """Take clauses that were changed in the rule register over into the text that people acknowledge."""
    found = queries.piece(CHARTER.slug, key)
    if found is None:
        raise NotYours
    current = _current(queries.entry_for(found, queries.files()), edit)
    if export_register(key) == current.text:
        raise Refusal("text_is_the_same")
    _keep_charter(key, current, edit, None)


@db.deed
def take_proposal(tried: Tried, edit: Edit) -> None:
    """Make the text that a file proposed the version that counts."""
    held = queries.proposal_for(*tried.entry.name)
    if held is None:
        raise Refusal("proposal_is_settled")
    _require_sound(tried)
    current = _current(tried.entry, edit)
    if (current.text, current.attachments) != (tried.entry.text, held.attachments):
        _save(tried.entry, current, edit, tried.shelf.curriculum_known, {**current.attachments, **held.attachments})
    _settle(tried.entry.name, "taken", edit)


@db.deed
def keep_own(slug: str, key: str, edit: Edit) -> None:
    """Keep what was made here; the same file does not propose itself again."""
    if queries.proposal_for(slug, key) is None:
        raise Refusal("proposal_is_settled")
    _settle((slug, key), "kept", edit)


def _settle(name: tuple[str, str], state: str, edit: Edit) -> None:
    held = queries.proposal_for(*name)
    assert held is not None
    held.state, held.settled_at, held.settled_by = state, edit.at, edit.by
    db.database.session.flush()


@dataclass(frozen=True)
class Copy:
    """A course under a key and name of the shop's own."""

    key: str
    name: str


@db.deed
def copy_course(source: str, wanted: Copy, *, at: datetime, by: str) -> None:
    """Copy a course as the shop's own; its steps stay shared with the post, so signatures count in both."""
    found = queries.piece(COURSE.slug, source)
    if found is None:
        raise NotYours
    require_own_key(wanted.key, queries.piece(COURSE.slug, wanted.key) is not None)
    original = queries.entry_for(found, queries.files())
    path = f"{original.folder}/{wanted.key}.md"
    made = entry_of(path, copied(found.text, wanted.key, wanted.name), original.post)
    assert isinstance(made, Entry)
    load_material(made.document, at, by, Source(MADE_HERE, made.post))
    _hold(made)


@db.deed
def attach(key: str, files: Mapping[str, Kept], edit: Edit) -> None:
    """Put files beside a lesson: a new version of it, with their hashes inside its own."""
    found = queries.piece("lesson", key)
    if found is None:
        raise NotYours
    entry = queries.entry_for(found, queries.files())
    current = _current(entry, edit)
    lying = queries.kept_library().files
    for name, kept in files.items():
        path = queries.place_of(entry, name)
        if lying.get(path, kept.sha256) != kept.sha256 and name not in current.attachments:
            raise Refusal("picture_name_taken", name=name.removeprefix("img/"))
    if all(current.attachments.get(name) == kept.sha256 for name, kept in files.items()):
        raise Refusal("text_is_the_same")
    attach_files(current.version_id, files, reason=edit.reason, by=edit.by, at=edit.at)


@db.deed
def detach(key: str, name: str, edit: Edit) -> None:
    """Take a file away from a lesson; versions that showed it go on showing it."""
    found = queries.piece("lesson", key)
    if found is None or name not in found.attachments:
        raise NotYours
    entry = queries.entry_for(found, queries.files())
    current = _current(entry, edit)
    left = {each: digest for each, digest in current.attachments.items() if each != name}
    if f"({name})" in current.text:
        raise Refusal("picture_is_shown", name=name.removeprefix("img/"))
    save_material(current.text, MaterialEdit(edit.seen, False, edit.reason, left), by=edit.by, at=edit.at)
