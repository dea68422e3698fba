"""What a gate names must exist: charters, banks, exams, scenarios, decisions (formats 5.5)."""

from __future__ import annotations

from collections.abc import Collection

from cstrain.certification.rules.asked import names_asked
from cstrain.certification.rules.gate import Condition, Need, read_gate
from cstrain.curriculum.rules.known import Known
from cstrain.kit.content import Document, Problem, nearest


def check_gate(document: Document, known: Known, certificates: Collection[str] | None = None) -> list[Problem]:
    """Everything wrong with a gate's text, sorted by line. ``certificates``: names gates issue; None: not known."""
    gate, problems = read_gate(document, {})
    problems = [*document.problems, *problems]
    lines = {item.id: item.line for run in document.head.runs for item in run}
    for condition in gate.conditions:
        held = _held(condition, known, certificates)
        if held is None:
            continue
        named = condition.targets
        if condition.need is Need.CERTIFICATE:
            named = tuple(name for target in named for name in names_asked(target))
        for target in named:
            if target not in held:
                offer = nearest(target, list(held))
                hint = f"，是不是想写「{offer}」" if offer else ""
                said = f"{condition.id} 里的「{target}」找不到{hint}"
                problems.append(document.problem(lines.get(condition.id, 1), said))
    if known.decisions is not None:
        problems += [
            document.problem(document.head.line, f"没有「{name}」这项决定：先写进决定文件")
            for name in gate.undecided
            if name not in known.decisions
        ]
    return sorted(set(problems))


def _held(condition: Condition, known: Known, certificates: Collection[str] | None) -> Collection[str] | None:
    held: dict[Need, Collection[str] | None] = {
        Need.ACKNOWLEDGED: known.charters,
        Need.FLUENT: known.banks,
        Need.EXAM: known.exams,
        Need.ROLEPLAY: known.scenarios,
        Need.CERTIFICATE: certificates,
    }
    return held.get(condition.need)
