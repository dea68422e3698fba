"""Which rules an announcement may be about, and how a citation is pinned anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from cstrain.bank.rules import Rule, figures_in

MOST = 8
LEAST = 2.0  # what a rule must have in common with the text to be named
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MARKED = re.compile(r"(【规则】)([^【\n]*)")


def _pairs(text: str) -> set[str]:
    """Every two characters that stand together: words, without a dictionary."""
    return {run[place : place + 2] for run in _HAN.findall(text) for place in range(len(run) - 1)}


def likely(announcement: str, rules: Mapping[str, Rule], most: int = MOST) -> list[str]:
    """Numbers of the rules that have most in common with the text, the likeliest first; named ones before all.

    Two characters that few rules share weigh more than those that all have; a length of time in common counts too.
    """
    held = {
        rule.id: _pairs(f"{rule.title}{rule.start}{rule.condition}{rule.result}{rule.text}") for rule in rules.values()
    }
    weight = _weights(held.values())
    said, figures = _pairs(announcement), set(figures_in(announcement))
    points = {
        rule.id: sum(weight[pair] for pair in held[rule.id] & said) + 2 * len(figures & set(rule.figures))
        for rule in rules.values()
    }
    named = [rule_id for rule_id in rules if re.search(rf"(?<![A-Za-z]){rule_id}(?![0-9a-z])", announcement)]
    found = sorted((one for one in points if points[one] >= LEAST), key=lambda one: (-points[one], one))
    return list(dict.fromkeys([*named, *found]))[:most]


def _weights(texts: Iterable[set[str]]) -> Mapping[str, float]:
    listed = list(texts)
    seen = Counter(pair for text in listed for pair in text)
    return {pair: log(1 + len(listed) / times) for pair, times in seen.items()}


def repinned(text: str, majors: Mapping[str, int], inherited: str = "") -> str:
    """The text of a question with these rules cited in these major versions; nothing else in it changes.

    ``inherited``: what the head of its bank cites where it has no 【规则】 of its own; it then gets one.
    """
    if not _MARKED.search(text) and inherited:
        own, mark, below = text.partition("\n### ")
        text = f"{own.rstrip(chr(10))}\n【规则】{inherited}\n" + (f"{mark}{below}" if mark else "")

    def marked(found: re.Match[str]) -> str:
        return found[1] + re.sub(r"([A-Z]{2,6}x?[0-9]{1,4}[a-wyz]?)(@[0-9]+)?", pinned, found[2])

    def pinned(found: re.Match[str]) -> str:
        major = majors.get(found[1])
        return found[0] if major is None else found[1] if major == 1 else f"{found[1]}@{major}"

    return _MARKED.sub(marked, text)
