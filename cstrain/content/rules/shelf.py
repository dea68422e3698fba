"""What the texts of a library mean, read once: what each check needs to know of all the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cstrain.bank.rules import Kept, Kind, PointRow, Question, Rule, RuleFacts, examine, examine_rule, read_points
from cstrain.bank.rules import Known as BankKnown
from cstrain.content.rules.kinds import (
    BANK,
    CHARTER,
    COURSE,
    DECISIONS,
    EXAM,
    GATE,
    LESSON,
    MODULES,
    PHRASES,
    POINTS,
    REGISTERS,
    RUBRIC,
    SCENARIO,
    SCRIPTS,
)
from cstrain.content.rules.kinds import Kind as ContentKind
from cstrain.content.rules.library import Entry, Library
from cstrain.curriculum.rules import Course, ModuleFile, read_course, read_modules
from cstrain.curriculum.rules import Known as CurriculumKnown
from cstrain.kit.content import status_of
from cstrain.kit.content.model import Malformed, Part
from cstrain.roleplay.rules import BannedLine, ScriptLine, read_phrases, read_scripts, suggested
from cstrain.roleplay.rules import Known as PlayKnown
from cstrain.roleplay.rules.reply import Ground

_FACT = re.compile(r"^- (F\d{3}) ", re.M)


def facts_in(text: str) -> frozenset[str]:
    """The numbers in the list of facts (docs/facts.md)."""
    return frozenset(_FACT.findall(text))


@dataclass(frozen=True)
class Around:
    """What stands outside the library: the day, the list of facts, and what an installation keeps already.

    ``kept``: for each bank and register what its parts are compared with; ``steps``: what step ids of a modules file ever
    meant. Both empty for a folder that belongs to no installation. ``replayed``: the scenes whose examples are replayed,
    None for all; a text on which no reply is judged need not pay for that.
    """

    today: date | None = None
    facts: frozenset[str] | None = None
    kept: Mapping[str, Mapping[str, Kept]] = field(default_factory=dict)
    steps: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    origin: str = "shipped"
    replayed: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it stands."""

    entry: Entry
    question: Question

    @property
    def all_lessons(self) -> frozenset[str]:
        """Lessons named by the question and its parts."""
        return frozenset(name for one in (self.question, *self.question.parts) for name in one.lessons)

    @property
    def all_covers(self) -> frozenset[str]:
        return frozenset(name for one in (self.question, *self.question.parts) for name in one.covers)


def is_withdrawn(part: Part) -> bool:
    """Whether a part (or a whole text) is 停用; a status that cannot be read is the grammar's business."""
    try:
        return status_of(part).withdrawn
    except Malformed:
        return False


