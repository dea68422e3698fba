"""A score as plain data and as lines to read: every point with the words that caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cstrain.kit.content import number_text
from cstrain.roleplay.rules.reply.manners import Manner
from cstrain.roleplay.rules.reply.replay import SHORT
from cstrain.roleplay.rules.reply.talk import Played, Score
from cstrain.roleplay.rules.reply.turn import Mark
from cstrain.roleplay.rules.scenario import Scenario

MANNERS = {Manner.GREETING: "问候", Manner.NEXT_STEP: "下一步", Manner.CLOSING: "收尾", Manner.RATING: "邀评"}


def score_facts(scene: Scenario, result: Score) -> dict[str, Any]:
    """``from`` and ``to`` count characters of the reply as it was written."""
    return {
        "scenario": scene.key,
        "score": result.shown,
        "exact": str(result.points),
        "earned": number_text(result.earned),
        "possible": number_text(result.possible),
        "reached": result.reached,
        "unused_replies": result.unused,
        "turns": [_turn(step) for step in result.played],
        "manners": {
            one.manner.value: (
                {"turn": one.turn + 1, "words": one.span.of(result.played[one.turn].reply)} if one.span else None
            )
            for one in result.manners
        },
        "paces": [
            {"turn": pace.turn + 1, "seconds": pace.seconds, "most": pace.most, "late": pace.is_late}
            for pace in result.paces
        ],
    }


def _turn(step: Played) -> dict[str, Any]:
    return {
        "turn": step.turn,
        "reply": step.reply,
        "next": step.target,
        "points": [_mark(mark, step.reply) for mark in step.marks],
    }


def _mark(mark: Mark, reply: str) -> dict[str, Any]:
    return {
        "kind": str(mark.kind),
        "name": mark.name,
        "earned": number_text(mark.earned),
        "possible": number_text(mark.possible),
        "fault": mark.fault.value if mark.fault else None,
        "fatal": mark.is_fatal,
        "wording": mark.wording,
        "spans": [{"from": span.start, "to": span.end, "words": span.of(reply)} for span in mark.spans],
    }


def score_words(scene: Scenario, result: Score) -> str:
    """The same for people."""
    head = (
        f"{scene.key} {scene.name}：{result.shown} 分（{number_text(result.earned)}／{number_text(result.possible)}），"
        f"走到 {result.reached or '还没走完'}"
    )
    return "\n".join([head, *(line for step in result.played for line in _turn_lines(step)), *_other_lines(result)])


def _turn_lines(step: Played) -> Iterator[str]:
    yield f"【{step.turn}】{step.reply}"
    for mark in step.marks:
        words = "、".join(f"「{span.of(step.reply)}」({span.start}–{span.end})" for span in mark.spans)
        points = f"{'+' if mark.earned > 0 else ''}{number_text(mark.earned)}"
        fault = f" {SHORT[mark.fault]}" if mark.fault else ""
        yield f"  {mark.kind} {mark.name} {points}{fault}{' 致命' if mark.is_fatal else ''} {words}".rstrip()


def _other_lines(result: Score) -> Iterator[str]:
    for shown in result.manners:
        words = f"「{shown.span.of(result.played[shown.turn].reply)}」" if shown.span else "没有"
        yield f"{MANNERS[shown.manner]}：{words}"
    for pace in result.paces:
        late = "，超时" if pace.is_late else ""
        yield f"第 {pace.turn + 1} 句用了 {pace.seconds} 秒，限 {pace.most} 秒{late}"
    if result.unused:
        yield f"对话走完以后还有 {result.unused} 句，没有算"
