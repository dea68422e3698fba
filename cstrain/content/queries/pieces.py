"""Pieces of content as every room keeps them: the text that counts, and all texts it ever had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select

from cstrain.bank.models import Bank, Question, QuestionVersion, Register, Rule, RuleVersion
from cstrain.bank.queries.export import NOT_YET
from cstrain.certification import queries as certification
from cstrain.certification.models import GateVersion
from cstrain.content.models import ContentFile, TextVersion
from cstrain.content.rules.kinds import (
    BANK,
    BY_SLUG,
    BY_TYPE,
    CHARTER,
    COURSE,
    EXAM,
    GATE,
    LADDER,
    LESSON,
    MODULES,
    PHRASES,
    RUBRIC,
    RULES,
    SCENARIO,
    SCRIPTS,
    Kind,
)
from cstrain.curriculum.models import Material, MaterialVersion
from cstrain.exam.models import Exam, ExamVersion
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.levels.models import LadderVersion
from cstrain.levels.queries import ladders
from cstrain.roleplay.models import PlayText, PlayTextVersion

MATERIALS = {"课文": LESSON, "章程": CHARTER, "模块": MODULES, "课程": COURSE}
PLAYED = (PHRASES, SCRIPTS, RUBRIC, SCENARIO)
MATERIAL_OF = {kind.slug: name for name, kind in MATERIALS.items()}


@dataclass(frozen=True)
class Piece:
    """One text of one piece. ``version_id`` "" where the room keeps parts (banks, registers), not whole texts.

    ``number`` counts texts; ``major`` is 0 where the room counts none. ``attachments``: name → SHA-256.
    """

    kind: Kind
    key: str
    text: str
    post: str = ""
    version_id: str = ""
    number: int = 0
    major: int = 0
    origin: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None
    attachments: dict[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        return _read(self.text, self.key)

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def english(self) -> str:
        return self.document.head.own("英文名") or self.name

    @property
    def label(self) -> str:
        """The version as people say it."""
        return str(self.number) if self.number else ""


@lru_cache(maxsize=1024)
def _read(text: str, key: str) -> Document:
    return read(text, f"{key}.md")


def pieces() -> list[Piece]:
    """The text that counts of every piece of every kind; a constant number of queries."""
    return [*_own(), *_registers(), *_banks(), *_materials(), *_played(), *_exams(), *_gates(), *_ladders()]


def piece(slug: str, key: str) -> Piece | None:
    """The text that counts of one piece."""
    if slug in ("rules", "bank"):
        found: Iterable[Piece] = _registers() if slug == "rules" else _banks()
        return next((one for one in found if one.kind.slug == slug and one.key == key), None)
    return next(iter(history(slug, key)), None)


def history(slug: str, key: str) -> list[Piece]:
    """All texts of a piece that counted, newest first; [] for what is kept part by part."""
    kind = BY_SLUG[slug]
    session = db.database.session
    if slug in MATERIAL_OF:
        rows = select(MaterialVersion).join(Material).where(Material.kind == MATERIAL_OF[slug], Material.key == key)
        live = rows.where(MaterialVersion.live).order_by(MaterialVersion.number.desc())
        return [_of_material(row) for row in session.scalars(live)]
    if kind in PLAYED:
        texts = select(PlayTextVersion).join(PlayText).where(PlayText.kind == kind.type, PlayText.key == key)
        counted = texts.where(PlayTextVersion.live).order_by(PlayTextVersion.number.desc())
        return [_of_play(row) for row in session.scalars(counted)]
    if kind is EXAM:
        made = select(ExamVersion).join(Exam).where(Exam.key == key).order_by(ExamVersion.number.desc())
        return [_of_exam(row) for row in session.scalars(made)]
    if kind is GATE:
        return [_of_gate(row) for row in certification.versions(key) if row.live]
    if kind is LADDER:
        return [_of_ladder(row) for row in ladders.versions(key)]
    own = select(TextVersion).where(TextVersion.kind == slug, TextVersion.key == key)
    return [_of_own(row) for row in session.scalars(own.order_by(TextVersion.number.desc()))]


def _own() -> Iterator[Piece]:
    newest = select(TextVersion.kind, TextVersion.key, func.max(TextVersion.number).label("number"))
    top = newest.group_by(TextVersion.kind, TextVersion.key).subquery()
    rows = select(TextVersion).join(
        top,
        (top.c.kind == TextVersion.kind) & (top.c.key == TextVersion.key) & (top.c.number == TextVersion.number),
    )
    return map(_of_own, db.database.session.scalars(rows).all())


def _of_own(row: TextVersion) -> Piece:
    said = {"number": row.number, "origin": row.origin, "reason": row.reason, "by": row.by, "at": row.at}
    return Piece(BY_SLUG[row.kind], row.key, row.text, version_id=row.id, **said)  # type: ignore[arg-type]


def _registers() -> Iterator[Piece]:
    """Registers of platform rules; the charter is kept as a text of its own too."""
    session = db.database.session
    held = (RuleVersion.rule_id == Rule.id) & (RuleVersion.seq == Rule.latest)
    texts: dict[str, list[RuleVersion]] = {}
    rows = select(Rule.register_key, RuleVersion).join(RuleVersion, held).order_by(Rule.place, Rule.id)
    for key, row in session.execute(rows):
        texts.setdefault(key, []).append(row)
    for register in session.scalars(select(Register).where(Register.kind == "rules")):
        parts = texts.get(register.key, [])
        if register.defaults.get("平台") != "本店":
            yield _joined(RULES, register.key, register.head, parts)


def _banks() -> Iterator[Piece]:
    session = db.database.session
    held = (QuestionVersion.question_id == Question.id) & (QuestionVersion.seq == Question.latest)
    rows = select(Question.bank_key, QuestionVersion).join(QuestionVersion, held)
    ready = rows.where(Question.state.not_in(NOT_YET)).order_by(Question.place, Question.id)
    texts: dict[str, list[QuestionVersion]] = {}
    for key, row in session.execute(ready):
        texts.setdefault(key, []).append(row)
    for bank in session.scalars(select(Bank)):
        yield _joined(BANK, bank.key, bank.head, texts.get(bank.key, []))


def _joined(kind: Kind, key: str, head: str, parts: list[RuleVersion] | list[QuestionVersion]) -> Piece:
    """A text kept part by part: as the file is written, and when its newest part was."""
    last = max(parts, key=lambda one: one.at, default=None)
    attached = {name: digest for one in parts for name, digest in getattr(one, "pictures", {}).items()}
    return Piece(
        kind,
        key,
        "\n".join([head, *(one.text for one in parts)]),
        origin="made_here" if any(one.origin == "made_here" for one in parts) else last.origin if last else "",
        at=last.at if last else None,
        by=last.by if last else "",
        attachments=attached,
    )


def _materials() -> Iterator[Piece]:
    newest = select(MaterialVersion.material_id, func.max(MaterialVersion.number).label("number"))
    top = newest.where(MaterialVersion.live).group_by(MaterialVersion.material_id).subquery()
    rows = select(MaterialVersion).join(
        top, (top.c.material_id == MaterialVersion.material_id) & (top.c.number == MaterialVersion.number)
    )
    return map(_of_material, db.database.session.scalars(rows).all())


def _of_material(row: MaterialVersion) -> Piece:
    return Piece(
        MATERIALS[row.material.kind],
        row.material.key,
        row.text,
        row.material.post,
        row.id,
        row.number,
        row.major,
        row.origin,
        row.reason,
        row.by,
        row.at,
        row.attachments,
    )


def _played() -> Iterator[Piece]:
    newest = select(PlayTextVersion.play_text_id, func.max(PlayTextVersion.number).label("number"))
    top = newest.where(PlayTextVersion.live).group_by(PlayTextVersion.play_text_id).subquery()
    rows = select(PlayTextVersion).join(
        top, (top.c.play_text_id == PlayTextVersion.play_text_id) & (top.c.number == PlayTextVersion.number)
    )
    return map(_of_play, db.database.session.scalars(rows).all())


def _of_play(row: PlayTextVersion) -> Piece:
    said = {"number": row.number, "origin": row.origin, "reason": row.reason, "by": row.by, "at": row.at}
    return Piece(BY_TYPE[row.play_text.kind], row.play_text.key, row.text, "", row.id, major=row.major, **said)  # type: ignore[arg-type]


def _exams() -> Iterator[Piece]:
    newest = select(ExamVersion.exam_id, func.max(ExamVersion.number).label("number"))
    top = newest.group_by(ExamVersion.exam_id).subquery()
    rows = select(ExamVersion).join(top, (top.c.exam_id == ExamVersion.exam_id) & (top.c.number == ExamVersion.number))
    return map(_of_exam, db.database.session.scalars(rows).all())


def _of_exam(row: ExamVersion) -> Piece:
    said = {"number": row.number, "origin": row.origin, "reason": row.reason, "by": row.by, "at": row.at}
    return Piece(EXAM, row.exam.key, row.text, row.exam.post, row.id, **said)  # type: ignore[arg-type]


def _gates() -> Iterator[Piece]:
    return map(_of_gate, certification.live_versions())


def _of_gate(row: GateVersion) -> Piece:
    said = {"number": row.number, "origin": row.origin, "reason": row.reason, "by": row.by, "at": row.at}
    return Piece(GATE, row.key, row.text, version_id=row.id, **said)  # type: ignore[arg-type]


def _ladders() -> Iterator[Piece]:
    return map(_of_ladder, ladders.newest())


def _of_ladder(row: LadderVersion) -> Piece:
    said = {"number": row.number, "origin": row.origin, "reason": row.reason, "by": row.by, "at": row.at}
    return Piece(LADDER, row.key, row.text, version_id=row.id, **said)  # type: ignore[arg-type]


def files() -> dict[tuple[str, str], ContentFile]:
    """Which file each piece came from, by slug and key."""
    return {(row.kind, row.key): row for row in db.database.session.scalars(select(ContentFile))}
