"""What pages say about a condition and about what happened, in sentences made of the record's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from cstrain.certification.queries import Readiness
from cstrain.certification.rules.asked import asked_words
from cstrain.certification.rules.gate import Need
from cstrain.certification.rules.readiness import Sitting, State
from cstrain.certification.words import WHY, score_text
from cstrain.exam.queries import exams
from cstrain.kit.content import number_text
from cstrain.records import queries as records
from cstrain.records.rules import Entry
from cstrain.records.words import KINDS as RECORD_KINDS
from cstrain.records.words import TONES
from cstrain.roleplay.queries import names_of

TOLD = (
    "enrolled", "moved", "acknowledged", "fluency", "roleplay", "exam_result", "red_line", "red_line_settled",
    "gate_decided", "gate_withdrawn", "certificate_issued", "certificate_suspended", "certificate_restored",
    "certificate_revoked", "took_over",
)  # fmt: skip
MOST_TOLD = 20


def why_of(ready: Readiness, state: State, sheet: Any) -> str:
    """The small line under a requirement: why it is not met, then the facts."""
    reason = str(WHY[state.why]) if state.why else ""
    facts = _FACTS[state.condition.need](ready, state, sheet)
    return str(_("；")).join(part for part in (reason, *facts) if part)


def _sheet_facts(ready: Readiness, _state: State, sheet: Any) -> list[str]:
    evidence, found = ready.evidence, []
    signed = [row.own.at for row in sheet.rows if row.own] if sheet else []
    late = sum(1 for row in sheet.rows if row.own and "late" in row.own.marks) if sheet else 0
    if signed:
        found.append(_("最近一次 %(at)s", at=max(signed).strftime("%Y-%m-%d %H:%M")))
    if late:
        found.append(_("补签 %(count)s 个", count=late))
    if evidence.beside_asked:
        found.append(_("带教人、培训师签字 %(done)s / %(wanted)s", done=evidence.beside, wanted=evidence.beside_asked))
    if evidence.closing_asked:
        found.append(_("总签 %(done)s / %(wanted)s", done=evidence.closing, wanted=evidence.closing_asked))
    return found


def _day_facts(_ready: Readiness, state: State, _sheet: Any) -> list[str]:
    return [_("不少于 %(days)s 天", days=state.wanted)]


def _charter_facts(ready: Readiness, state: State, _sheet: Any) -> list[str]:
    held = ready.evidence.acknowledged
    versions = [held[target] for target in state.condition.targets if target in held]
    return [_("章程第 %(version)s 版全文", version=version) for version in versions]


def _fluency_facts(_ready: Readiness, state: State, _sheet: Any) -> list[str]:
    condition = state.condition
    if not condition.times or not condition.seconds:
        return []
    said = _("每题答对 %(times)s 次，每次 %(seconds)s 秒内", times=condition.times, seconds=condition.seconds)
    return ["、".join(condition.targets), said]


def _exam_facts(ready: Readiness, state: State, _sheet: Any) -> list[str]:
    held = ready.evidence.exams
    return [_sat(held[target]) for target in state.condition.targets if target in held]


def _sat(sitting: Sitting) -> str:
    found = [_("考过 %(times)s 次", times=sitting.times), _("得 %(score)s 分", score=score_text(sitting.score))]
    if sitting.full is not None:
        found.append(_("满分 %(full)s", full=number_text(sitting.full)))
    if sitting.line is not None:
        found.append(_("及格线 %(line)s", line=number_text(sitting.line)))
    if sitting.line_set:
        found.append(line_words(sitting.line_set))
    return str(_("，")).join(found)


def line_words(line_set: Mapping[str, Any]) -> str:
    """Where a pass line came from, and why another was decided."""
    judges, error = line_set["judges"], line_set["error"]
    if "decided" not in line_set:
        return str(_("及格线由 %(n)s 位评委评定，误差 ±%(e)s", n=judges, e=error))
    return str(
        _("%(n)s 位评委评的及格线是 %(l)s，改定为 %(d)s，原因：%(r)s", n=judges, l=_points(line_set["line"]),
          d=_points(line_set["decided"]), r=line_set["reason"])
    )  # fmt: skip


def _points(text: str) -> str:
    return number_text(Fraction(text))


def _scene_facts(ready: Readiness, state: State, _sheet: Any) -> list[str]:
    line = state.condition.line
    scores = ready.evidence.roleplays
    said = [_("%(scene)s %(score)s 分", scene=name, score=score_text(scores[name])) for name in sorted(scores)]
    wanted = _("每场不低于 %(line)s 分", line=number_text(line)) if line is not None else ""
    return ["、".join(said), wanted]


def _certificate_facts(_ready: Readiness, state: State, _sheet: Any) -> list[str]:
    return [asked_words(state.condition.targets)]


_FACTS = {
    Need.SHEET: _sheet_facts,
    Need.DAYS: _day_facts,
    Need.ACKNOWLEDGED: _charter_facts,
    Need.FLUENT: _fluency_facts,
    Need.EXAM: _exam_facts,
    Need.ROLEPLAY: _scene_facts,
    Need.CERTIFICATE: _certificate_facts,
}


@dataclass(frozen=True)
class Told:
    """One line of what happened, as the timeline macro reads it."""

    at: datetime
    text: str
    tone: str
    url: str


def story(person_id: str) -> list[Told]:
    """What led here, newest first, each line with its original."""
    entries = records.facts_of([person_id], TOLD)[person_id][-MOST_TOLD:]
    names = _names(entries)
    return [_told(entry, names) for entry in reversed(entries)]


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """Exams and scenes by their codes."""
    played = {str(entry.body["scenario"]) for entry in entries if entry.kind == "roleplay"}
    sat = exams() if any(entry.kind == "exam_result" for entry in entries) else []
    return {**{exam.key: exam.name for exam in sat}, **(names_of(played) if played else {})}


def _told(entry: Entry, names: Mapping[str, str]) -> Told:
    about = _about(entry, names)
    text = f"{RECORD_KINDS.get(entry.kind, entry.kind)}{_('：') if about else ''}{about}"
    url = url_for("records.entry", person_id=entry.person, seq=entry.seq)
    return Told(entry.local_at, text, _tone(entry), url)


def _tone(entry: Entry) -> str:
    if entry.kind == "exam_result":
        return "ok" if entry.body["passed"] == 1 else "bad"
    return TONES.get(entry.kind, "mute")


def _about(entry: Entry, names: Mapping[str, str]) -> str:
    body = entry.body
    if entry.kind == "exam_result":
        verdict = _("通过") if body["passed"] == 1 else _("未通过")
        return str(_("%(exam)s %(verdict)s", exam=names.get(body["exam"], body["exam"]), verdict=verdict))
    if entry.kind == "roleplay":
        return names.get(str(body["scenario"]), str(body["scenario"]))
    if entry.kind == "acknowledged":
        return str(_("第 %(version)s 版", version=body["version"]))
    if entry.kind == "gate_decided":
        return str(body.get("meaning", ""))
    return str(body.get("title") or body.get("name") or body.get("no") or body.get("course") or "")
