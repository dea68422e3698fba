"""What a step shows: sections of a lesson, clauses of a charter, attached files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cstrain.curriculum.models import Attachment, MaterialVersion, PlanStep
from cstrain.curriculum.queries.material import document, version
from cstrain.curriculum.rules import LessonPage, pages
from cstrain.kit import db
from cstrain.kit.content import Part, all_of, references, status_of
from cstrain.kit.content import sections as cut
from cstrain.kit.content.ids import is_id
from cstrain.kit.errors import NotYours
from cstrain.people import queries as people

FILES = ("application/pdf", "video/mp4")  # shown beside the text; pictures stand in it


def shown_by(step: PlanStep) -> MaterialVersion:
    """The version that the step shows; 404 for a step that shows none."""
    if step.material_version_id is None:
        raise NotYours
    return version(step.material_version_id)


def lesson_sections(shown: MaterialVersion) -> tuple[LessonPage, ...]:
    """A lesson cut before each ##, short sections packed together. Never empty."""
    return pages(cut(document(shown).text))


def section_count(step: PlanStep) -> int:
    return len(lesson_sections(shown_by(step)))


def undecided_in(shown: MaterialVersion) -> list[str]:
    """Decisions of the firm that the text needs and that nobody has made."""
    names = references(shown.text)
    return people.undecided([name for name in names if not is_id("rule", name) and not is_id("lesson", name)])


def clause_parts(shown: MaterialVersion) -> list[Part]:
    """The clauses of a charter that are in force."""
    return [part for part in document(shown).parts if not status_of(part).withdrawn]


def clause_ids(shown: MaterialVersion) -> list[str]:
    """What is to be ticked one by one: a charter's clauses, or a lesson's sections."""
    if document(shown).type == "课文":
        return [str(number) for number in range(1, len(lesson_sections(shown)) + 1)]
    return [part.id for part in clause_parts(shown)]


def values_in(shown: MaterialVersion) -> dict[str, str]:
    """The firm's values that stand in the text today: what exactly is acknowledged."""
    decided = people.decided()
    return {name: decided[name] for name in references(shown.text) if name in decided}


def checks(step: PlanStep) -> list[str]:
    """Numbers of a lesson's self-test questions, as its head lists them."""
    return list(all_of(document(shown_by(step)).head.own("自测")))


@dataclass(frozen=True)
class Shown:
    """A file attached to a version, under the name its text uses. ``size`` in bytes."""

    name: str
    sha256: str
    mimetype: str
    size: int


def attachments(shown: MaterialVersion, kinds: tuple[str, ...] = FILES) -> list[Shown]:
    """PDFs and films of a version, by name."""
    rows = select(Attachment).where(Attachment.sha256.in_(set(shown.attachments.values())))
    held = {row.sha256: row for row in db.database.session.scalars(rows)} if shown.attachments else {}
    listed = [(name, held[digest]) for name, digest in sorted(shown.attachments.items()) if digest in held]
    return [Shown(name, row.sha256, row.mimetype, row.size) for name, row in listed if row.mimetype in kinds]


def attachment(version_id: str, name: str) -> Shown:
    """The file that a version shows under this name (pictures without their img/); 404 when it shows none."""
    found = version(version_id)
    digest = found.attachments.get(name) or found.attachments.get(f"img/{name}")
    row = db.database.session.get(Attachment, digest) if digest else None
    if row is None:
        raise NotYours
    return Shown(name, row.sha256, row.mimetype, row.size)


def material_hash(part_digest: str, attached: Mapping[str, str]) -> str:
    """The hash of a version: its text's, and of what it shows beside it."""
    if not attached:
        return part_digest
    listed = "".join(f"\n{name} {digest}" for name, digest in sorted(attached.items()))
    return hashlib.sha256((part_digest + listed).encode()).hexdigest()
