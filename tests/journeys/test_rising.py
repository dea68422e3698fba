"""The end of the road: the month's figures come in by sheet, the supervisor approves, the agent sees the level."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from cstrain.kit import clock
from cstrain.kit.sheets import write
from cstrain.levels.queries import level_of
from cstrain.records import queries as records
from tests.cast import Cast
from tests.journeys.stage import certified
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey
TITLES = ("工号", "月份", "指标", "数值", "来源")


def test_an_agent_rises(app: Flask, cast: Cast, traveller: Callable[..., Traveller], tmp_path: Path) -> None:
    agent, chief = cast.trainee, cast.supervisor
    with app.app_context():
        certified(cast, agent)
    desk, phone = traveller("supervisor"), traveller("agent", phone=True)
    desk.sign_in(chief.employee_no, chief.password)
    desk.open("/levels/kpi")
    sheet = tmp_path / "九月绩效.xlsx"
    sheet.write_bytes(write(TITLES, [(agent.employee_no, "2026-09", "KPI总分", 91, "店铺后台绩效表")], "KPI"))
    desk.page.set_input_files("[name=sheet]", sheet)
    desk.press("看导入预览")
    assert "现在什么都没有写入" in desk.text()
    desk.press("写入 1 个数")

    desk.open("/today")
    desk.go(desk.page.locator("main a", has_text="等您决定晋升").first)
    desk.follow(agent.name, within="main")
    desk.page.get_by_label("批准晋升", exact=True).check()
    desk.page.get_by_label("生效月份", exact=True).select_option("2026-10")
    desk.fill(登录密码=chief.password)
    desk.press("签字并决定")
    assert "已批准，写进了记录。" in desk.text()

    with app.app_context():
        held = level_of(agent.id, clock.now())
        assert (held["level"], held["since"], held["on_hold"]) == ("junior", "2026-10", False)
        entry = records.facts(agent.id, "level_reached")[-1]
        assert (entry.actor, entry.method) == (chief.id, "password")
    phone.sign_in(agent.employee_no, agent.password)
    phone.open("/levels/mine")
    assert "初级客服" in phone.text()
    assert "2026-09 91" in " ".join(phone.text().split())
