"""Every shipped scene replays: the full-mark example in full, the others and the failing reference talks to their exact scores."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cstrain.kit.content import read
from cstrain.roleplay.rules import Kind
from cstrain.roleplay.rules.reply import Reply, Score, is_as_written, play, read_transcript
from cstrain.roleplay.rules.reply.replay import SHORT
from tests.roleplay.shipped import TRANSCRIPTS, ground, scenes

TALKS = sorted(TRANSCRIPTS.glob("*.md"))
EXAMPLES = [(scene.key, example.name) for scene in scenes().values() for example in scene.examples]


def replayed(key: str, name: str) -> Score:
    example = next(one for one in scenes()[key].examples if one.name == name)
    return play(scenes()[key], [Reply(text) for text in example.replies], ground())


@pytest.mark.parametrize(("key", "name"), EXAMPLES, ids=[f"{key}-{name}" for key, name in EXAMPLES])
def test_every_example_comes_out_as_written(key: str, name: str) -> None:
    example = next(one for one in scenes()[key].examples if one.name == name)
    score = replayed(key, name)
    assert is_as_written(example, score), (score.shown, score.reached)


@pytest.mark.parametrize("key", scenes())
def test_every_scene_has_a_full_mark_talk_without_a_fault(key: str) -> None:
    score = replayed(key, "范例·满分")
    assert (score.points, score.earned) == (100, score.possible)
    marks = [mark for step in score.played for mark in step.marks]
    assert not [mark for mark in marks if mark.fault and mark.kind != Kind.SHOULD]
    gained = [(mark, step.reply) for step in score.played for mark in step.marks if mark.earned > 0]
    assert all(mark.spans and all(span.of(reply) for span in mark.spans) for mark, reply in gained)


def reasons(score: Score) -> str:
    told = []
    for step in score.played:
        for mark in step.marks:
            if mark.fault:
                words = f"「{mark.spans[0].of(step.reply)}」" if mark.spans and mark.kind != "选" else ""
                told.append(f"{SHORT[mark.fault]} {mark.name}{words}")
    return "；".join(told)


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_every_failing_talk_comes_out_with_its_score_and_reasons(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, score_line, why = text.splitlines()[:3]
    score = play(scenes()[path.stem.split("-")[0]], read_transcript(text), ground())
    assert head.startswith(f"# {path.stem} ")
    assert f"【得分】{score.shown} 【走到】{score.reached or '没走完'}" == score_line
    assert f"【因为】{reasons(score)}" == why
    assert score.unused == 0


def test_at_least_twelve_scenes_have_three_talks_that_fail() -> None:
    count = Counter(path.stem.split("-")[0] for path in TALKS)
    assert len(count) >= 12
    assert set(count.values()) == {3}
    posts = {post for key in count for post in scenes()[key].posts}
    assert {"售前客服", "售后客服", "客服主管"} <= posts


def test_a_transcript_is_no_content_file() -> None:
    assert all(read(path.read_bytes(), path.name).problems for path in TALKS[:1])
