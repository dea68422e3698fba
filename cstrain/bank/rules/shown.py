"""What lists, searches and draws look at of a question, taken out of its text once."""

from __future__ import annotations

import re

from cstrain.bank.rules.question import Question as QuestionText
from cstrain.kit.content.refs import IMAGE

SHOWN = 300  # characters of a stem that lists and the search look at


def pinned(question: QuestionText) -> dict[str, int]:
    """Rules that the question and its parts cite, with the major version each citation is pinned to."""
    found: dict[str, int] = {}
    for cited in question.all_citations:
        found[cited.id] = min(cited.major, found.get(cited.id, cited.major))  # the older one decides
    return found


def used(question: QuestionText) -> list[tuple[str, str]]:
    """(kind, name) of the points, lessons, facts and decisions that the question and its parts name."""
    parts = (question, *question.parts)
    uses = {
        "point": question.points,
        "lesson": tuple(lesson for part in parts for lesson in part.lessons),
        "fact": tuple(fact for part in parts for fact in part.covers),
        "decision": question.decisions,
    }
    return [(kind, name) for kind, names in uses.items() for name in dict.fromkeys(names)]


def plain_stem(question: QuestionText) -> str:
    """The stem on one line: what lists show and the search looks through."""
    text = IMAGE.sub(lambda found: found[1], question.stem)
    text = re.sub(r"^> ?", "", text, flags=re.M)
    return " ".join(re.sub(r"[*#`]+", "", text).split())[:SHOWN]
