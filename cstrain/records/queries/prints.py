"""Sheets asked for as PDF: what waits, what is over, where the files lie."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cstrain.kit import db
from cstrain.records.models import SheetPrint

KEPT = timedelta(days=1)  # it holds names: whoever wants it longer keeps the file


def sheet_print(print_id: str) -> SheetPrint | None:
    return db.database.session.get(SheetPrint, print_id)


def print_file(print_id: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "prints" / f"{print_id}.pdf"


def prints_to_make(most: int = 5) -> list[SheetPrint]:
    rows = select(SheetPrint).where(SheetPrint.made_at.is_(None)).order_by(SheetPrint.asked_at).limit(most)
    return list(db.database.session.scalars(rows))


def prints_to_remove(at: datetime) -> list[str]:
    rows = select(SheetPrint.id).where(SheetPrint.made_at < at - KEPT, SheetPrint.removed_at.is_(None))
    return list(db.database.session.scalars(rows.limit(50)))