class Shelf:
    """A library with what its texts mean. Everything is worked out when first asked for."""

    def __init__(self, library: Library, around: Around) -> None:
        self.library, self.around = library, around

    def keys(self, kind: ContentKind) -> frozenset[str]:
        """Keys of the texts of a kind that are in use."""
        return frozenset(entry.key for entry in self.library.of(kind) if not is_withdrawn(entry.document.head))

    @cached_property
    def questions(self) -> dict[str, Asked]:
        """Every question that can be read, by number."""
        found: dict[str, Asked] = {}
        for entry in self.library.of(BANK):
            for part in entry.document.parts:
                question, _ = examine(part, entry.path)
                if question is not None:
                    found.setdefault(part.id, Asked(entry, question))
        return found

    @cached_property
    def live(self) -> dict[str, Asked]:
        """Questions in use."""
        return {number: asked for number, asked in self.questions.items() if not asked.question.withdrawn}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Rules by id; of two with one id the first."""
        found: dict[str, Rule] = {}
        for entry in self.library.of(*REGISTERS):
            for part in entry.document.parts:
                found.setdefault(part.id, examine_rule(part, entry.path)[0])
        return found

    @cached_property
    def rule_facts(self) -> dict[str, RuleFacts]:
        """Rules as citing items see them; an installation counts major versions of its own."""
        kept = {rule_id: one.major for held in self.around.kept.values() for rule_id, one in held.items()}
        facts = {rule_id: rule.facts for rule_id, rule in self.rules.items()}
        return {rule_id: _counted(one, kept.get(rule_id, 0)) for rule_id, one in facts.items()}

    @cached_property
    def points(self) -> dict[str, PointRow]:
        return {row.name: row for entry in self.library.of(POINTS) for row in read_points(entry.document)}

    @cached_property
    def decisions(self) -> frozenset[str]:
        return frozenset(part.id for entry in self.library.of(DECISIONS) for part in entry.document.parts)

    @cached_property
    def modules(self) -> dict[str, ModuleFile]:
        return {entry.key: read_modules(entry.document)[0] for entry in self.library.of(MODULES)}

    @cached_property
    def courses(self) -> dict[str, Course]:
        """Courses in use that can be laid out."""
        laid = {
            entry.key: read_course(entry.document, self.modules.get(entry.document.head.own("模块")))[0]
            for entry in self.library.of(COURSE)
            if not is_withdrawn(entry.document.head)
        }
        return {key: course for key, course in laid.items() if course is not None}

    @cached_property
    def banned_lines(self) -> dict[str, tuple[BannedLine, ...]]:
        """Banned phrases by the key of their file."""
        return {entry.key: read_phrases(entry.document)[0] for entry in self.library.of(PHRASES)}

    @cached_property
    def banned(self) -> tuple[str, ...]:
        """Banned wordings as plain text; lines with an allow-list are left to the room that matches them."""
        lines = [line for held in self.banned_lines.values() for line in held if not line.allowed]
        return tuple(wording for line in lines for wording in line.wordings)

    @cached_property
    def scripts(self) -> dict[str, ScriptLine]:
        """Scripts by id."""
        return {line.id: line for entry in self.library.of(SCRIPTS) for line in read_scripts(entry.document)[0]}

    @cached_property
    def phrases(self) -> frozenset[str]:
        """Ids of banned lines."""
        return frozenset(line.id for held in self.banned_lines.values() for line in held)

    @cached_property
    def certificates(self) -> frozenset[str]:
        """Names of the certificates that gates issue."""
        return frozenset(entry.document.head.own("证书") for entry in self.library.of(GATE))

    @cached_property
    def bank_known(self) -> BankKnown:
        """What a check of banks and registers needs."""
        return BankKnown(
            rules=self.rule_facts,
            points=frozenset(self.points),
            lessons=self.keys(LESSON),
            decisions=self.decisions,
            facts=self.around.facts,
            questions=frozenset(self.questions),
            banned=self.banned,
            origin=self.around.origin,
            today=self.around.today,
        )

    @cached_property
    def curriculum_known(self) -> CurriculumKnown:
        """What a check of lessons, modules, courses and gates needs."""
        supply: dict[str, int] = {entry.key: 0 for entry in self.library.of(BANK)}
        for asked in self.live.values():
            supply[asked.entry.key] += 1
        return CurriculumKnown(
            rules=self.rule_facts,
            questions=frozenset(self.live),
            decisions=self.decisions,
            lessons=self.keys(LESSON),
            charters=self.keys(CHARTER),
            banks=supply,
            scenarios=self.keys(SCENARIO),
            exams=self.keys(EXAM),
            gates=self.keys(GATE),
            modules=self.modules,
        )

    def play_known(self, but: str = "") -> PlayKnown:
        """What a check of scenes, phrases and scripts needs; ``but``: the 禁语 file that is being checked itself."""
        return PlayKnown(
            rules=self.rules,
            rubrics=self.keys(RUBRIC),
            lessons=self.keys(LESSON),
            decisions=self.decisions,
            banned=tuple(line for key, held in self.banned_lines.items() if key != but for line in held),
        )

    @cached_property
    def ground(self) -> Ground:
        """What replies of scenes are judged by; limits are those that the decisions suggest."""
        listed = self.library.of(DECISIONS)
        suggestions = {name: value for entry in listed for name, value in suggested(entry.document).items()}
        banned = tuple(line for held in self.banned_lines.values() for line in held)
        return Ground(self.rules, banned, suggestions)

    def counts(self) -> dict[str, object]:
        """What ``flask content check`` prints beside the problems."""
        by_kind = {kind.value: 0 for kind in Kind}
        for asked in self.live.values():
            by_kind[asked.question.kind.value] += 1
        facts = self.around.facts or frozenset()
        covered = frozenset(fact for asked in self.live.values() for fact in asked.all_covers)
        return {
            "courses": len(self.keys(COURSE)),
            "lessons": len(self.keys(LESSON)),
            "questions": len(self.live),
            "questions_by_kind": {kind: count for kind, count in by_kind.items() if count},
            "scenarios": len(self.keys(SCENARIO)),
            "rules": sum(not rule.withdrawn for rule in self.rules.values()),
            "facts_covered": len(covered & facts),
            "facts_total": len(facts),
        }


def _counted(facts: RuleFacts, kept: int) -> RuleFacts:
    return (
        facts
        if facts.major >= kept
        else RuleFacts(facts.id, kept, facts.title, facts.figures, facts.review_on, facts.withdrawn)
    )
