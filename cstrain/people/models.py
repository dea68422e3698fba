"""What the room remembers of people."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.kit.text import folded_number
from cstrain.people.rules import PersonState, Role

IN_STATES = ", ".join(f"'{state.value}'" for state in PersonState)
IN_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class Installation(Base):
    """The one row that says what this installation is. ``kind`` is set at creation and never changes."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("kind IN ('demo', 'real')", name="kind"), CheckConstraint("one = 1", name="one"))

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    one: Mapped[int] = mapped_column(Integer, unique=True, default=1)
    setup_code_hash: Mapped[str] = mapped_column(String(64), default="", info={"secret": True})

    @property
    def is_demo(self) -> bool:
        return self.kind == "demo"


class Team(Base):
    __tablename__ = "team"
    id: Mapped[Id] = mapped_column(default_factory=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Store(Base):
    """An online shop; ``platform`` as people say it (淘宝, 天猫, 京东, 拼多多)."""

    __tablename__ = "store"
    id: Mapped[Id] = mapped_column(default_factory=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    platform: Mapped[str] = mapped_column(String(20), default="")


class Person(Base):
    """A person, once and for ever. ``employee_no`` as the firm writes it; folded, zeros kept, it is unique for ever."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(f"state IN ({IN_STATES})", name="state"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    employee_no: Mapped[str] = mapped_column(String(40))
    folded_no: Mapped[str] = mapped_column(String(40), unique=True, init=False)
    name: Mapped[str] = mapped_column(String(80))
    team_id: Mapped[str | None] = foreign("team.id", nullable=True, default=None)
    store_id: Mapped[str | None] = foreign("store.id", nullable=True, default=None)
    state: Mapped[str] = mapped_column(String(12), default=PersonState.IN_TRAINING.value)
    joined_on: Mapped[date | None] = mapped_column(Date, default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    password_hash: Mapped[str] = mapped_column(String(200), default="", info={"secret": True})
    password_is_own: Mapped[bool] = mapped_column(default=False)  # chosen by the person, not handed out
    password_set_at: Mapped[datetime | None] = mapped_column(default=None)
    reset_at: Mapped[datetime | None] = mapped_column(default=None)  # last reset by somebody else
    reset_by: Mapped[str] = mapped_column(String(16), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    theme: Mapped[str] = mapped_column(String(8), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    team: Mapped[Team | None] = relationship(init=False, lazy="joined")
    store: Mapped[Store | None] = relationship(init=False, lazy="joined")
    grants: Mapped[list[Grant]] = relationship(init=False, foreign_keys="Grant.person_id", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @validates("employee_no")
    def _fold(self, _key: str, number: str) -> str:
        self.folded_no = folded_number(number)
        return "".join(unicodedata.normalize("NFKC", number).split())


class PersonKey(Base):
    """A key the person signs with. ``public`` stays for ever; ``salt`` and ``box`` (the private half, sealed with the
    password) are emptied when it ends. ``is_held``: made after a reset, it waits until a second person releases it.
    """

    __tablename__ = "person_key"
    __table_args__ = (
        CheckConstraint("ended_why IN ('', 'reset', 'replaced')", name="ended_why"),
        CheckConstraint("(ended_at IS NULL) = (box IS NOT NULL)", name="box"),
        Index(
            "uq_person_key_living",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    public: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    box: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    made_at: Mapped[datetime]
    is_held: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by: Mapped[str] = mapped_column(String(16), default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_why: Mapped[str] = mapped_column(String(10), default="")


class Passkey(Base):
    """A key on a device of the person's own (WebAuthn): the server has only its public half, for ever. ``rp``: the host it
    was made for; ``counter``: how often the device says it signed, 0 where it does not count."""

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("counter >= 0", name="counter"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    credential: Mapped[str] = mapped_column(String(1368), unique=True)
    public: Mapped[str] = mapped_column(String(1024))
    rp: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    counter: Mapped[int] = mapped_column(BigInteger, default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class FormerNumber(Base):
    """A number somebody had before; it is never given to anybody else."""

    __tablename__ = "former_number"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    folded_no: Mapped[str] = mapped_column(String(40), unique=True)
    employee_no: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str] = foreign("person.id")
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class Grant(Base):
    """A role for a team (none: all teams), from a day to the end of a day (none: open), perhaps as a deputy."""

    __tablename__ = "grant_of_role"
    __table_args__ = (CheckConstraint(f"role IN ({IN_ROLES})", name="role"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    role: Mapped[str] = mapped_column(String(16))
    team_id: Mapped[str | None] = foreign("team.id", nullable=True, default=None)
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date, default=None)
    deputy_of_id: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    given_by: Mapped[str] = mapped_column(String(40), default="system")
    given_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(String(40), default="")

    team: Mapped[Team | None] = relationship(init=False, lazy="joined")
    person: Mapped[Person] = relationship(init=False, foreign_keys=[person_id])


class StateChange(Base):
    """在训 在岗 请假 停训 离职 返聘: each change is an act with a day and a reason."""

    __tablename__ = "state_change"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str] = foreign("person.id")
    old: Mapped[str] = mapped_column(String(12))
    new: Mapped[str] = mapped_column(String(12))
    on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date, default=None)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class Session(Base):
    """One sign-in on one device. The id is hashed at rest; the row ends at sign-out, disablement or a changed grant."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the id in the cookie
    person_id: Mapped[str] = foreign("person.id")
    started_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_why: Mapped[str] = mapped_column(String(20), default="")


class SessionUse(Base):
    """When a session was last used; noted at most once a minute."""

    __tablename__ = "session_use"
    __noted__: ClassVar[bool] = True

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime]


class Try(Base):
    """One attempt to sign in or to sign, right or wrong: what the limits count."""

    __tablename__ = "try"
    __noted__: ClassVar[bool] = True
    __table_args__ = (CheckConstraint("kind IN ('sign_in', 'sign', 'code', 'setup')", name="kind"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    kind: Mapped[str] = mapped_column(String(8))
    account: Mapped[str] = mapped_column(String(64), index=True)  # folded number, or a person's id
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    good: Mapped[bool]


class DecisionValue(Base):
    """What the firm has chosen for one decision; the newest row per name holds, older ones are history."""

    __tablename__ = "decision_value"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    name: Mapped[str] = mapped_column(String(40), index=True)
    value: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    suggested: Mapped[bool] = mapped_column(default=False)  # adopted as the content suggested it


class DecisionText(Base):
    """A decision as content asks for it (formats 4.4), read into fields; ``text`` and ``hash`` are the part itself."""

    __tablename__ = "decision_text"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(8))  # 整数 金额 文字 选项
    question: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(20), default="")
    low: Mapped[str] = mapped_column(String(20), default="")
    high: Mapped[str] = mapped_column(String(20), default="")
    used_in: Mapped[str] = mapped_column(String(200), default="")
    suggestion: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[str] = mapped_column(Text, default="")
    caution: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    text: Mapped[str] = mapped_column(Text)  # the part's canonical text
    hash: Mapped[str] = mapped_column(String(64))
    place: Mapped[int] = mapped_column(Integer, default=0)
    gone: Mapped[bool] = mapped_column(default=False)  # no longer in the file; its values stay as history


class InboxItem(Base):
    """A message to one person, standing on Today until read or done. ``key`` keeps it from being told twice."""

    __tablename__ = "inbox_item"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)  # fills the words of the kind
    link: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)


class OneTimeCode(Base):
    """A code that a person shows on their own device so that another device may act once under their name."""

    __tablename__ = "one_time_code"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    code_hash: Mapped[str] = mapped_column(String(64), info={"secret": True})
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    used_for: Mapped[str] = mapped_column(String(120), default="")


class RecoveryCode(Base):
    """The person's own way back: their signing key, sealed with a code that only they hold. ``box`` is emptied when it ends.

    ``used_at``: signed in with it, a new password is being chosen. ``ended_at``: done, replaced, or the key is gone.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (box IS NOT NULL)", name="box"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    public: Mapped[str] = mapped_column(String(64))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    box: Mapped[bytes | None] = mapped_column(LargeBinary, info={"secret": True})
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class IdentityCheck(Base):
    """Two people saw somebody who forgot their password, face to face, and gave them a new first one at ``at``."""

    __tablename__ = "identity_check"
    __appended__: ClassVar[bool] = True
    __table_args__ = (CheckConstraint("first_id <> second_id", name="two"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str] = foreign("person.id")
    first_id: Mapped[str] = foreign("person.id")
    second_id: Mapped[str] = foreign("person.id")
    at: Mapped[datetime]
