"""Where an attempt is sat: at which device, since when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.exam.models.papers import Serial
from cstrain.kit.db import Base


class AttemptSeat(Base):
    """An attempt was begun, or opened again, at a device; the newest one answers. Noted when a page is opened.

    ``number``: 1 for the first device, one more with each that took over; ``mark``: of session and browser.
    """

    __tablename__ = "attempt_seat"
    __appended__: ClassVar[bool] = True
    __noted__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = mapped_column(String(16), index=True)
    number: Mapped[int] = mapped_column(Integer)
    mark: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(45))
    agent: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime]
