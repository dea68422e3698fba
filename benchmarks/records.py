"""``python benchmarks/records.py``: what checking the record, signing and printing a sheet cost. QUICK=1: smaller.

The chains are those of the road: per step what was done and the trainee's signature, every sixth step a
counter-signature; each with its names and documents beside it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cstrain.factory import create_app  # noqa: E402
from cstrain.kit import db  # noqa: E402
from cstrain.kit.ids import new_id  # noqa: E402
from cstrain.people.models import Person, PersonKey  # noqa: E402
from cstrain.people.rules.keys import SigningKey, is_signed  # noqa: E402
from cstrain.records import queries  # noqa: E402
from cstrain.records.commands.printing import Print, sheet_pdf  # noqa: E402
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead  # noqa: E402
from cstrain.records.rules import (  # noqa: E402
    COMMITMENTS,
    canonical,
    chain,
    commitment,
    compose,
    genesis,
)
from tests.cast import Cast, make_cast  # noqa: E402

QUICK = os.environ.get("QUICK") == "1"
PEOPLE, ENTRIES = (100, 96) if QUICK else (500, 96)
START = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)


class Book:
    """Writes chains straight into the tables, as ``actions.append`` would."""

    def __init__(self, home: str, key: bytes) -> None:
        self.home, self.key = home, key
        self.rows: list[Any] = []

    def kept(self, person: str, value: Any) -> str:
        salt, data = os.urandom(16), canonical(value)
        digest = commitment(salt, data)
        self.rows.append(PrivateValue(person_id=person, digest=digest, salt=salt, value=data))
        return digest

    def chain(self, person: str, signer: SigningKey, mentor: tuple[str, SigningKey]) -> None:
        prev = genesis(self.home, person)
        for seq in range(1, ENTRIES + 1):
            kind = "step_done" if seq % 2 else "signed"
            by, key = (mentor if seq % 12 == 0 else (person, signer)) if kind == "signed" else (person, None)
            said = {
                "installation": self.home, "person": person, "seq": seq, "prev": prev, "kind": kind, "actor": by,
                "at": START + timedelta(minutes=7 * seq, microseconds=seq), "offset": "+08:00",
                "subject": f"step:presale/T{seq // 2}@1", "body": self.body(person, kind, seq),
                "method": "password" if key is not None else "server",
            }  # fmt: skip
            entry = compose(said, self.key, key)
            prev = entry.hash
            self.rows.append(
                RecordEntry(
                    person_id=person, seq=seq, prev=entry.prev, hash=entry.hash, at=entry.at, kind=kind, actor=by,
                    subject=entry.subject, role=str(entry.body.get("role", "")), text=entry.text,
                )
            )  # fmt: skip
        self.rows.append(RecordHead(person_id=person, seq=ENTRIES, hash=prev))

    def body(self, person: str, kind: str, seq: int) -> dict[str, Any]:
        name = {"actor": self.kept(person, {"name": "林晓雨", "number": f"CS-{seq:05}"})}
        title = "淘宝的几座钟：发货、签收、售后各几天"
        if kind == "step_done":
            step = {"step": f"T{seq}", "title": title, "kind": "课文", "version": "1", "hash": "ab" * 32}
            return {**step, "result": "检查题 5/5", "learned_on": "2026-10-12", COMMITMENTS: name}
        document = {
            "title": title,
            "meaning": "本人已学完",
            "body": {"hash": "ab" * 32, "result": "检查题 5/5", "step": f"T{seq}"},
        }
        digests = {**name, "document": self.kept(person, document)}
        said = {"title": title, "meaning": "本人已学完", "role": "trainee", "step_kind": "课文"}
        return {**said, "shown_at": "2026-10-12T01:00:00.000000Z", COMMITMENTS: digests}


def lay() -> list[str]:
    """An installation with PEOPLE chains of ENTRIES each; half of the entries bear a personal signature."""
    book = Book(queries.installation_id(), queries.record_key())
    coach = _person("BM001")
    people = [_person(f"B{number:04}") for number in range(PEOPLE)]
    with db.transaction(at=START, by="bench", why="bench"):
        for person, key in people:
            book.chain(person, key, coach)
            db.database.session.add_all(book.rows)
            db.database.session.flush()
            db.database.session.expunge_all()
            book.rows = []
    return [person for person, _key in people]


def _person(number: str) -> tuple[str, SigningKey]:
    key = SigningKey(os.urandom(32))
    with db.transaction(at=START, by="bench", why="bench"):
        made = Person(employee_no=number, name="林晓雨")
        db.database.session.add(made)
        db.database.session.flush()
        row = PersonKey(id=new_id(), person_id=made.id, public=key.public, salt=b"x", box=b"x", made_at=START)
        db.database.session.add(row)
    return made.id, key


def verify_entries_per_s(people: list[str]) -> dict[str, float]:
    """Every proof looked at, half of the entries signed by their person. ``unsigned``: the same without looking at
    personal signatures: chain, hashes, server's proofs and commitments. CPU of one core, reading included."""
    return {
        "verify_entries_per_s": _rate(people, 0),
        "verify_entries_per_s_one_process": _rate(people, 1),
        "calibrator_ed25519_verify_us": _calibrator(),
        "verify_cpu_us_per_entry": _cpu(people, signatures=True),
        "verify_cpu_us_per_entry_unsigned": _cpu(people, signatures=False),
    }


