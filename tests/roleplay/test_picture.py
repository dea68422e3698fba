"""The script as a picture: every turn once, arrows that only lead down, dead ends and what nobody comes to; the workbench."""

from __future__ import annotations

import itertools
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.roleplay.rules import read_scenario
from cstrain.roleplay.rules.picture import HIGH, WIDE, picture, short
from tests.cast import Cast, as_, post
from tests.kept import kept
from tests.roleplay.acts import load_content
from tests.roleplay.scenes import SCENE, scene
from tests.roleplay.shipped import scenes


@pytest.mark.parametrize("key", scenes())
def test_every_turn_and_ending_stands_once_and_nothing_on_another(key: str) -> None:
    drawn = picture(scenes()[key])
    names = [one.name for one in (*scenes()[key].turns, *scenes()[key].endings)]
    assert sorted(one.name for one in drawn.boxes) == sorted(names)
    places = sorted((one.y, one.x) for one in drawn.boxes)
    for (y, x), (next_y, next_x) in itertools.pairwise(places):
        assert next_y >= y + HIGH or next_x >= x + WIDE
    assert all(0 <= one.x <= drawn.width - WIDE and 0 <= one.y <= drawn.height - HIGH for one in drawn.boxes)


@pytest.mark.parametrize("key", scenes())
def test_arrows_lead_down(key: str) -> None:
    drawn = picture(scenes()[key])
    heights = {one.name: one.y for one in drawn.boxes}
    assert drawn.arrows
    assert all(heights[one.from_name] < heights[one.to_name] for one in drawn.arrows)
    assert all(one.words for one in drawn.arrows)


def test_what_nobody_comes_to_and_a_dead_end_are_marked() -> None:
    lost = read_scenario(scene(SCENE.replace("- 转 犯 只叫等 → 发火\n", "")))[0]
    assert {one.name: one.state for one in picture(lost).boxes}["发火"] == "lost"
    dead = read_scenario(scene(SCENE.replace("- 转 否则 → 问时限\n\n## 问时限", "- 转 否则 → 没有\n\n## 问时限")))[0]
    assert {one.name: one.state for one in picture(dead).boxes}["发火"] == "dead"


def test_an_arrow_past_a_turn_goes_out_to_the_side() -> None:
    drawn = picture(scenes()["R13"])
    boxes = {one.name: one for one in drawn.boxes}
    past = next(one for one in drawn.arrows if (one.from_name, one.to_name) == ("开场", "问时限"))
    assert boxes["问时限"].y - boxes["开场"].y > HIGH + (boxes["发火"].y - boxes["开场"].y) - HIGH
    assert max(int(x) for x in re.findall(r"C(\d+)", past.path)) > boxes["发火"].x + WIDE
    assert max(int(x) for one in drawn.arrows for x in re.findall(r"[MC ](\d+) \d+", one.path)) <= drawn.width


def test_a_long_name_is_cut() -> None:
    assert (short("结局·等回话"), short("一二三四五六七八九十甲")) == ("等回话", "一二三四五六七八九…")


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
    return cast


@pytest.mark.data
def test_the_workbench_draws_checks_and_plays_and_keeps_nothing(ready: Cast, client: FlaskClient) -> None:
    page = as_(client, ready.trainer).get("/roleplay/R90/draw")
    assert page.status_code == 200
    assert len(re.findall(r"<g class=\"box\"", page.text)) == 6
    replies = "抱歉让您久等，换作我也着急。\n快递最迟 10 天。\n这一步要主管点，我现在去找他。"
    tried = post(client, "/roleplay/R90/draw", {"text": SCENE, "replies": replies})
    assert tried.status_code == 200
    assert "试演：100 分" in tried.text
    broken = post(client, "/roleplay/R90/draw", {"text": SCENE.replace("→ 发火", "→ 发货"), "replies": replies})
    assert "没有「发货」这一段，是不是想写「发火」" in broken.text
    assert "试演" in broken.text
    assert "试演：" not in broken.text.replace("试演：客服的话", "")
    assert "发火" in client.get("/roleplay/R90/draw").text
    assert post(client, "/roleplay/R90/draw", {"text": "不是剧本"}).status_code == 200


@pytest.mark.data
def test_the_litany(ready: Cast, client: FlaskClient) -> None:
    assert as_(client, ready.trainee).get("/roleplay/R90/draw").status_code == 403
    assert as_(client, ready.trainer).get("/roleplay/R99/draw").status_code == 404
    assert post(client, "/roleplay/R99/draw", {"text": SCENE}).status_code == 404
