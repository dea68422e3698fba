"""Replays the examples of a scene: the author writes a talk with its score, the check names the score that comes out."""

from __future__ import annotations

from fractions import Fraction

from cstrain.bank.rules.findings import Findings
from cstrain.kit.content import Document, Problem, number_text
from cstrain.roleplay.rules.reading import read_scenario
from cstrain.roleplay.rules.reply.talk import Reply, Score, play
from cstrain.roleplay.rules.reply.turn import Fault, Ground
from cstrain.roleplay.rules.scenario import Example, Kind, Scenario

SHORT = {
    Fault.MISSING: "缺", Fault.DENIED: "否认了", Fault.SAID: "犯", Fault.WRONG: "说错", Fault.CONDITION: "没说条件", Fault.UNSAID: "没说",
    Fault.BEYOND: "超出", Fault.UNDECIDED: "没定", Fault.BANNED: "禁语", Fault.CLASH: "冲突",
}  # fmt: skip


def check_examples(scenario: Scenario, ground: Ground, found: Findings) -> None:
    """Every example comes out with its score, rounded down to whole points, and its ending."""
    for example in scenario.examples:
        score = play(scenario, [Reply(text) for text in example.replies], ground)
        if not is_as_written(example, score):
            found.wrong(
                example.line,
                f"{example.name} 写的是 {number_text(example.score)} 分、{example.reached}，"
                f"实际算出 {score.shown} 分、{score.reached or '没走完'}{_why(score)}",
            )


def is_as_written(example: Example, score: Score) -> bool:
    return Fraction(score.shown) == example.score and score.reached == example.reached and not score.unused


def _why(score: Score) -> str:
    reasons = [
        f"{SHORT[mark.fault]} {mark.name}"
        for step in score.played
        for mark in step.marks
        if mark.fault is not None and mark.kind != Kind.SHOULD
    ]
    return f"：{'；'.join(reasons)}" if reasons else ""


def check_talks(document: Document, ground: Ground) -> tuple[Problem, ...]:
    """The examples of a scene file that do not come out as written."""
    scenario, _ = read_scenario(document)
    found = Findings(document.file)
    check_examples(scenario, ground, found)
    return found.all
