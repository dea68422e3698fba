"""From rows to values: the text of a version is read again, so that what is asked is what is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from cstrain.bank.models import QuestionVersion, RuleVersion
from cstrain.bank.rules import Question, Rule, examine_rule, read_question
from cstrain.kit.content import Part, read

PICTURES = "/bank/picture"


def question_of(version: QuestionVersion) -> Question:
    """The question a version writes; versions never change, so it is read once."""
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
    return read(f"{head_text(kind, inherited)}\n{text}").parts[0]


def head_text(kind: str, inherited: Mapping[str, str]) -> str:
    """A head that hands these attributes down; one line each."""
    lines = "".join(f"【{key}】{value}\n" for key, value in inherited.items())
    return f"# {kind} XX 题\n{lines}"
