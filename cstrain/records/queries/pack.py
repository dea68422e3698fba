"""An audit pack: the records of several people as they can be checked one by one, and a table that says what they hold.

Only what is in the record is in the table: it is made from the chains alone. What lacks something stands first.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.queries import named
from cstrain.records.models import RecordEntry
from cstrain.records.queries.bundle import ZIP_TIME, bundle
from cstrain.records.queries.checked import Verdict, verdicts
from cstrain.records.queries.facts import facts_of
from cstrain.records.queries.stored import installation_id, opened, read_entries
from cstrain.records.rules import CLOSING_STEP, Entry, Sheet, canonical, make_sheet, sha256, time_text

TITLES = (
    "工号", "姓名", "缺什么", "核对", "记录条数", "课程", "批次", "环节", "已签", "未签", "免修", "本人签名", "考试",
    "准入决定", "证书", "证书状态", "有效到", "等级", "最后一条",
)  # fmt: skip
MOVES = {
    "certificate_issued": "有效",
    "certificate_suspended": "暂停",
    "certificate_restored": "有效",
    "certificate_revoked": "撤销",
}


def recorded_between(start: datetime, end: datetime) -> list[str]:
    """People with an entry in [start, end)."""
    rows = select(RecordEntry.person_id).where(RecordEntry.at >= start, RecordEntry.at < end).distinct()
    return sorted(db.database.session.scalars(rows))


def of_cohort(people: Iterable[str], cohort: str) -> list[str]:
    """Those of ``people`` whose enrolment in force names the cohort."""
    lists = facts_of(people, ("enrolled", "moved"))
    return [one for one, found in lists.items() if any(entry.body.get("cohort") == cohort for entry in found)]


@dataclass(frozen=True)
class Packed:
    """One person of the pack."""

    line: dict[str, str]
    data: bytes


def pack(people: Sequence[str], at: datetime, asked: Mapping[str, str]) -> bytes:
    """The zip. ``asked``: what it was made for (person, cohort, from, until), as it stands in its manifest."""
    persons, checked = named(people), {one.person_id: one for one in verdicts(people)}
    made = []
    for person_id in people:
        line = _line(read_entries(person_id), checked[person_id])
        line |= {"工号": persons[person_id].employee_no} if not line["工号"] else {}
        made.append((person_id, Packed(line, bundle(person_id, at))))
    made.sort(key=lambda pair: (not pair[1].line["缺什么"], pair[1].line["工号"]))
    files = {f"records/{number:04}.zip": each.data for number, (_id, each) in enumerate(made, start=1)}
    listed = [
        {"person": person_id, "file": name, "sha256": sha256(files[name])}
        for name, (person_id, _each) in zip(files, made, strict=True)
    ]
    table = _table([each.line for _id, each in made])
    manifest = {
        "format": "cstrain-audit-pack",
        "v": 1,
        "installation": installation_id(),
        "made_at": time_text(at),
        "asked": dict(asked),
        "people": listed,
        "overview": sha256(table),
    }
    return _zipped({"pack.json": canonical(manifest) + b"\n", "overview.csv": table, **files})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(lines: list[dict[str, str]]) -> bytes:
    """With a mark at the start, so that Excel reads it as UTF-8; what begins like a formula is kept as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, TITLES)
    writer.writeheader()
    for line in lines:
        writer.writerow(
            {name: f"'{value}" if value.startswith(("=", "+", "-", "@")) else value for name, value in line.items()}
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _line(entries: list[Entry], checked: Verdict) -> dict[str, str]:
    sheet, broken = make_sheet(entries, opened(entries)), checked.broken
    certificate = _last(entries, MOVES)
    issued = _last(entries, ("certificate_issued",))
    exams = [entry for entry in entries if entry.kind == "exam_result"]
    gate, level = _last(entries, ("gate_decided",)), _last(entries, ("level_reached",))
    signed = [entry for entry in entries if entry.kind == "signed"]
    line = dict.fromkeys(TITLES, "")
    line |= _of_sheet(sheet)
    line |= {
        "核对": "对得上" if broken is None else f"第 {broken.seq} 号 {broken.why.value}",
        "记录条数": str(checked.entries),
        "本人签名": f"{sum('key' in entry.proof for entry in signed)}/{len(signed)}",
        "考试": "；".join(_exam(entry) for entry in exams),
        "准入决定": str(gate.body["decision"]) if gate is not None else "",
        "证书": str(issued.body["no"]) if issued is not None else "",
        "证书状态": MOVES[certificate.kind] if certificate is not None else "",
        "有效到": str(issued.body["valid_until"])[:10] if issued is not None else "",
        "等级": str(level.body["level"]) if level is not None else "",
        "最后一条": entries[-1].local_at.isoformat(timespec="seconds") if entries else "",
    }
    return line | {"缺什么": "；".join(_gaps(line, sheet, checked))}


def _of_sheet(sheet: Sheet | None) -> dict[str, str]:
    if sheet is None:
        return {}
    plan, rows = sheet.enrolled.body, len(sheet.rows)
    return {
        "工号": str(sheet.person.get("number", "")),
        "姓名": str(sheet.person.get("name", "")),
        "课程": f"{plan['course']}@{plan['version']}",
        "批次": str(plan.get("cohort", "")),
        "环节": str(rows),
        "已签": str(rows - sheet.unsigned - sheet.waived),
        "未签": str(sheet.unsigned),
        "免修": str(sheet.waived),
    }


def _exam(entry: Entry) -> str:
    said = entry.body
    return f"{said['exam']} {said['num']}/{said['den']} {'过' if said['passed'] else '没过'}"


def _last(entries: list[Entry], kinds: Iterable[str]) -> Entry | None:
    wanted = set(kinds)
    return next((entry for entry in reversed(entries) if entry.kind in wanted), None)


def _gaps(line: Mapping[str, str], sheet: Sheet | None, checked: Verdict) -> list[str]:
    found = ["记录对不上"] if checked.broken is not None else []
    if sheet is None:
        return [*found, "没有入课"]
    found += [f"{sheet.unsigned} 个环节未签"] if sheet.unsigned else []
    asked = {role for step in sheet.enrolled.body["steps"] if step["kind"] == CLOSING_STEP for role in step["signers"]}
    closing = (("本人", "trainee"), ("培训师", "trainer"))
    found += [f"{role}没有总签" for role, name in closing if name in asked and not sheet.closing[name]]
    if line["证书状态"] != "有效":
        found.append(f"证书{line['证书状态']}" if line["证书状态"] else "没有证书")
    return found
