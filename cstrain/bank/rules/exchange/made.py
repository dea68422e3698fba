"""A judged question as plain values: what its version row will hold. And many of them judged in a process of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from cstrain.bank.rules.exchange.interpret import Around, interpret
from cstrain.bank.rules.exchange.item import Item, Settings, Told
from cstrain.bank.rules.exchange.judge import Judged, judge
from cstrain.bank.rules.known import Known, RuleFacts
from cstrain.bank.rules.question import Question
from cstrain.bank.rules.shown import pinned, plain_stem, used
from cstrain.bank.rules.versions import bearing_of, incoming_of, pictures_of
from cstrain.kit.content import Part, canonical_text, inherited, version_of
from cstrain.kit.content.numbers import Quantity

Made = dict[str, Any]


def made_of(part: Part, question: Question, pictures: Mapping[str, str], warnings: int) -> Made:
    """The columns of a version that its text decides, its links, and the number the text declares."""
    bearing, declared = bearing_of(question), version_of(part)
    return {
        "values": {
            "number_in_file": f"{declared.major}.{declared.minor}",
            "text": canonical_text(part),
            "inherited": inherited(part),
            "pictures": pictures_of(part, pictures),
            "hash": incoming_of(part, bearing, pictures).hash,
            "bearing": bearing,
            "kind": question.kind.value,
            "difficulty": question.difficulty,
            "stem": plain_stem(question),
            "is_fatal": question.is_fatal,
            "needs_marker": question.needs_marker,
            "review_on": question.review_on.isoformat() if question.review_on else None,
            "warnings": warnings,
        },
        "number": [declared.major, declared.minor],
        "citations": list(pinned(question).items()),
        "uses": used(question),
        "withdrawn": bool(question.withdrawn),
    }


def settle(
    items: Sequence[Item], bank: str, head: Mapping[str, str], how: tuple[Settings, Around, Known]
) -> list[Judged]:
    """Interpret and judge items of one bank."""
    settings, around, known = how
    for item in items:
        interpret(item, settings, around)
    found = list(judge(items, head, {bank: known}))
    for one in found:
        if (
            one.part is not None
            and one.question is not None
            and not any(each.wrong for each in (one.item, *one.item.parts))
        ):
            one.made = made_of(one.part, one.question, known.pictures, len(one.doubts))
    return found


def packed(items: Sequence[Item], bank: str, head: Mapping[str, str], how: tuple[Settings, Around, Known]) -> bytes:
    """What ``settle_apart`` needs, as JSON."""
    settings, around, known = how
    rules = {
        name: [rule.major, rule.title, [[str(one.number), one.unit] for one in rule.figures], rule.withdrawn]
        for name, rule in (known.rules or {}).items()
    }
    told = {
        "bank": bank, "head": dict(head), "settings": asdict(settings), "points": sorted(known.points or ()),
        "names": sorted(around.names), "decisions": sorted(known.decisions or ()), "questions": sorted(known.questions or ()),
        "rules": rules, "pictures": dict(known.pictures), "today": known.today.isoformat() if known.today else "",
        "items": [_flat(item) for item in items],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _flat(item: Item) -> dict[str, Any]:
    return {
        "cells": item.cells,
        "told": [[one.title, one.text] for one in item.told],
        "wrong": [[one.title, one.text] for one in item.wrong],
        "row": item.row,
        "parts": [_flat(part) for part in item.parts],
    }


def _item(flat: Mapping[str, Any]) -> Item:
    item = Item(row=flat["row"], cells=dict(flat["cells"]), parts=[_item(part) for part in flat["parts"]])
    _say(item, flat)
    return item


def _say(item: Item, flat: Mapping[str, Any]) -> None:
    item.cells = dict(flat["cells"])
    item.told = [Told(*one) for one in flat["told"]]
    item.wrong = [Told(*one) for one in flat["wrong"]]


def settle_apart(data: bytes) -> list[dict[str, Any]]:
    """In a confined process: ``settle`` on what ``packed`` gave."""
    told = json.loads(data)
    rules = {
        name: RuleFacts(name, major, title, tuple(Quantity(Fraction(n), unit) for n, unit in figures), None, withdrawn)
        for name, (major, title, figures, withdrawn) in told["rules"].items()
    }
    known = Known(
        rules=rules,
        points=frozenset(told["points"]),
        decisions=frozenset(told["decisions"]),
        questions=frozenset(told["questions"]),
        pictures=told["pictures"],
        today=date.fromisoformat(told["today"]) if told["today"] else None,
    )
    around = Around(known.points or (), {name: rule.major for name, rule in rules.items()}, frozenset(told["names"]))
    items = [_item(flat) for flat in told["items"]]
    found = settle(items, told["bank"], told["head"], (Settings(**told["settings"]), around, known))
    return [
        {**_flat(one.item), "text": one.text, "made": one.made, "doubts": [each.text for each in one.doubts]}
        for one in found
    ]


def taken_over(items: Sequence[Item], found: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """What the confined process found, said of the items here."""
    judged = []
    for item, flat in zip(items, found, strict=True):
        for mine, theirs in zip((item, *item.parts), (flat, *flat["parts"]), strict=True):
            _say(mine, theirs)
        judged.append(Judged(item, flat["text"], made=flat["made"], said=flat["doubts"]))
    return judged
