"""The check of the library plays the talks that scenes show as examples, and says what really comes out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from cstrain.content.rules.check import check_library
from cstrain.content.rules.library import read_library
from cstrain.content.rules.shelf import Around, Shelf
from tests.content.desk import load, piece, trying
from tests.content.small import SMALL, files, swapped

SCENE = "curricula/shared/scenarios/R90-late.md"
PHRASES = "curricula/shared/banned.md"
AT_EXAMPLE = SMALL[SCENE].splitlines().index("## 范例·满分") + 1
FAULTS = {
    "a score nobody gets": (SCENE, "【得分】100", "【得分】90", "写的是 90 分、结局·知道了，实际算出 100 分、结局·知道了"),
    "a figure misstated": (SCENE, "从拍下算 3 天", "从拍下算 5 天", "实际算出 0 分、致命：说错 期限"),
    "a point left out": (SCENE, "客服：明白，从拍下", "客服：从拍下", "实际算出 60 分、结局·知道了：缺 接住"),
    "a phrase banned since": (PHRASES, "- B101 急什么急", "- B101 明天付；急什么急", "禁语 烦躁语 B101"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_an_example_that_comes_out_otherwise_is_an_error_at_its_line(
    path: str, old: str, new: str, expected: str
) -> None:
    found = check_library(read_library(swapped(path, old, new)), Around())
    at = [(problem.file, problem.line) for problem in found.errors if "实际算出" in problem.text]
    assert at == [(SCENE, AT_EXAMPLE)], found.problems
    assert any(expected in problem.text for problem in found.errors), found.problems


def test_a_scene_that_cannot_be_played_is_not_played() -> None:
    found = check_library(read_library(swapped(SCENE, "转 否则 → 结局·知道了", "转 否则 → 结局·没有")), Around())
    assert found.errors and not any("实际算出" in problem.text for problem in found.errors)


def test_only_the_scenes_asked_for_are_played() -> None:
    library = read_library(swapped(SCENE, "【得分】100", "【得分】90"))
    assert not check_library(library, replace(Around(), replayed=frozenset())).errors
    assert check_library(library, replace(Around(), replayed=frozenset({"R90"}))).errors


def test_limits_are_those_the_decisions_suggest() -> None:
    assert Shelf(read_library(files()), Around()).ground.decisions == {"通话上限": 10, "及格线": 80}


@pytest.mark.data
def test_the_desk_plays_what_a_change_can_make_come_out_otherwise(app: Flask) -> None:
    with app.app_context():
        load()
        scene = trying("scenario", "R90", piece("scenario", "R90").text.replace("【得分】100", "【得分】90"))
        assert ["实际算出" in problem.text for problem in scene.errors] == [True]
        banned = piece("phrases", "banned").text.replace("- B101 急什么急", "- B101 明天付；急什么急")
        assert [problem.file for problem in trying("phrases", "banned", banned).elsewhere] == [SCENE]
        exam = trying("exam", "pay-exam", piece("exam", "pay-exam").text.replace("10 分钟", "12 分钟"))
        assert not exam.errors and exam.shelf.around.replayed == frozenset(), "an exam changes no talk"
