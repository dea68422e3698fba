"""The kinds of content in the order in which they hang on one another, and where their files lie (formats section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cstrain.bank.rules.register import OWN_PLATFORM
from cstrain.kit.content import Document

SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Kind:
    """``slug`` in addresses, ``type`` as line 1 of a file says it. ``names``: what its files may be called, {id} filled.

    ``folder``: below ``curricula/shared`` for what all posts share; None: in the folder of its post.
    """

    slug: str
    type: str
    names: tuple[str, ...]
    folder: str | None = ""


DECISIONS = Kind("decisions", "决定", ("{id}",))
RULES = Kind("rules", "规则", ("rules-{id}",))
CHARTER = Kind("charter", "规则", ("{id}",))
POINTS = Kind("points", "知识点", ("{id}",))
BANK = Kind("bank", "题库", ("{id}-*",))
PHRASES = Kind("phrases", "禁语", ("{id}", "phrases-{id}"))
SCRIPTS = Kind("scripts", "话术", ("scripts-{id}", "{id}"))
RUBRIC = Kind("rubric", "量表", ("rubric-{id}",))
LESSON = Kind("lesson", "课文", ("{id}-*", "{id}"), "lessons")
SCENARIO = Kind("scenario", "场景", ("{id}-*", "{id}"), "scenarios")
EXAM = Kind("exam", "考试", ("exam", "{id}"), None)
GATE = Kind("gate", "准入", ("gate", "{id}"), None)
LADDER = Kind("ladder", "等级", ("ladder-{id}",))
MODULES = Kind("modules", "模块", ("modules", "modules-{id}"), None)
COURSE = Kind("course", "课程", ("{id}",), None)

# What a later one names, an earlier one has brought. Exams and scenes are known to the check before modules name them.
KINDS = (
    DECISIONS, RULES, CHARTER, POINTS, BANK, PHRASES, SCRIPTS, RUBRIC, LESSON, SCENARIO, EXAM, GATE, LADDER, MODULES, COURSE,
)  # fmt: skip
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_TYPE = {kind.type: kind for kind in KINDS if kind is not CHARTER}
REGISTERS = (RULES, CHARTER)  # both are kept rule by rule
ORDER = {kind.slug: place for place, kind in enumerate(KINDS)}


def kind_of(document: Document) -> Kind | None:
    """The kind of a document; None for a type nobody knows (the grammar has complained at line 1)."""
    found = BY_TYPE.get(document.type)
    if found is RULES and document.head.own("平台") == OWN_PLATFORM:
        return CHARTER
    return found


def post_of(path: str) -> str:
    """The folder of the post a file belongs to, "" for what all share."""
    found = re.search(r"(?:^|/)curricula/([^/]+)/", path)
    return found[1] if found and found[1] != SHARED else ""


def is_named_well(kind: Kind, key: str, path: str) -> bool:
    """Whether the file is called as line 1 says: id first, or type and id."""
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    return any(re.fullmatch(_pattern(name, key), stem) for name in kind.names)


def _pattern(name: str, key: str) -> str:
    return re.escape(name.format(id=key)).replace(r"\*", ".+")


def usual_name(kind: Kind, key: str) -> str:
    """What a file of this kind is called: the shortest of its names that bears the id."""
    names = [name for name in kind.names if "{id}" in name]
    return names[-1].format(id=key).removesuffix("-*") + ".md"


def usual_path(kind: Kind, key: str, post: str = "") -> str:
    """Where a piece made in the browser is exported to."""
    name = usual_name(kind, key)
    if kind in (BANK, POINTS):
        return f"question_banks/{name}"
    if kind.folder is None:
        return f"curricula/{post or SHARED}/{name}"
    return "/".join(part for part in ("curricula", SHARED, kind.folder, name) if part)
