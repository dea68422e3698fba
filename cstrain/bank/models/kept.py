"""What the room remembers: texts, their versions, what they cite, and what was answered in practice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.bank.rules import Event, Kind, QuestionState
from cstrain.bank.rules.exchange.life import ImportState
from cstrain.kit.db import Base, Id, foreign, new_id

ORIGINS = "'shipped', 'imported', 'made_here'"


def _one_of(names: Any) -> str:
    return ", ".join(f"'{name.value}'" for name in names)


class Bank(Base):
    """A file of questions. ``head`` is its canonical text without the questions: with them it is the file again."""

    __tablename__ = "bank"

    key: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    english: Mapped[str] = mapped_column(String(120))
    english_intro: Mapped[str] = mapped_column(Text)
    head: Mapped[str] = mapped_column(Text)
    defaults: Mapped[dict[str, str]] = mapped_column(JSON)  # attributes of the head that questions inherit
    file: Mapped[str] = mapped_column(String(120), default="")
    loaded_at: Mapped[datetime | None] = mapped_column(default=None)
    loaded_by: Mapped[str] = mapped_column(String(40), default="")
    loaded_new: Mapped[int] = mapped_column(Integer, default=0)
    loaded_changed: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Question(Base):
    """A question by its number, for ever. ``latest`` is the sequence number of the version that counts."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint(f"state IN ({_one_of(QuestionState)})", name="state"),
        Index("ix_question_bank_key_place", "bank_key", "place", "id"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)  # TB-001
    bank_key: Mapped[str] = foreign("bank.key")
    place: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8), default=QuestionState.LIVE.value, index=True)
    latest: Mapped[int] = mapped_column(Integer, default=1)
    loaded_hash: Mapped[str] = mapped_column(String(64), default="")  # of the text last loaded from a file
    loaded_bearing: Mapped[str] = mapped_column(String(64), default="")
    loaded_number: Mapped[str] = mapped_column(String(12), default="1.0")
    loaded_from: Mapped[str] = mapped_column(String(16), default="")
    review_on: Mapped[date | None] = mapped_column(Date, default=None, index=True)  # of one without a rule
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    bank: Mapped[Bank] = relationship(init=False, viewonly=True)


class QuestionVersion(Base):
    """One immutable version: the canonical text, and from it the few columns that lists and draws look at."""

    __tablename__ = "question_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("question_id", "seq"),
        UniqueConstraint("question_id", "major", "minor"),
        CheckConstraint(f"origin IN ({ORIGINS})", name="origin"),
        CheckConstraint(f"kind IN ({_one_of(Kind)})", name="kind"),
        Index("ix_question_version_draw", "kind", "difficulty"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    question_id: Mapped[str] = foreign("question.id")
    seq: Mapped[int] = mapped_column(Integer)
    major: Mapped[int] = mapped_column(Integer)
    minor: Mapped[int] = mapped_column(Integer)
    number_in_file: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    inherited: Mapped[dict[str, str]] = mapped_column(JSON)
    pictures: Mapped[dict[str, str]] = mapped_column(JSON)  # img/x.svg -> SHA-256 of the kept file
    hash: Mapped[str] = mapped_column(String(64))
    bearing: Mapped[str] = mapped_column(String(64))  # fingerprint of what is answer-bearing
    origin: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(4))
    difficulty: Mapped[str] = mapped_column(String(2))
    stem: Mapped[str] = mapped_column(Text)  # as read in lists and searched
    is_fatal: Mapped[bool]
    needs_marker: Mapped[bool]
    review_on: Mapped[date | None] = mapped_column(Date)
    warnings: Mapped[int] = mapped_column(Integer)  # what the linter said when it was saved

    question: Mapped[Question] = relationship(init=False, viewonly=True)
    citations: Mapped[list[Citation]] = relationship(init=False, viewonly=True, order_by="Citation.id")
    uses: Mapped[list[Use]] = relationship(init=False, viewonly=True, order_by="Use.id")

    @property
    def number(self) -> str:
        """The version as people say it: 2, or 2.1."""
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)

    def used(self, kind: str) -> list[str]:
        """Names of one kind that this version uses, in the order of the text."""
        return [use.name for use in self.uses if use.kind == kind]


