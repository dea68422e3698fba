"""``flask roleplay check | score``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from cstrain.roleplay import commands
from tests.roleplay.shipped import TRANSCRIPTS

TALK = """> 客户 09:12：东西退回去 6 天了
> 客服 09:13：亲，抱歉让您久等，物流显示昨晚到仓。
> 客户 09:14：那到底几天能退？
> 客服 09:15：快递 7 天内到账，我催仓库。
"""


def test_the_shipped_scenes_have_nothing_wrong(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["roleplay", "check", "--json"])
    told = json.loads(done.output)
    assert (done.exit_code, told["listed"], told["problems"]) == (0, [], 0)
    assert told["scenes"] >= 12


def test_a_scene_whose_example_scores_otherwise_ends_with_1(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scenarios").mkdir()
    for path in commands.SHARED.glob("*.md"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for path in commands.SHARED.glob("scenarios/R1[34]-*.md"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / "scenarios" / path.name).write_text(text.replace("【得分】18 ", "【得分】81 "), encoding="utf-8")
    (tmp_path / "lessons").symlink_to(commands.SHARED / "lessons")
    monkeypatch.setattr(commands, "SHARED", tmp_path)
    done = app.test_cli_runner().invoke(args=["roleplay", "check"])
    assert done.exit_code == 1
    assert "R13-slow-refund.md:" in done.output
    assert "范例·只会叫等 写的是 81 分、结局·投诉，实际算出 18 分、结局·投诉" in done.output


def test_a_talk_is_scored_with_the_words_that_made_the_score(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    file.write_text(TALK, encoding="utf-8")
    run = app.test_cli_runner().invoke
    told = json.loads(run(args=["roleplay", "score", "R13", str(file), "--json"]).output)
    assert (told["scenario"], told["score"], told["exact"], told["reached"]) == ("R13", 0, "0", "致命")
    fact = next(point for point in told["turns"][1]["points"] if point["name"] == "最迟退款")
    assert (fact["fault"], fact["fatal"], fact["earned"]) == ("wrong_figure", True, "0")
    assert fact["spans"] == [{"from": 3, "to": 6, "words": "7 天"}]
    assert told["paces"][0] == {"turn": 1, "seconds": 60, "most": 30, "late": True}
    assert told["manners"]["greeting"] == {"turn": 1, "words": "亲"}
    shown = run(args=["roleplay", "score", "R13", str(file)]).output
    assert "R13 退款迟迟不到账：0 分（40／65），走到 致命" in shown
    assert "  事实 最迟退款 0 说错 致命 「7 天」(3–6)" in shown


def test_a_scene_by_file_and_what_cannot_be_read(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    scene = next((commands.SHARED / "scenarios").glob("R03-*.md"))
    talk = str(TRANSCRIPTS / "R03-1.md")
    assert json.loads(run(args=["roleplay", "score", str(scene), talk, "--json"]).output)["score"] == 0
    assert run(args=["roleplay", "score", "R999", talk]).exit_code == 1
    empty = tmp_path / "empty.md"
    empty.write_text("客户：在吗\n", encoding="utf-8")
    done = run(args=["roleplay", "score", "R03", str(empty)])
    assert done.exit_code == 1
    assert "没有客服的话" in done.output
