"""A person's own data: every row that is about them, whatever room keeps it, and their record as it can be checked."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, or_, select

from cstrain.kit import db
from cstrain.records.queries.bundle import ZIP_TIME, bundle

README = """这是系统里关于您的全部资料。

record.zip    您的培训记录，可以用 verify_record.py 单独核对
data.json     每张表里关于您的行
tables/       同样的内容，一张表一个 CSV，用表格软件就能看

密码、私钥这类秘密不在里面。别人的姓名和工号不在里面，只有编号。
"""


def own_tables(person_id: str) -> dict[str, list[dict[str, Any]]]:
    """Table → the rows about this person: by their ``person_id``, or belonging to such a row. One query per table."""
    wanted: dict[str, Select[Any]] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    for table in db.Base.metadata.sorted_tables:
        asked = _rows(table, person_id, wanted)
        if asked is None:
            continue
        wanted[table.name] = asked
        shown = [column for column in table.columns if not column.info.get("secret")]
        rows = db.database.session.execute(asked.with_only_columns(*shown)).mappings()
        found[table.name] = [{str(name): _plain(value) for name, value in row.items()} for row in rows]
    return {name: rows for name, rows in found.items() if rows}


def _rows(table: Table, person_id: str, wanted: dict[str, Select[Any]]) -> Select[Any] | None:
    if table.name == "person":
        return select(table).where(table.c.id == person_id)
    if "person_id" in table.c:
        return select(table).where(table.c.person_id == person_id)
    belongs = []
    for column in table.columns:
        for key in column.foreign_keys:
            owner = wanted.get(key.column.table.name)
            if owner is not None and key.column.table.name != "person":
                belongs.append(column.in_(owner.with_only_columns(key.column)))
    return select(table).where(or_(*belongs)) if belongs else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def own_copy(person_id: str, at: datetime) -> bytes:
    """The zip: JSON, a CSV for each table, and the record with its openings."""
    found = own_tables(person_id)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"README.txt": README.encode(), "record.zip": bundle(person_id, at)}
        files["data.json"] = json.dumps(found, ensure_ascii=False, indent=1).encode()
        files |= {f"tables/{name}.csv": _csv(rows) for name, rows in found.items()}
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _csv(rows: list[dict[str, Any]]) -> bytes:
    """With a mark at the start, so that Excel reads it as UTF-8; what begins like a formula is kept as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
