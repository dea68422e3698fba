"""What the rest of the content says, as far as checks of lessons, modules and courses need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cstrain.bank.rules import RuleFacts
from cstrain.curriculum.rules.steps import ModuleFile


@dataclass(frozen=True, slots=True)
class Known:
    """None means: not known here, so it is not checked (scenarios, exams and gates come later on the road).

    ``banks``: questions in use per bank. ``former``: what each step id has ever meant, id → (kind, target).
    ``pictures``: files beside the text, such as img/x.svg.
    """

    rules: Mapping[str, RuleFacts] | None = None
    questions: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    lessons: frozenset[str] | None = None
    charters: frozenset[str] | None = None
    banks: Mapping[str, int] | None = None
    scenarios: frozenset[str] | None = None
    exams: frozenset[str] | None = None
    gates: frozenset[str] | None = None
    modules: Mapping[str, ModuleFile] | None = None
    pictures: frozenset[str] | None = None
    former: Mapping[str, tuple[str, str]] = field(default_factory=dict)