def _calibrator() -> float:
    """One Ed25519 check in this sitting: what the half of the entries that are signed cannot do without."""
    key = SigningKey(os.urandom(32))
    data, begun = b"x" * 900, time.process_time()
    signature = key.sign(data)
    for _ in range(500):
        is_signed(key.public, data, signature)
    return round((time.process_time() - begun) / 500 * 1e6, 1)


def _cpu(people: list[str], *, signatures: bool) -> float:
    kept = chain.signature_holds
    if not signatures:
        chain.signature_holds = lambda proof, data: True
    try:
        begun = time.process_time()
        count = sum(each.entries for each in queries.verdicts(people, 1))
        return round((time.process_time() - begun) / count * 1e6, 1)
    finally:
        chain.signature_holds = kept


def _rate(people: list[str], processes: int) -> float:
    begun = time.perf_counter()
    found = list(queries.verdicts(people, processes))
    spent = time.perf_counter() - begun
    assert not any(each.broken for each in found), found[0]
    return round(sum(each.entries for each in found) / spent)


STEPS = 40


def road(cast: Cast) -> dict[str, float]:
    """One person signs forty steps; the sheet of them is printed. CPU of a signature without the password's hash."""
    from tests.records import acts

    plain = acts.steps()[0]
    listed = [{**plain, "id": f"W{number}", "title": f"第 {number} 课：几座钟"} for number in range(1, STEPS + 1)]
    kept, acts.steps = acts.steps, lambda: listed
    try:
        acts.enrol(cast, cast.trainee)
        key, spent = SigningKey(os.urandom(32)), []
        with db.transaction(at=acts.MORNING, by="bench", why="bench"):
            row = PersonKey(person_id=cast.trainee.id, public=key.public, salt=b"x", box=b"x", made_at=START)
            db.database.session.add(row)
        for number in range(1, STEPS + 1):
            at = acts.MORNING + timedelta(minutes=5 * number)
            asked = acts.complete(cast, cast.trainee, f"W{number}", at)
            begun = time.process_time()
            acts.sign(asked, cast.trainee, at + timedelta(minutes=1), key=key)
            spent.append((time.process_time() - begun) * 1000)
        asking = Print(cast.trainee.row, "bench", at)
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            sheet_pdf(asking)
            times.append(time.perf_counter() - begun)
        return {"sign_step_cpu_ms": round(sorted(spent)[len(spent) // 2], 2), "sheet_pdf_s": round(sorted(times)[1], 2)}
    finally:
        acts.steps = kept


def figures() -> dict[str, float]:
    """All of them; ``run.py`` takes them along."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=folder, DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
        with app.app_context():
            db.database.create_all()
            with app.test_request_context():
                cast = make_cast(START)
                found = road(cast)
            found = {**verify_entries_per_s(lay()), **found}
            db.database.session.rollback()
            db.database.engine.dispose()
    return found


def written(found: dict[str, float]) -> str:
    """The figures for the page of results."""
    said = f"The record: {PEOPLE} people × {ENTRIES} entries, half of them signed by their person."
    return "\n".join(
        ["", said, "", "| | |", "|---|---|", *(f"| {name} | {value:g} |" for name, value in found.items()), ""]
    )


if __name__ == "__main__":
    print(
        json.dumps({**figures(), "load": os.getloadavg()[0], "people": PEOPLE, "entries": PEOPLE * ENTRIES}, indent=2)
    )
