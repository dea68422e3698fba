"""What the room remembers: the chain, what it commits to, and what still awaits a signature."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.records.rules import KINDS, ROLES, State

PAPERS = ("pack", "cohort", "certificate", "own")


def _listed(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


class RecordEntry(Base):
    """An entry as written. ``text`` is the entry; the other columns repeat parts of it for searching."""

    __tablename__ = "record_entry"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("person_id", "seq"),
        UniqueConstraint("prev"),
        CheckConstraint(f"kind IN ({_listed(KINDS)})", name="kind"),
        CheckConstraint("seq > 0", name="seq"),
        Index("ix_record_entry_person_id_subject", "person_id", "subject"),
        Index("ix_record_entry_person_id_kind", "person_id", "kind"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    seq: Mapped[int] = mapped_column(Integer)
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(24))
    actor: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str] = mapped_column(Text)


class RecordHead(Base):
    """How far a person's record goes; locked to append."""

    __tablename__ = "record_head"

    person_id: Mapped[str] = foreign("person.id", primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class PrivateValue(Base):
    """A name, reason or document that an entry only commits to. Erasing empties salt and value and sets the time."""

    __tablename__ = "private_value"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    value: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class SignatureRequest(Base):
    """A document deposited for one person to sign. ``person_id``: whose record it enters.

    ``others``: further commitments that enter with the signature, name → digest. ``after_id``: the signature that
    comes first.
    """

    __tablename__ = "signature_request"
    __table_args__ = (
        CheckConstraint(f"role IN ({_listed(ROLES)})", name="role"),
        CheckConstraint(f"state IN ({_listed(State)})", name="state"),
        Index(
            "uq_signature_request_open",
            "person_id",
            "subject",
            "role",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_signature_request_signer_id_state", "signer_id", "state"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    signer_id: Mapped[str] = foreign("person.id")
    role: Mapped[str] = mapped_column(String(12))
    step_kind: Mapped[str] = mapped_column(String(8))
    group: Mapped[str] = mapped_column("bundle", String(80), default="")
    subject: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(String(200))
    meaning: Mapped[str] = mapped_column(Text)
    document_id: Mapped[str] = foreign("private_value.id")
    others: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default=State.OPEN.value)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    after_id: Mapped[str | None] = foreign("signature_request.id", nullable=True, default=None)
    entry_id: Mapped[str | None] = foreign("record_entry.id", nullable=True, default=None)

    document: Mapped[PrivateValue] = relationship(init=False)
    after: Mapped[SignatureRequest | None] = relationship(init=False, remote_side="SignatureRequest.id")
    entry: Mapped[RecordEntry | None] = relationship(init=False)

    @property
    def is_ready(self) -> bool:
        """May be signed now: nothing has to be signed before it."""
        return self.state == State.OPEN and (self.after is None or self.after.state == State.SIGNED)


class SignToken(Base):
    """A signing page that was used: each is spent once. ``hash`` is that of the token in the page."""

    __tablename__ = "sign_token"
    __appended__: ClassVar[bool] = True

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = foreign("signature_request.id")
    digest: Mapped[str] = mapped_column(String(64))
    meaning: Mapped[str] = mapped_column(Text)
    shown_at: Mapped[datetime]
    spent_at: Mapped[datetime]


class SealedLeaf(Base):
    """A leaf of the tree over all records. ``seq`` 0: a signing key of the person; else their entry of that number."""

    __tablename__ = "sealed_leaf"
    __appended__: ClassVar[bool] = True
    __table_args__ = (Index("uq_sealed_leaf_entry", "person_id", "seq", "leaf", unique=True),)

    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    leaf: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str] = foreign("person.id")
    seq: Mapped[int] = mapped_column(Integer)


class Checkpoint(Base):
    """The tree as it stood once: ``text`` is what is signed; the other columns repeat it."""

    __tablename__ = "checkpoint"
    __appended__: ClassVar[bool] = True

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(Integer, unique=True)
    root: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(128))
    peaks: Mapped[list[str]] = mapped_column(JSON)  # to grow the tree from; the check does not believe them


class SheetPrint(Base):
    """A sheet asked for as PDF. The worker makes it; the file lies in INSTANCE/prints for a day and is then removed."""

    __tablename__ = "sheet_print"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    by_id: Mapped[str] = foreign("person.id")
    asked_at: Mapped[datetime] = mapped_column(index=True)
    made_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    digest: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of the file; empty when it could not be made
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    site: Mapped[str] = mapped_column(String(200), default="")  # where it was asked for: its code leads back there


class PaperOrder(Base):
    """A file asked for about several people, or a certificate: made by the worker, kept for a day like a sheet.

    ``asked``: what it was asked for, as people said it; ``people``: whose records are in it, found when it was asked for.
    """

    __tablename__ = "paper_order"
    __table_args__ = (CheckConstraint(f"kind IN ({_listed(PAPERS)})", name="kind"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[str] = foreign("person.id")
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    people: Mapped[list[str]] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    made_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class LegalHold(Base):
    """Nothing about this person is erased until it ends, whatever the term says."""

    __tablename__ = "legal_hold"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(String(40), default="")


class Erasure(Base):
    """That a person was forgotten, when and by whom; not what was forgotten."""

    __tablename__ = "erasure"
    __appended__: ClassVar[bool] = True

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    values: Mapped[int] = mapped_column(Integer)
