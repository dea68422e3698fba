"""What the room remembers: tokens, the stores each one sees, where and when each was used."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.people.models import Store


class ApiToken(Base):
    """The right of another system to ask. The secret is not kept; ``prefix`` is the part of it that lists show.

    ``expires_on`` is its last day, which counts whole. Neither its stores nor its rights change: a token is revoked and
    another one issued.
    """

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("sees_clearance OR sees_level", name="sees"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})  # SHA-256, hex
    name: Mapped[str] = mapped_column(String(80))  # which system, whom to call
    sees_clearance: Mapped[bool]
    sees_level: Mapped[bool]
    issued_by: Mapped[str] = foreign("person.id")
    issued_at: Mapped[datetime]
    expires_on: Mapped[date] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    revoked_why: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    stores: Mapped[list[Store]] = relationship(
        init=False, secondary="api_token_store", viewonly=True, lazy="selectin", order_by="Store.name"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ApiTokenStore(Base):
    """A store whose people a token sees; given when it is issued, for good."""

    __tablename__ = "api_token_store"
    __appended__: ClassVar[bool] = True

    token_id: Mapped[str] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    store_id: Mapped[str] = mapped_column(ForeignKey("store.id"), primary_key=True, index=True)


class Access(Base):
    """From which address a token asked, first and last; noted at most once a minute."""

    __tablename__ = "access_log"
    __noted__: ClassVar[bool] = True

    token_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Hook(Base):
    """An address that is told by itself what a token may ask about; it ends with its token. Address and secret are sealed."""

    __tablename__ = "hook"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    token_id: Mapped[str] = foreign("api_token.id")
    host: Mapped[str] = mapped_column(String(200))  # the part of the address that lists show
    address_box: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True})
    secret_box: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True})
    made_by: Mapped[str] = foreign("person.id")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)

    token: Mapped[ApiToken] = relationship(init=False, lazy="joined")
