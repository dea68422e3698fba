"""The script as a picture: turns from top to bottom, arrows between them, dead ends and what nobody comes to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from cstrain.roleplay.rules.flow import reachable
from cstrain.roleplay.rules.scenario import Choice, Jump, Scenario

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 168, 56, 28, 64, 16
ASIDE = 120  # room on both sides for arrows that go past a box


@dataclass(frozen=True)
class Box:
    """``state``: start, turn, choice, ending, lost (nothing leads here), dead (leads nowhere)."""

    name: str
    state: str
    x: int
    y: int


@dataclass(frozen=True)
class Arrow:
    """From the foot of one box to the head of another. ``words``: under which condition, all of them where there are several."""

    from_name: str
    to_name: str
    path: str
    words: str


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture(scene: Scenario) -> Picture:
    """Each turn stands one row below the lowest that leads to it; one that is not reached stands in the first row."""
    rows = _rows(scene)
    placed: dict[str, tuple[int, int]] = {}
    wide = max((len(names) for names in rows), default=1)
    width = 2 * (EDGE + ASIDE) + wide * WIDE + (wide - 1) * GAP_X
    for row, names in enumerate(rows):
        free = width - len(names) * WIDE - (len(names) - 1) * GAP_X
        for place, name in enumerate(names):
            placed[name] = (free // 2 + place * (WIDE + GAP_X), EDGE + row * (HIGH + GAP_Y))
    reached = reachable(scene)
    boxes = tuple(Box(name, _state(scene, name, reached), *place) for name, place in placed.items())
    height = 2 * EDGE + len(rows) * HIGH + max(0, len(rows) - 1) * GAP_Y
    return Picture(width, height, boxes, tuple(_arrows(scene, placed)))


def _rows(scene: Scenario) -> list[list[str]]:
    depth: dict[str, int] = {scene.turns[0].name: 0} if scene.turns else {}
    for turn in scene.turns:
        if turn.name in depth:
            for target in turn.targets:
                depth[target] = max(depth.get(target, 0), depth[turn.name] + 1)
    names = _names(scene)
    endings = {one.name for one in scene.endings}
    last = max((depth[name] for name in names if name in depth), default=0)
    rows: dict[int, list[str]] = defaultdict(list)
    for name in names:
        rows[max(last, 1) if name in endings else depth.get(name, 0)].append(name)
    return [rows[row] for row in sorted(rows)]


def _names(scene: Scenario) -> list[str]:
    return [*(turn.name for turn in scene.turns), *(one.name for one in scene.endings)]


def _state(scene: Scenario, name: str, reached: set[str]) -> str:
    if name not in reached:
        return "lost"
    turn = next((one for one in scene.turns if one.name == name), None)
    if turn is None:
        return "ending"
    known = _names(scene)
    if not any(target in known for target in turn.targets):
        return "dead"
    return "start" if turn is scene.turns[0] else "choice" if turn.is_choice else "turn"


def _arrows(scene: Scenario, placed: dict[str, tuple[int, int]]) -> list[Arrow]:
    found = []
    for turn in scene.turns:
        for target in turn.targets:
            if target in placed:
                words = "；".join(_words(arrow) for arrow in turn.arrows if arrow.target == target)
                found.append(Arrow(turn.name, target, _path(placed[turn.name], placed[target]), words))
    return found


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Over more than one row it goes out to the side, past what stands between."""
    x, y = start[0] + WIDE // 2, start[1] + HIGH
    to_x, to_y = end[0] + WIDE // 2, end[1]
    half = max(24, (to_y - y) // 2)
    if to_y - y > GAP_Y and abs(to_x - x) < WIDE:
        out = WIDE * 2 // 3 + 12 * ((to_y - y) // (HIGH + GAP_Y))
        x, to_x = x + WIDE // 4, to_x + WIDE // 4
        return f"M{x} {y}C{x + out} {y + GAP_Y} {to_x + out} {to_y - GAP_Y} {to_x} {to_y}"
    return f"M{x} {y}C{x} {y + half} {to_x} {to_y - half} {to_x} {to_y}"


def _words(arrow: Jump | Choice) -> str:
    if isinstance(arrow, Choice):
        return f"选“{arrow.text}”"
    score = f" {arrow.sign} {arrow.least}" if arrow.sign else ""
    return f"{arrow.when.value}{f' {arrow.named}' if arrow.named else ''}{score}"


def short(name: str, most: int = 10) -> str:
    """As much of a name as stands in a box."""
    plain = name.removeprefix("结局·")
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
