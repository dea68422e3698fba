"""From rows to values: the text of a version is read again, so that what is asked is what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from cstrain.bank.models import QuestionVersion, RuleVersion
from cstrain.bank.rules import Question, Rule, examine_rule, read_question
from cstrain.kit import db
from cstrain.kit.content import Part, read_again

PICTURES = "/bank/picture"
MOST = 4096  # questions kept read in a process
_VERSION = QuestionVersion.__table__.c
_TEXTS = select(_VERSION.id, _VERSION.text, _VERSION.inherited, _VERSION.pictures).where(
    _VERSION.id.in_(bindparam("ids", expanding=True))
)
_by_id: dict[str, Question] = {}


def question_of(version: QuestionVersion) -> Question:
    """The question a version writes; versions never change, so it is read once."""
    return _read(version)


def questions_by_id(ids: Iterable[str]) -> dict[str, Question]:
    """The questions of these versions. What this process has read is not asked for again; one query for the rest."""
    wanted = set(ids)
    found = {version_id: _by_id[version_id] for version_id in wanted if version_id in _by_id}
    if len(found) < len(wanted):
        if len(_by_id) > MOST:
            _by_id.clear()
        for row in db.rows(_TEXTS, ids=list(wanted - found.keys())):
            found[row.id] = _by_id[row.id] = _read(row)
    return found


def _read(version: Any) -> Question:
    base = f"{PICTURES}/{version.id}" if version.pictures else ""
    return _question(base, version.text, tuple(sorted(version.inherited.items())))


def rule_of(version: RuleVersion) -> Rule:
    """The rule a version writes."""
    return _rule(version.text, tuple(sorted(version.inherited.items())))


@lru_cache(maxsize=4096)
def _question(image_base: str, text: str, inherited: tuple[tuple[str, str], ...]) -> Question:
    return read_question(part_of("题库", text, dict(inherited)), image_base=image_base)


@lru_cache(maxsize=1024)
def _rule(text: str, inherited: tuple[tuple[str, str], ...]) -> Rule:
    return examine_rule(part_of("规则", text, dict(inherited)))[0]


def part_of(kind: str, text: str, inherited: Mapping[str, str]) -> Part:
    """A kept text as a part again, with what it inherited from its file."""
    return read_again(f"{head_text(kind, inherited)}\n{text}").parts[0]


def head_text(kind: str, inherited: Mapping[str, str]) -> str:
    """A head that hands these attributes down; one line each."""
    lines = "".join(f"【{key}】{value}\n" for key, value in inherited.items())
    return f"# {kind} XX 题\n{lines}"
