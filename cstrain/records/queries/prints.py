"""Sheets asked for as PDF: what waits, what is over, where the files lie."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cstrain.kit import db
from cstrain.records.models import PaperOrder, SheetPrint

ENDINGS = {"pack": "zip", "own": "zip"}
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


def paper_order(order_id: str) -> PaperOrder | None:
    return db.database.session.get(PaperOrder, order_id)


def paper_file(order: PaperOrder) -> Path:
    return Path(current_app.config["INSTANCE"]) / "prints" / f"{order.id}.{ENDINGS.get(order.kind, 'pdf')}"


def orders_of(by_id: str, kinds: Iterable[str], most: int = 20) -> list[PaperOrder]:
    """What somebody asked for, newest first."""
    rows = select(PaperOrder).where(PaperOrder.by_id == by_id, PaperOrder.kind.in_(list(kinds)))
    return list(db.database.session.scalars(rows.order_by(PaperOrder.asked_at.desc()).limit(most)))


def orders_to_make(kinds: Iterable[str], most: int = 3) -> list[PaperOrder]:
    rows = select(PaperOrder).where(PaperOrder.made_at.is_(None), PaperOrder.kind.in_(list(kinds)))
    return list(db.database.session.scalars(rows.order_by(PaperOrder.asked_at).limit(most)))


def orders_to_remove(at: datetime) -> list[PaperOrder]:
    rows = select(PaperOrder).where(PaperOrder.made_at < at - KEPT, PaperOrder.removed_at.is_(None))
    return list(db.database.session.scalars(rows.limit(50)))


def gaps_of(order: PaperOrder) -> list[dict[str, str]]:
    """The table of a pack that is there: what lacks something stands first."""
    file = paper_file(order)
    if order.kind != "pack" or not file.is_file():
        return []
    with zipfile.ZipFile(file) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("overview.csv").decode("utf-8-sig"))))