class Citation(Base):
    """A question version cites a rule, pinned to the rule's major version."""

    __tablename__ = "citation"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("version_id", "rule_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    version_id: Mapped[str] = foreign("question_version.id")
    rule_id: Mapped[str] = foreign("rule.id")
    major: Mapped[int] = mapped_column(Integer)


class Use(Base):
    """A question version names a knowledge point, a lesson, a fact it covers, or a decision it needs."""

    __tablename__ = "question_use"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("version_id", "kind", "name"),
        CheckConstraint("kind IN ('point', 'lesson', 'fact', 'decision')", name="kind"),
        Index("ix_question_use_named", "kind", "name"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    version_id: Mapped[str] = foreign("question_version.id")
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(60))


class QuestionEvent(Base):
    """What happened to a question: handed in, reviewed, disputed, confirmed, retired. ``seq``: the version it was about."""

    __tablename__ = "question_event"
    __appended__: ClassVar[bool] = True
    __table_args__ = (CheckConstraint(f"event IN ({_one_of(Event)})", name="event"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    question_id: Mapped[str] = foreign("question.id")
    event: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    seq: Mapped[int] = mapped_column(Integer, default=0)


class Proposal(Base):
    """A change that a file brings to a question or rule that was changed here since: shown side by side."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("part_id", "hash"),
        CheckConstraint("state IN ('open', 'taken', 'declined', 'replaced')", name="state"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    part_id: Mapped[str] = mapped_column(String(16), index=True)  # TB-001 or TB1
    text: Mapped[str] = mapped_column(Text)
    inherited: Mapped[dict[str, str]] = mapped_column(JSON)
    pictures: Mapped[dict[str, str]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="open")
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)


class Register(Base):
    """A file of rules, or the file of knowledge points: its head, for the export."""

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("kind IN ('rules', 'points')", name="kind"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)  # taobao, charter, points
    kind: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(80))
    english: Mapped[str] = mapped_column(String(120))
    head: Mapped[str] = mapped_column(Text)  # canonical; of points the whole file
    defaults: Mapped[dict[str, str]] = mapped_column(JSON)
    file: Mapped[str] = mapped_column(String(120), default="")
    loaded_at: Mapped[datetime]


class Rule(Base):
    """A rule of the register by its id, for ever. ``major`` is the version that citations are compared with."""

    __tablename__ = "rule"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)  # TB1, ZC2
    register_key: Mapped[str] = foreign("register.key")
    place: Mapped[int] = mapped_column(Integer)
    latest: Mapped[int] = mapped_column(Integer, default=1)
    major: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(120))
    platform: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(20))
    review_on: Mapped[date | None] = mapped_column(Date, index=True)
    withdrawn: Mapped[str] = mapped_column(Text, default="")
    loaded_hash: Mapped[str] = mapped_column(String(64), default="")
    loaded_bearing: Mapped[str] = mapped_column(String(64), default="")
    loaded_number: Mapped[str] = mapped_column(String(12), default="1.0")
    loaded_from: Mapped[str] = mapped_column(String(16), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    register: Mapped[Register] = relationship(init=False, viewonly=True)


class RuleVersion(Base):
    """One immutable version of a rule."""

    __tablename__ = "rule_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("rule_id", "seq"),
        UniqueConstraint("rule_id", "major", "minor"),
        CheckConstraint(f"origin IN ({ORIGINS})", name="origin"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    rule_id: Mapped[str] = foreign("rule.id")
    seq: Mapped[int] = mapped_column(Integer)
    major: Mapped[int] = mapped_column(Integer)
    minor: Mapped[int] = mapped_column(Integer)
    number_in_file: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    inherited: Mapped[dict[str, str]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    bearing: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]

    rule: Mapped[Rule] = relationship(init=False, viewonly=True)

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)


class Point(Base):
    """A knowledge point; ``name`` is what questions use."""

    __tablename__ = "knowledge_point"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    path: Mapped[str] = mapped_column(String(200))
    english: Mapped[str] = mapped_column(String(120))
    place: Mapped[int] = mapped_column(Integer)
    listed: Mapped[bool] = mapped_column(default=True)  # stands in the file as last loaded


class PracticeAnswer(Base):
    """One answer given in practice, for ever. ``num`` and ``den`` are its share; ``num`` None: nobody grades it."""

    __tablename__ = "practice_answer"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("den > 0 AND (num IS NULL OR (num >= 0 AND num <= den))", name="share"),
        CheckConstraint("milliseconds >= 0", name="milliseconds"),
        Index("ix_practice_answer_person_question", "person_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True, init=False
    )
    person_id: Mapped[str] = foreign("person.id")
    question_id: Mapped[str] = foreign("question.id")
    version_id: Mapped[str] = foreign("question_version.id")
    answer: Mapped[Any] = mapped_column(JSON)
    num: Mapped[int | None] = mapped_column(Integer)
    den: Mapped[int] = mapped_column(Integer)
    milliseconds: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)


class Observed(Base):
    """How a version did in one exam, reported by the exam; the newest row of a version and exam counts."""

    __tablename__ = "question_observed"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("people > 0 AND thousandths >= 0 AND thousandths <= 1000", name="share"),
        Index("ix_question_observed_version", "version_id", "source"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True, init=False
    )
    version_id: Mapped[str] = foreign("question_version.id")
    source: Mapped[str] = mapped_column(String(60))  # the exam's key
    people: Mapped[int] = mapped_column(Integer)  # first attempts that reached it
    thousandths: Mapped[int] = mapped_column(Integer)  # of the points earned
    flags: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]


class BankImport(Base):
    """One file brought to the banks: read, shown, written, perhaps undone. The file and its plan lie in the instance."""

    __tablename__ = "bank_import"
    __table_args__ = (CheckConstraint(f"state IN ({_one_of(ImportState)})", name="state"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    file_name: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    bank_key: Mapped[str] = mapped_column(String(6), default="")
    state: Mapped[str] = mapped_column(String(8), default=ImportState.WAITING.value)
    dialect: Mapped[str] = mapped_column(String(20), default="")  # asked for, then found
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)  # point, level, mapping, mended cells
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    trouble: Mapped[str] = mapped_column(String(40), default="")
    round: Mapped[int] = mapped_column(Integer, default=1)  # how often it was read
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class ImportedQuestion(Base):
    """A version that an import made (``before``: what counted till then, 0: new), or a change that waits (``seq`` 0)."""

    __tablename__ = "imported_question"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    import_id: Mapped[str] = foreign("bank_import.id")
    question_id: Mapped[str] = foreign("question.id")
    seq: Mapped[int] = mapped_column(Integer)
    before: Mapped[int] = mapped_column(Integer)
    change_id: Mapped[str] = mapped_column(String(16), default="")


class ImportSource(Base):
    """What somebody said the columns of a source hold; its files are known by their titles."""

    __tablename__ = "import_source"

    signature: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the titles
    columns: Mapped[dict[str, str]] = mapped_column(JSON)  # letter -> title of the house
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
