"""Where a talk can go: arrows only lead down the page, every turn is reached, every example can be walked."""

from __future__ import annotations

from collections.abc import Mapping

from cstrain.bank.rules.findings import Findings
from cstrain.kit.content import fold_answer
from cstrain.kit.content.keys import nearest
from cstrain.roleplay.rules.scenario import FATAL, Example, Scenario, Turn


def check_flow(scenario: Scenario, found: Findings) -> None:
    """Targets, reach, examples."""
    places = {turn.name: turn.line for turn in scenario.turns} | {one.name: one.line for one in scenario.endings}
    for turn in scenario.turns:
        for arrow in turn.arrows:
            _check_target(turn, arrow.target, arrow.line, places, found)
    _check_reach(scenario, found)
    for example in scenario.examples:
        _check_example(scenario, example, found)


def _check_target(turn: Turn, target: str, line: int, places: Mapping[str, int], found: Findings) -> None:
    if target not in places:
        near = nearest(target, places)
        offer = f"，是不是想写「{near}」" if near else "：在下面写出这一段"
        found.wrong(line, f"没有「{target}」这一段{offer}")
    elif places[target] <= turn.line:
        found.wrong(line, f"「{turn.name}」转到了上面的「{target}」：箭头只能向下，要再问一遍就在下面另写一段")


def _check_reach(scenario: Scenario, found: Findings) -> None:
    reached = reachable(scenario)
    for turn in scenario.turns:
        if turn.name not in reached:
            found.wrong(turn.line, f"没有哪一段转到「{turn.name}」：从上面转过来，或删掉")
    for ending in scenario.endings:
        if ending.name not in reached:
            found.doubt(ending.line, f"没有哪一段走到「{ending.name}」：从上面转过来，或删掉")


def reachable(scenario: Scenario) -> set[str]:
    """Names of the turns and endings that a talk from the first turn can come to."""
    turns = {turn.name: turn for turn in scenario.turns}
    reached: set[str] = set()
    waiting = [turn.name for turn in scenario.turns[:1]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += turns[name].targets if name in turns else ()
    return reached


def _check_example(scenario: Scenario, example: Example, found: Findings) -> None:
    endings = [one.name for one in scenario.endings]
    if not example.reached or not example.replies:
        return  # said already
    if example.reached not in (*endings, FATAL):
        near = nearest(example.reached, [*endings, FATAL])
        offer = f"，是不是想写「{near}」" if near else f"：写 {'、'.join(endings)} 或 {FATAL}"
        found.wrong(example.line, f"「{example.name}」走到「{example.reached}」，没有这个结局{offer}")
        return
    if example.reached == FATAL and example.score:
        found.wrong(example.line, f"「{example.name}」走到致命，【得分】要写 0")
    if not can_walk(scenario, example):
        count = len(example.replies)
        found.wrong(
            example.line,
            f"「{example.name}」有 {count} 句客服的话，按剧本 {count} 句走不到「{example.reached}」："
            "每一轮写一句，选择的那一轮照抄选项",
        )


def can_walk(scenario: Scenario, example: Example) -> bool:
    """Whether so many replies can lead there; what they score is not asked. A choice turn takes one of its sentences."""
    turns = {turn.name: turn for turn in scenario.turns}
    here = {turn.name for turn in scenario.turns[:1]}
    for reply in example.replies[:-1]:
        here = {target for name in here if name in turns for target in _next(turns[name], reply)}
    last = [turns[name] for name in here if name in turns]
    if example.reached == FATAL:
        return any(not turn.is_choice or _chosen_fatal(turn, example.replies[-1]) for turn in last)
    return any(example.reached in _next(turn, example.replies[-1]) for turn in last)


def _next(turn: Turn, reply: str) -> set[str]:
    if not turn.is_choice:
        return set(turn.targets)
    return {choice.target for choice in turn.choices if fold_answer(choice.text) == fold_answer(reply)}


def _chosen_fatal(turn: Turn, reply: str) -> bool:
    return any(one.cost.is_fatal and fold_answer(one.text) == fold_answer(reply) for one in turn.choices)
