"""Banks in the formats of others, and imports for pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from cstrain.bank.models import Bank, BankImport, ImportedQuestion, Question, QuestionVersion
from cstrain.bank.queries.export import export_bank
from cstrain.bank.queries.reading import question_of
from cstrain.bank.queries.standing import current
from cstrain.bank.queries.workbook import export_workbook
from cstrain.bank.rules import QuestionState
from cstrain.bank.rules.exchange.gift import write_gift
from cstrain.bank.rules.exchange.moodle import write_moodle
from cstrain.kit import db, files
from cstrain.kit.errors import NotYours

FORMATS = ("house", "markdown", "gift", "moodle-xml")
Exported = tuple[bytes, list[str]]


def exported(form: str, keys: Sequence[str] = ()) -> Exported:
    """The bytes of banks in a format (a zip where a bank is a file and there are several), and what it cannot carry."""
    banks = list(db.database.session.scalars(select(Bank).order_by(Bank.key)))
    wanted = [bank for bank in banks if not keys or bank.key in keys]
    if len(wanted) < len(set(keys)) or not wanted:
        raise NotYours
    if form == "house":
        return export_workbook([bank.key for bank in wanted]), []
    if form == "markdown":
        return _markdown(wanted), []
    versions = _versions([bank.key for bank in wanted])
    questions = [question_of(version) for version in versions]
    if form == "gift":
        text, lost = write_gift(questions)
    else:
        text, lost = write_moodle(
            questions, {path: files.fetch(sha) for one in versions for path, sha in one.pictures.items()}
        )
    return text.encode(), lost


def _versions(keys: Sequence[str]) -> list[QuestionVersion]:
    """What goes to other systems: questions of these banks but the retired ones."""
    rows = current().where(Question.bank_key.in_(keys), Question.state != QuestionState.RETIRED.value)
    return list(db.database.session.scalars(rows.order_by(Question.bank_key, Question.place, Question.id)))


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
