"""The record sheet (岗位培训记录表) built from the chain alone.

The enrolment froze the list of steps, so that every step has its row, signed or not (domain 2.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cstrain.records.rules.effective import confirmed_corrections, effective
from cstrain.records.rules.entries import Entry
from cstrain.records.rules.meanings import charter_meaning, meaning_of
from cstrain.records.rules.subjects import major, step_subject

Opened = Mapping[int, Mapping[str, Any]]  # entry → name → value, as far as it was not erased
CLOSING_STEP = "签字"


@dataclass(frozen=True)
class Name:
    """A person as printed on the day they acted; empty once erased."""

    name: str = ""
    number: str = ""


@dataclass(frozen=True)
class Signature:
    """A signature as it stands in the record. ``at``: local, with its offset."""

    by: Name
    at: datetime
    marks: tuple[str, ...]
    meaning: str
    method: str
    seq: int
    deputy_of: Name = Name()


@dataclass(frozen=True)
class Note:
    """A remark of the last column: ``code`` of words.NOTES and what fills it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One step. ``learned_on``: ISO date or empty; ``minutes`` 0: none planned; ``counter_role`` empty: none asked."""

    number: int
    subject: str
    title: str
    kind: str
    version: str
    minutes: int
    learned_on: str
    done_at: datetime | None
    taught_by: Name
    result: str
    own: Signature | None
    counter_role: str
    counter: Signature | None
    waived: bool
    refused: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Sheet:
    """``steps`` of the enrolment in force as rows; three closing signatures; where the chain stood."""

    enrolled: Entry
    person: Mapping[str, Any]
    trainer: Name
    mentor: Name
    rows: tuple[Row, ...]
    meanings: tuple[tuple[str, str], ...]
    closing: Mapping[str, Signature | None]
    last: Entry

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def unsigned(self) -> int:
        return sum(1 for row in self.rows if row.own is None and not row.waived)

    @property
    def waived(self) -> int:
        return sum(1 for row in self.rows if row.waived)


def make_sheet(entries: Sequence[Entry], opened: Opened) -> Sheet | None:
    """The sheet of the enrolment in force; None when the person was never enrolled (or only by mistake)."""
    holding = effective(entries)
    lists = [entry for entry in holding if entry.kind in ("enrolled", "moved")]
    if not lists:
        return None
    book = _Book(holding, entries, opened)
    plan = lists[-1]
    head = {name: value for entry in lists for name, value in opened.get(entry.seq, {}).items()}
    steps: list[dict[str, Any]] = plan.body["steps"]
    rows = [book.row(number, plan.body["post"], step) for number, step in enumerate(_rows_of(steps), start=1)]
    return Sheet(
        enrolled=plan,
        person=head.get("person", {}),
        trainer=_name(head.get("trainer")),
        mentor=_name(head.get("mentor")),
        rows=tuple(rows),
        meanings=_meanings(rows),
        closing=book.closing(plan.body["post"], steps),
        last=entries[-1],
    )


def _rows_of(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in steps if step["kind"] != CLOSING_STEP]


def _name(value: Any) -> Name:
    return Name(value.get("name", ""), value.get("number", "")) if isinstance(value, Mapping) else Name()


def _meanings(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """(kind of step, what its signature says), each kind once, in order of appearance."""
    found: dict[str, str] = {}
    for row in rows:
        said = charter_meaning(major(row.version)) if row.kind == "确认" else meaning_of(row.kind)
        found.setdefault(row.kind, said)
    return tuple(found.items())


class _Book:
    """The entries by subject, so that each row is found without searching."""

    def __init__(self, holding: Sequence[Entry], every: Sequence[Entry], opened: Opened) -> None:
        self.opened = opened
        self.every = every
        self.latest: dict[tuple[str, str, str], Entry] = {}
        self.exams: dict[str, list[Entry]] = {}
        for entry in holding:
            self.latest[entry.kind, entry.subject, entry.body.get("role", "")] = entry
            if entry.kind == "exam_result":
                self.exams.setdefault(str(entry.body["exam"]), []).append(entry)
        self.mended = confirmed_corrections(every)

    def row(self, number: int, post: str, step: dict[str, Any]) -> Row:
        subject = step_subject(post, step["id"], step["version"], step.get("time", 1))
        done = self.latest.get(("step_done", subject, ""))
        waived = self.latest.get(("waived", subject, ""))
        own = self.signature(subject, "trainee")
        role = next((role for role in step["signers"] if role != "trainee"), "")
        counter = self.signature(subject, role) if role else None
        refused = self.latest.get(("refused_to_sign", subject, "trainee"))
        return Row(
            number=number,
            subject=subject,
            title=step["title"],
            kind=step["kind"],
            version=str(step["version"]),
            minutes=step.get("minutes", 0),
            learned_on=str(done.body["learned_on"])[:10] if done else "",
            done_at=done.local_at if done else None,
            taught_by=self.teacher(subject) or (counter.by if counter else Name()),
            result=str(done.body["result"]) if done else "",
            own=own,
            counter_role=role,
            counter=counter,
            waived=waived is not None,
            refused=refused is not None and own is None,
            notes=tuple(self.notes(step, (done, waived), own, counter)),
        )

    def signature(self, subject: str, role: str) -> Signature | None:
        entry = self.latest.get(("signed", subject, role))
        return self.of(entry) if entry else None

    def of(self, entry: Entry) -> Signature:
        shown = self.opened.get(entry.seq, {})
        return Signature(
            by=_name(shown.get("actor")),
            at=entry.local_at,
            marks=tuple(entry.marks),
            meaning=entry.body.get("meaning", ""),
            method=entry.method,
            seq=entry.seq,
            deputy_of=_name(shown.get("deputy_of")),
        )

    def teacher(self, subject: str) -> Name | None:
        """Who confirmed the step on the spot."""
        for role in ("mentor", "trainer"):
            entry = self.latest.get(("confirmed", subject, role))
            if entry is not None:
                return _name(self.opened.get(entry.seq, {}).get("actor"))
        return None

    def notes(
        self,
        step: dict[str, Any],
        said: tuple[Entry | None, Entry | None],
        own: Signature | None,
        counter: Signature | None,
    ) -> list[Note]:
        done, waived = said
        found = [Note(mark) for mark in (own.marks if own else ())]
        if counter:
            found += [Note(f"counter_{mark}", {"name": counter.deputy_of.name}) for mark in counter.marks]
        if waived:
            found.append(Note("waived", {"reason": self.text(waived, "reason")}))
        found += self.earlier(str(step.get("ref", "")))
        found += self.corrections(done)
        return found

    def text(self, entry: Entry, name: str) -> str:
        return str(entry.body.get(name) or self.opened.get(entry.seq, {}).get(name, ""))

    def earlier(self, exam: str) -> list[Note]:
        """Attempts before the one that passed."""
        return [
            Note("failed_before", {"n": number, "on": entry.local_at.strftime("%m-%d")})
            for number, entry in enumerate(self.exams.get(exam, []), start=1)
            if not entry.body["passed"]
        ]

    def corrections(self, done: Entry | None) -> list[Note]:
        """Both lines of every correction: what stood there and what holds."""
        if done is None:
            return []
        waiting = [entry for entry in self.every if entry.kind == "corrected" and entry.body["entry"] == done.seq]
        return [
            Note(
                "corrected" if entry in self.mended else "correction_waits",
                {"field": entry.body["field"], "wrong": entry.body["wrong"], "right": entry.body["right"]},
            )
            for entry in waiting
        ]

    def closing(self, post: str, steps: list[dict[str, Any]]) -> dict[str, Signature | None]:
        """本人, 培训师, 主管: the signatures under the table."""
        subjects = [
            step_subject(post, step["id"], step["version"], step.get("time", 1))
            for step in steps
            if step["kind"] == CLOSING_STEP
        ]
        last = subjects[-1] if subjects else ""
        gate = [entry for (kind, subject, _), entry in self.latest.items() if _is_gate(kind, subject)]
        return {
            "trainee": self.signature(last, "trainee"),
            "trainer": self.signature(last, "trainer"),
            "supervisor": self.of(max(gate, key=lambda entry: entry.seq)) if gate else None,
        }


def _is_gate(kind: str, subject: str) -> bool:
    return subject.startswith("gate:") and kind in ("signed", "gate_decided")
