"""Banks in the formats of others, and imports for pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from cstrain.bank.models import Bank, BankImport, ImportedQuestion, Question
from cstrain.bank.queries.export import export_bank
from cstrain.bank.queries.workbook import export_workbook
from cstrain.kit import db
from cstrain.kit.errors import NotYours

FORMATS = ("house", "markdown")
Exported = tuple[bytes, list[str]]


def exported(form: str, keys: Sequence[str] = ()) -> Exported:
    """The bytes of banks in a format (a zip where a bank is a file and there are several), and what it cannot carry."""
    banks = list(db.database.session.scalars(select(Bank).order_by(Bank.key)))
    wanted = [bank for bank in banks if not keys or bank.key in keys]
    if len(wanted) < len(set(keys)) or not wanted:
        raise NotYours
    if form == "house":
        return export_workbook([bank.key for bank in wanted]), []
    return _markdown(wanted), []


def _markdown(banks: Sequence[Bank]) -> bytes:
    if len(banks) == 1:
        return export_bank(banks[0].key).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for bank in banks:
            archive.writestr(f"question_banks/{bank.file or bank.key + '.md'}", export_bank(bank.key))
    return out.getvalue()


def imports() -> Select[Any]:
    """All imports, newest first; a select, to be paged."""
    return select(BankImport).order_by(BankImport.at.desc(), BankImport.id)


def import_row(import_id: str) -> BankImport | None:
    return db.database.session.get(BankImport, import_id)


def imported(import_id: str) -> list[tuple[ImportedQuestion, Question]]:
    """What an import wrote, with where each question stands now."""
    rows = select(ImportedQuestion, Question).join(Question, Question.id == ImportedQuestion.question_id)
    held = rows.where(ImportedQuestion.import_id == import_id).order_by(ImportedQuestion.id)
    return [(mark, row) for mark, row in db.database.session.execute(held)]
