"""Materials are taken in from content files, or written here; a version is a new row, never an overwrite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from cstrain.curriculum import queries
from cstrain.curriculum.models import Attachment, Material, MaterialVersion
from cstrain.curriculum.rules import Known, check_course, check_lesson, check_modules, read_course, read_modules
from cstrain.kit import db
from cstrain.kit.content import Document, Problem, part_hash, read, status_of, version_of, write
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.files import Kept


@dataclass(frozen=True)
class Source:
    """Where a text comes from, and what lies beside it: files under the names the text uses."""

    origin: str = "shipped"
    post: str = ""
    files: Mapping[str, Kept] | None = None
    known: Known | None = None  # what later rooms know; without it what this room knows is checked


def check_material(document: Document, known: Known) -> list[Problem]:
    """Everything wrong or doubtful in a lesson, a modules file or a course; a charter is checked as a register."""
    if document.type == "课文":
        return check_lesson(document, known)
    if document.type == "模块":
        held = replace(known, former=queries.former_steps(document.id))
        return sorted({*check_modules(document, held), *_broken_courses(document)})
    if document.type == "课程":
        return check_course(document, known)
    return list(document.problems)


def _broken_courses(document: Document) -> list[Problem]:
    """Live courses that a new modules file would break."""
    made = read_modules(document)[0]
    found: list[Problem] = []
    for course in queries.live("课程").values():
        text = queries.document(course)
        if text.head.own("模块") == document.id:
            faults = read_course(text, made)[1]
            found += [
                document.problem(1, f"课程 {course.material.key} 会排不出来：{fault.text}") for fault in faults[:1]
            ]
    return found


def _require_clean(document: Document, known: Known) -> None:
    problems = check_material(document, known)
    wrong = [problem for problem in problems if not problem.warning]
    if wrong:
        raise Refusal(
            "content_has_errors", file=document.file, count=len(wrong), first=str(wrong[0]), problems=tuple(problems)
        )


@db.deed
def load_material(document: Document, at: datetime, by: str, source: Source = Source()) -> MaterialVersion:
    """Take in a lesson, a modules file, a course, or the charter. A text with an error is refused.

    Unchanged: the version there is. Changed here since: the file's text stands beside as a proposal (``live`` False) and
    nothing goes live by itself. Load order: rules and questions, then lessons and charter, modules, courses.
    """
    known = source.known or queries.known()
    if source.files is not None:
        known = replace(known, pictures=frozenset(source.files))
    _require_clean(document, known)
    files = dict(source.files or {})
    material = queries.material(queries.KIND_OF[document.type], document.id) or _new(document, source.post)
    digest = _digest(document, {name: kept.sha256 for name, kept in files.items()})
    versions = queries.versions(material.id)
    same = next((version for version in versions if version.hash == digest), None)
    if same is not None:
        _follow(material, document, source.post, at)
        return same
    live = next((version for version in versions if version.live), None)
    changed_here = live is not None and live.origin == "made_here"
    _keep_files(files, at)
    if not changed_here:
        _follow(material, document, source.post, at)
    numbers = _numbers_from_file(document, versions)
    made = _Made(material, document, {name: kept.sha256 for name, kept in files.items()}, at, by)
    return _add(made, numbers, source.origin, version_of(document.head).reason, live=not changed_here)


def _digest(document: Document, attached: Mapping[str, str]) -> str:
    return queries.material_hash(part_hash(document.head), attached)


def _follow(material: Material, document: Document, post: str, at: datetime) -> None:
    """The row repeats what lists look at: name, post, whether it is withdrawn (停用)."""
    withdrawn = status_of(document.head).withdrawn
    material.name, material.post = document.name, post or material.post
    if withdrawn != (material.withdrawn_at is not None):
        material.withdrawn_at = at if withdrawn else None
    db.database.session.flush()


def _numbers_from_file(document: Document, versions: list[MaterialVersion]) -> tuple[int, str]:
    """(major here, number in the file): a declared major that is new counts one up here."""
    declared = version_of(document.head)
    live = next((version for version in versions if version.live), None)
    loaded = [int(version.number_in_file.split(".")[0]) for version in versions if version.origin != "made_here"]
    if live is None:
        return declared.major, str(declared)
    return live.major + (1 if declared.major > max(loaded, default=1) else 0), str(declared)


@dataclass(frozen=True)
class Edit:
    """How somebody changes a text at the desk: what they had before them, major or not, why; files by name → SHA-256."""

    based_on: str
    major: bool
    reason: str
    attachments: Mapping[str, str] | None = None


@db.deed
def save_material(text: str, edit: Edit, *, by: str, at: datetime, known: Known | None = None) -> MaterialVersion:
    """Save a text as a new version. Refuses one with errors, one without change (``text_is_the_same``), and one written
    over a version that somebody has replaced since (``material_changed_meanwhile``)."""
    document = read(text, "")
    if document.type not in queries.KIND_OF:
        raise Refusal("content_has_errors", file="", count=1, first=document.type, problems=document.problems)
    _require_clean(document, known or queries.known())
    if not edit.reason.strip():
        raise Refusal("reason_needed")
    found = queries.material(queries.KIND_OF[document.type], document.id) or _new(document, "")
    material = db.lock(Material, found.id)
    assert material is not None
    current = queries.live_version(material.id)
    if (current.id if current else "") != edit.based_on:
        raise Refusal("material_changed_meanwhile", name=material.name)
    attached = dict(current.attachments if edit.attachments is None and current else edit.attachments or {})
    if current is not None and current.hash == _digest(document, attached):
        raise Refusal("text_is_the_same")
    _follow(material, document, "", at)
    major = (current.major + edit.major) if current else 1
    made = _Made(material, document, attached, at, by)
    return _add(made, (major, current.number_in_file if current else "1"), "made_here", edit.reason.strip())


def _new(document: Document, post: str) -> Material:
    made = Material(kind=queries.KIND_OF[document.type], key=document.id, name=document.name, post=post)
    db.database.session.add(made)
    db.database.session.flush()
    return made


@dataclass(frozen=True)
class _Made:
    """A version about to be written."""

    material: Material
    document: Document
    attached: dict[str, str]
    at: datetime
    by: str


def _add(made: _Made, numbers: tuple[int, str], origin: str, reason: str, *, live: bool = True) -> MaterialVersion:
    session = db.database.session
    newest = select(func.max(MaterialVersion.number)).where(MaterialVersion.material_id == made.material.id)
    row = MaterialVersion(
        material_id=made.material.id,
        number=(session.scalar(newest) or 0) + 1,
        major=numbers[0],
        number_in_file=numbers[1],
        text=write(made.document),
        attachments=made.attached,
        hash=_digest(made.document, made.attached),
        origin=origin,
        reason=reason,
        by=made.by,
        at=made.at,
        live=live,
    )
    session.add(row)
    session.flush()
    session.refresh(row, ["material"])
    return row


def _keep_files(files: Mapping[str, Kept], at: datetime) -> None:
    for kept in files.values():
        keep_attachment(kept, at=at)


@db.deed
def keep_attachment(kept: Kept, *, at: datetime) -> Attachment:
    """Remember a kept file, so that versions may show it; the same bytes are one row."""
    found = db.database.session.get(Attachment, kept.sha256)
    if found is None:
        found = Attachment(sha256=kept.sha256, mimetype=kept.mimetype, size=kept.size, at=at)
        db.database.session.add(found)
        db.database.session.flush()
    return found


@db.deed
def attach_files(version_id: str, files: Mapping[str, Kept], *, reason: str, by: str, at: datetime) -> MaterialVersion:
    """A new version of a lesson with these files beside its text, the ones it had among them."""
    current = queries.version(version_id)
    if current.material.kind != "课文":
        raise NotYours
    _keep_files(files, at)
    attached = {**current.attachments, **{name: kept.sha256 for name, kept in files.items()}}
    return save_material(current.text, Edit(current.id, False, reason, attached), by=by, at=at)
