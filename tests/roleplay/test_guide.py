"""The trainers' guide: its worked example is a script without problems whose examples come out as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cstrain.kit.content import read
from cstrain.roleplay.commands import shipped_known
from cstrain.roleplay.rules import check_scenario, read_scenario
from cstrain.roleplay.rules.reply import Reply, check_talks, mark_reply, play
from tests.roleplay.shipped import ground, scenes

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "scenarios.md").read_text(encoding="utf-8")
SCRIPT = re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL)[0]


def test_the_worked_example_has_no_problem_and_replays() -> None:
    document = read(SCRIPT, "R99-guide.md")
    assert [str(one) for one in (*check_scenario(document, shipped_known()), *check_talks(document, ground()))] == []


def test_the_worked_figures() -> None:
    scene = read_scenario(read(SCRIPT, "R99-guide.md"))[0]
    told = {one.name: play(scene, [Reply(text) for text in one.replies], ground()) for one in scene.examples}
    waiting = told["范例·只叫等"]
    assert f"{waiting.earned} 分，这条路上一共能得 {waiting.possible} 分" in GUIDE
    assert scene.tries == 2


@pytest.mark.parametrize(
    ("key", "turn", "reply", "point", "counts"),
    [
        ("R03", "再砍", "券没有了", "给甜头", False),
        ("R12", "问时限", "主管今天不在", "谁来定", False),
        ("R13", "发火", "我不会催", "动手", False),
        ("R13", "发火", "不是不催，我现在就催", "动手", True),
    ],
)
def test_what_the_guide_says_of_denials(key: str, turn: str, reply: str, point: str, counts: bool) -> None:
    assert reply in GUIDE
    asked = next(one for one in scenes()[key].turns if one.name == turn)
    mark = next(one for one in mark_reply(asked, reply, ground()) if one.name == point)
    assert (mark.fault is None) == counts
