"""The record sheet as a sealed PDF, made by the worker: what it says, in the installation's language."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.paper import qr
from cstrain.people.models import Person
from cstrain.people.queries import decided, installation
from cstrain.records import actions, queries
from cstrain.records.rules import Broken, Entry, Row, Sheet, Signature, sha256
from cstrain.records.words import METHODS, STEP_KINDS, WAYS, note_words

HEAD = ("表单编号", "表单版次")
COLUMNS = (
    "序",
    "环节与版本",
    "学习日期",
    "课时（分）",
    "方式",
    "授课人或带教人",
    "成绩",
    "本人签字",
    "带教人签字",
    "备注",
)
MINUTE, SECOND = "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"
GONE = "（已删除）"


@dataclass(frozen=True)
class Print:
    """Whose sheet, for whom, when."""

    whose: Person
    by: str  # name and number of whoever asked
    at: datetime
    site: str = ""  # where outsiders can check it; empty: the code says what to type


def sheet_pdf(asked: Print) -> bytes:
    """The sealed sheet; NotYours when the person was never enrolled."""
    from cstrain.kit.pades import certificate_of, sealed
    from cstrain.kit.typeset import typeset

    made = queries.sheet(asked.whose.id)
    if made is None:
        raise NotYours
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        data = sheet_data(made, asked)
    folder = certificate_of(Path(current_app.config["INSTANCE"]), data["head"]["company"] or "cstrain", asked.at)
    return sealed(typeset("sheet.typ", data, attached(asked)), folder, reason=data["title"])


def attached(asked: Print) -> str:
    """What the PDF carries: the parts of the exported record, as one JSON."""
    with zipfile.ZipFile(BytesIO(queries.bundle(asked.whose.id, asked.at))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name != "README.txt"}
    return json.dumps(parts, ensure_ascii=False)


def sheet_data(made: Sheet, asked: Print) -> dict[str, Any]:
    """What the template prints."""
    whose, plan, person = asked.whose, made.enrolled.body, made.person
    number, point = queries.sheet_number(whose.id), queries.printed_mark()
    entries = {entry.seq: entry for entry in queries.read_entries(whose.id)}
    broken = queries.verdict(whose.id)
    course = [plan.get("title", plan["course"]), _("%(version)s 版", version=plan["version"]), plan.get("cohort", "")]
    code, home = made.last.hash, installation()
    return {
        "title": _("岗位培训记录表"),
        "course": "·".join(str(part) for part in course if part),
        "head": {"name": person.get("name", ""), "company": person.get("company", "")},
        "qr": str(qr(_code_text(asked, (number, str(person.get("number", "")), code, point)), number)),
        "facts": _facts(made),
        "meanings": "签字含义：" + "；".join(f"{STEP_KINDS[kind]}，{said}" for kind, said in made.meanings) + "。",
        "columns": list(COLUMNS),
        "rows": [_row(row) for row in made.rows],
        "total": _total(made),
        "closing": _closing(made),
        "signatures": [_line(one, title, entries, broken) for title, one in _signatures(made)],
        "code": " ".join(code[at : at + 8] for at in range(0, 64, 8)),
        "seq": made.last.seq,
        "point": point,
        "number": number,
        "printed": f"打印于 {clock.local(asked.at).strftime(MINUTE)}，{asked.by}",
        "note": NOTE,
        "demo": "演示·不作凭证" if home is not None and home.is_demo else "",
    }


def _code_text(asked: Print, said: tuple[str, str, str, str]) -> str:
    """The way to the page that checks it, or where there is none, what that page asks for."""
    site = (asked.site or str(current_app.config["SITE_URL"])).rstrip("/")
    number, _employee, code, point = said
    return f"{site}/record/check?{urlencode({'n': number, 'c': code, 'p': point})}" if site else " ".join(said)


NOTE = (
    "凭密码签的，由签字人自己的钥匙签名（Ed25519），只有本人的密码打得开；凭一次性代码签的，由服务器证明。"
    "这份文件由单位的电子印章封好（PAdES），封好以后改动任何一处都会被发现。"
)


def _facts(made: Sheet) -> list[list[str]]:
    person, chosen = made.person, decided()
    joined = [part for part in (person.get("team", ""), person.get("store", "")) if part]
    return [
        ["公司", person.get("company", "")],
        ["表单编号", chosen.get(HEAD[0], "")],
        ["版次", chosen.get(HEAD[1], "")],
        ["姓名", person.get("name", "") or GONE],
        ["工号", person.get("number", "")],
        ["小组 / 店铺", " / ".join(joined)],
        ["入职", person.get("joined_on", "")],
        ["培训师", f"{made.trainer.name} {made.trainer.number}".strip()],
        ["带教人", f"{made.mentor.name} {made.mentor.number}".strip()],
    ]


def _row(row: Row) -> dict[str, Any]:
    waiting = "拒签待处理" if row.refused else ("待签字" if row.learned_on else "")
    learned = row.learned_on or ("免修" if row.waived else "")
    return {
        "number": row.number,
        "title": row.title,
        "kind": f"{STEP_KINDS.get(row.kind, row.kind)} v{row.version}",
        "learned": learned,
        "minutes": str(row.minutes or ""),
        "way": str(WAYS.get(row.kind, "")),
        "taught": row.taught_by.name,
        "result": row.result,
        "own": _short(row.own) or waiting or None,
        "counter": _short(row.counter) or ("待签字" if row.counter_role and row.learned_on else None),
        "notes": "；".join(note_words(note) for note in row.notes),
    }


def _short(one: Signature | None) -> dict[str, str] | None:
    if one is None:
        return None
    return {"name": one.by.name or GONE, "number": one.by.number, "local": one.at.strftime(MINUTE)}


def _total(made: Sheet) -> str:
    said = f"共 {len(made.rows)} 个环节，课时合计 {made.minutes} 分钟"
    if made.unsigned:
        return f"{said}，其中 {made.unsigned} 个还没有本人签字。"
    return f"{said}，其中 {made.waived} 个免修，其余全部由本人签字。" if made.waived else f"{said}，全部由本人签字。"


def _closing(made: Sheet) -> list[dict[str, Any]]:
    names = {"trainee": "本人", "trainer": "培训师签字", "supervisor": "主管签字"}
    return [
        {
            "said": f"{label}：{one.meaning}。" if one is not None and one.meaning else f"{label}：",
            "sig": _short(one) or "待签字",
        }
        for (role, label), one in ((pair, made.closing[pair[0]]) for pair in names.items())
    ]


def _signatures(made: Sheet) -> list[tuple[str, Signature]]:
    """Every signature of the sheet with what was signed, in the order of the record."""
    found = [(row.title, one) for row in made.rows for one in (row.own, row.counter) if one is not None]
    found += [("记录表总签" if role != "supervisor" else "上岗准入", one) for role, one in made.closing.items() if one]
    return sorted(found, key=lambda pair: pair[1].seq)


def _line(one: Signature, title: str, entries: dict[int, Entry], broken: Broken | None) -> dict[str, Any]:
    key = str(entries[one.seq].proof.get("key", ""))
    return {
        "seq": one.seq,
        "title": title,
        "name": one.by.name or GONE,
        "number": one.by.number,
        "meaning": one.meaning or "上岗准入决定",
        "local": f"{one.at.strftime(SECOND)} {one.at.isoformat()[-6:]}",
        "utc": f"{one.at.astimezone(UTC).strftime(SECOND)} Z",
        "method": str(METHODS.get(one.method, one.method)) + ("，本人签名" if key else ""),
        "key": key[:16],
        "state": "对得上" if broken is None or one.seq < broken.seq else "对不上",
    }


def print_what_is_asked(at: datetime) -> None:
    """Make the sheets that wait. Typesetting takes about a second, so nothing is held open meanwhile."""
    for asked in queries.prints_to_make():
        whose, by, print_id = queries.owner(asked.person_id), queries.owner(asked.by_id), asked.id
        asking = Print(whose, f"{by.name}（{by.employee_no}）", at, asked.site)
        digest = ""
        try:
            digest = _kept(print_id, sheet_pdf(asking))
        except Exception:
            current_app.logger.exception("sheet %s", print_id)
        db.abandon()
        with db.transaction(at=at, by="worker", why="sheet as PDF"):
            actions.print_made(print_id, digest, at)
    db.abandon()


def _kept(print_id: str, pdf: bytes) -> str:
    file = queries.print_file(print_id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_bytes(pdf)
    return sha256(pdf)


def remove_old_prints(at: datetime) -> None:
    """After a day the file is gone; that it was made, for whom and what it was, stays."""
    old = queries.prints_to_remove(at)
    db.abandon()
    for print_id in old:
        queries.print_file(print_id).unlink(missing_ok=True)
        with db.transaction(at=at, by="janitor", why="printed sheets are kept for a day"):
            actions.print_removed(print_id, at)
