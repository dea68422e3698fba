"""A wrong day in the record: corrected by one, confirmed by the other, and both lines stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.records.queries.stored import read_entries
from tests.cast import Cast
from tests.journeys.acts import sign_everything
from tests.journeys.stage import QUICK_COURSE, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_a_correction_keeps_both_lines(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
        seq = next(one.seq for one in read_entries(cast.trainee.id) if one.kind == "step_done")
    path = f"/record/entry/{cast.trainee.id}/{seq}"
    desk = traveller("trainer")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    desk.open(path)
    desk.follow("更正这条记录")
    desk.page.get_by_label("更正哪一项").select_option("learned_on")
    desk.fill(正确的值="2026-10-17", 原因="当天在盘点，提前一天认的座位")
    desk.press("写入更正")

    hire = traveller("hire", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open(path)
    assert "有一条更正等本人确认。" in hire.text()
    sign_everything(hire, cast.trainee.password)
    hire.open(path)
    assert "有一条更正等本人确认。" not in hire.text()
    said = hire.text()
    assert "2026-10-17" in said
    assert "2026-10-18" in said
    with app.app_context():
        made = next(one.seq for one in read_entries(cast.trainee.id) if one.kind == "corrected")
    hire.open(f"/record/entry/{cast.trainee.id}/{made}")
    assert "当天在盘点" in hire.text()
    hire.open(f"/record/{cast.trainee.id}/sheet")
    sheet = hire.page.locator("body").inner_text()
    assert "10-17" in sheet
    assert "更正" in sheet
