"""A talk as it is kept for good: what was said on both sides, what each reply gained and lost, and one hash over the words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cstrain.kit.content import number_text
from cstrain.roleplay.rules.reply.talk import Played, Reply, Score
from cstrain.roleplay.rules.reply.turn import Mark
from cstrain.roleplay.rules.scenario import Scenario


def kept(scene: Scenario, score: Score, replies: Sequence[Reply]) -> list[dict[str, Any]]:
    """Turn by turn, text and whole numbers only. ``seconds`` -1: not known; ``from`` and ``to`` count characters of the reply."""
    turns = {turn.name: turn for turn in scene.turns}
    late = {pace.turn for pace in score.paces if pace.is_late}
    return [
        {
            "turn": step.turn,
            "said": [one.text for one in turns[step.turn].says],
            "reply": step.reply,
            "seconds": -1 if reply.seconds is None else reply.seconds,
            "late": int(place in late),
            "points": list(_points(step)),
        }
        for place, (step, reply) in enumerate(zip(score.played, replies, strict=False))
    ]


def _points(step: Played) -> Iterator[dict[str, Any]]:
    for mark in step.marks:
        if mark.fault is not None or mark.earned:
            yield _point(mark)


def _point(mark: Mark) -> dict[str, Any]:
    return {
        "kind": str(mark.kind),
        "name": mark.name,
        "earned": number_text(mark.earned),
        "fault": mark.fault.value if mark.fault else "",
        "fatal": int(mark.is_fatal),
        "wording": mark.wording,
        "spans": [{"from": span.start, "to": span.end} for span in mark.spans],
    }


def words_hash(scene_hash: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over the scene's version and every line said, in order."""
    plain = json.dumps([scene_hash, [dict(one) for one in lines]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
