"""Evidence out of the record: entries as they hold and signatures given, read into the figures the gate asks for.

Nothing but the record is read: what is not in it did not happen. What was used up by an earlier certificate of the same
name, before the present enrolment began, does not count again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cstrain.certification.rules.gate import Condition, Gate, Need
from cstrain.certification.rules.readiness import PASSED, Evidence, Sitting
from cstrain.records.rules import Entry, step_subject

# Kinds of entries that are read for a gate.
KINDS_READ = frozenset(
    {
        "enrolled", "moved", "waived", "attended", "acknowledged", "fluency", "exam_result", "roleplay", "red_line",
        "red_line_settled", "refused_to_sign", "refusal_answered", "certificate_issued", "gate_withdrawn",
    }
)  # fmt: skip
CLOSING = "签字"
BESIDE = ("mentor", "trainer", "supervisor")
HEARD = "heard"  # a fact of fluency that rests on what a trainer heard
USING_UP = ("gate", "renewal")  # bases of certificates that rest on evidence of this kind


@dataclass(frozen=True)
class Book:
    """What was read of one person. ``signed``: role → subjects; ``owed``: their open requests; ``reported``: red-line
    events that await the second person."""

    entries: Sequence[Entry] = ()
    signed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    owed: int = 0
    reported: int = 0
    certificates: frozenset[str] = frozenset()

    def of(self, *kinds: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]

    def by(self, role: str) -> frozenset[str]:
        return self.signed.get(role, frozenset())

    @property
    def beside(self) -> frozenset[str]:
        return frozenset().union(*(self.by(role) for role in BESIDE))


@dataclass(frozen=True)
class Found:
    """The figures, and what they rest on: the frozen plan, the entries counted, the step subjects signed."""

    evidence: Evidence
    plan: Entry | None
    used: tuple[Entry, ...]
    subjects: tuple[str, ...]


def read_evidence(gate: Gate, book: Book, enrolment_id: str) -> Found:
    """The evidence of one person for one gate."""
    about = f"enrolment:{enrolment_id}"
    plans = [entry for entry in book.of("enrolled", "moved") if entry.subject == about]
    plan = plans[-1] if plans else None
    since = _used_up(gate, book, plans[0].seq if plans else 0)
    counted = [entry for entry in book.entries if entry.seq > since]
    used: list[Entry] = [plan] if plan else []
    sheet = _sheet(plan, book, used)
    days = [entry for entry in counted if entry.kind == "attended" and entry.subject == about]
    red = red_lines(book.entries)
    evidence = Evidence(
        **sheet,
        owed=book.owed,
        refused=len(_refused(book)),
        days=len({str(entry.body["day"]) for entry in days}),
        acknowledged=_acknowledged(gate, counted, used),
        fluent=_fluent(gate, counted, book, used),
        exams=_exams(gate, counted, used),
        roleplays=_roleplays(gate, counted, book, used),
        unsigned_roleplays=sum(1 for entry in _of_gate(gate, counted) if not _is_complete(entry, book)),
        certificates=book.certificates,
        red_lines=len(red) + book.reported,
    )
    signed = tuple(sorted(subject for subject in _subjects(plan) if subject in book.by("trainee")))
    return Found(evidence, plan, (*used, *days, *red), signed)


def _used_up(gate: Gate, book: Book, begun: int) -> int:
    """The entry up to which evidence was used for an earlier certificate of this name; 0: none was."""
    withdrawn = {str(entry.body.get("no", "")) for entry in book.of("gate_withdrawn")}
    issued = [
        entry.seq
        for entry in book.of("certificate_issued")
        if entry.body["name"] == gate.certificate
        and entry.body["basis"] in USING_UP
        and entry.body["no"] not in withdrawn
        and entry.seq < begun
    ]
    return max(issued, default=0)


def _subjects(plan: Entry | None) -> dict[str, dict[str, object]]:
    """Subject → step, for every step of the frozen plan, the closing one among them."""
    steps = plan.body["steps"] if plan else []
    post = plan.body["post"] if plan else ""
    return {step_subject(post, step["id"], step["version"], step.get("time", 1)): step for step in steps}


def _sheet(plan: Entry | None, book: Book, used: list[Entry]) -> dict[str, int]:
    waived = {entry.subject: entry for entry in book.of("waived")}
    found = dict.fromkeys(("steps", "signed", "waived", "beside", "beside_asked", "closing", "closing_asked"), 0)
    for subject, step in _subjects(plan).items():
        if subject in waived:
            found["waived"] += 1
            used.append(waived[subject])
            continue
        own = subject in book.by("trainee")
        others = [role for role in _signers(step) if role != "trainee"]
        given = sum(1 for role in others if subject in book.by(role))
        if step["kind"] == CLOSING:
            found["closing"] += own + given
            found["closing_asked"] += 1 + len(others)
        else:
            found["steps"] += 1
            found["signed"] += own
            found["beside"] += given
            found["beside_asked"] += len(others)
    return found


def _signers(step: Mapping[str, object]) -> list[str]:
    signers = step.get("signers", ())
    return [str(role) for role in signers] if isinstance(signers, Iterable) else []


def _refused(book: Book) -> set[str]:
    """Subjects the person would not sign, as long as nobody has answered and no signature has come."""
    last: dict[str, Entry] = {}
    for entry in book.of("refused_to_sign", "refusal_answered"):
        last[entry.subject] = entry
    signed = book.by("trainee")
    return {
        subject
        for subject, entry in last.items()
        if entry.kind == "refused_to_sign" and entry.body.get("role") == "trainee" and subject not in signed
    }


def _acknowledged(gate: Gate, counted: Sequence[Entry], used: list[Entry]) -> dict[str, str]:
    """Charter → the latest version acknowledged, of those the gate asks for."""
    wanted = {target for condition in gate.of(Need.ACKNOWLEDGED) for target in condition.targets}
    found: dict[str, Entry] = {}
    for entry in counted:
        charter = entry.subject.removeprefix("charter:").rpartition("@")[0]
        if entry.kind == "acknowledged" and charter in wanted:
            found[charter] = entry
    used += found.values()
    return {charter: str(entry.body["version"]) for charter, entry in found.items()}


def _fluent(gate: Gate, counted: Sequence[Entry], book: Book, used: list[Entry]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for condition in gate.of(Need.FLUENT):
        facts = [entry for entry in counted if entry.kind == "fluency" and _is_fluent(gate, condition, entry, book)]
        if facts:
            items = facts[-1].body["evidence"].get("items", 1) if isinstance(facts[-1].body["evidence"], dict) else 1
            found[condition.id] = (int(items), int(items))
            used.append(facts[-1])
    return found


def _is_fluent(gate: Gate, condition: Condition, entry: Entry, book: Book) -> bool:
    """The fact speaks of this condition as it is now: all its sets, so often, so fast; and says yes."""
    body = entry.body
    if entry.subject != f"fluency:{gate.key}/{condition.id}" or body["verdict"] != "fluent":
        return False
    strict = int(body.get("times", 0)) >= condition.times and 0 < int(body.get("seconds", 0)) <= condition.seconds
    if body["method"] == HEARD:  # twenty questions heard stand for the practice once both have signed
        about = str(body["evidence"]["hearing"])
        signed = about in book.by("trainee") and about in book.beside
        return strict and signed and set(condition.targets) <= set(body["sets"])
    recall, pace = int(body.get("recall", 0)), int(body.get("pace", 0))
    beside = recall >= condition.recall and (not condition.pace or pace <= condition.pace)
    return strict and beside and set(condition.targets) <= set(body["sets"])


def _exams(gate: Gate, counted: Sequence[Entry], used: list[Entry]) -> dict[str, Sitting]:
    wanted = {target for condition in gate.of(Need.EXAM) for target in condition.targets}
    results: dict[str, dict[str, Entry]] = {}
    for entry in counted:
        if entry.kind == "exam_result" and entry.body["exam"] in wanted:
            results.setdefault(entry.body["exam"], {})[entry.subject] = entry  # a new grading replaces the old one
    found = {}
    for exam, sittings in results.items():
        entries = list(sittings.values())
        best = next((entry for entry in reversed(entries) if entry.body["passed"] == 1), entries[-1])
        found[exam] = _sitting(best, len(entries))
        used += entries
    return found


def _sitting(entry: Entry, times: int) -> Sitting:
    body = entry.body
    failed = "fatal" if "fatal" in body["reasons"] else "failed"
    return Sitting(
        status=PASSED if body["passed"] == 1 else failed,
        score=Fraction(int(body["num"]), int(body["den"])),
        full=Fraction(str(body["full"])) if "full" in body else None,
        line=Fraction(str(body["line"])),
        times=times,
        seq=entry.seq,
        line_set=body.get("line_set", {}),
    )


def _of_gate(gate: Gate, counted: Sequence[Entry]) -> list[Entry]:
    """Scored scenes that the gate asks for."""
    wanted = {target for condition in gate.of(Need.ROLEPLAY) for target in condition.targets}
    return [entry for entry in counted if entry.kind == "roleplay" and entry.body["scenario"] in wanted]


def _is_complete(entry: Entry, book: Book) -> bool:
    """Signed by the person and by whoever scored it."""
    return entry.subject in book.by("trainee") and entry.subject in book.beside


def _roleplays(gate: Gate, counted: Sequence[Entry], book: Book, used: list[Entry]) -> dict[str, Fraction]:
    """Scenario → the best score of a scene without fatal mistake, both signatures given."""
    best: dict[str, tuple[Fraction, Entry]] = {}
    for entry in _of_gate(gate, counted):
        score = Fraction(100 * int(entry.body["num"]), int(entry.body["den"]))
        good = _is_complete(entry, book) and not entry.body["fatal"]
        scenario = entry.body["scenario"]
        if good and (scenario not in best or score > best[scenario][0]):
            best[scenario] = (score, entry)
    used += [entry for _score, entry in best.values()]
    return {scenario: score for scenario, (score, _entry) in best.items()}


def red_lines(entries: Sequence[Entry]) -> list[Entry]:
    """Red-line events in the record that nobody has settled."""
    settled = {entry.subject for entry in entries if entry.kind == "red_line_settled"}
    return [entry for entry in entries if entry.kind == "red_line" and entry.subject not in settled]
