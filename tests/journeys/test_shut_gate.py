"""A shut gate stays shut: what the page does not offer cannot be posted either, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.demo.walk import Watch
from tests.cast import Cast
from tests.journeys.stage import QUICK_COURSE, QUICK_EXAM, everything, hired, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_a_shut_gate_cannot_be_opened_by_posting(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
    path = f"/gate/{cast.trainee.id}"
    desk = traveller("supervisor")
    desk.sign_in(cast.supervisor.employee_no, cast.supervisor.password)
    desk.open("/gate")
    desk.follow(cast.trainee.name)
    offered = [one.get_attribute("value") for one in desk.page.locator("[name=decision]").all()]
    assert offered == ["postpone"]
    assert "上岗考试" in desk.text()
    seen = desk.page.locator("[name=seen]").get_attribute("value") or ""
    until = "2026-11-20"
    said = {"seen": seen, "reason": "急着用人", "until": until, "daily": "20"}
    others = {cast.trainer: 403, cast.mentor: 403, cast.auditor: 403, cast.trainee: 403, cast.other_supervisor: 404}
    visits = {someone: traveller(someone.employee_no, phone=someone is cast.trainee) for someone in others}
    for someone, visit in visits.items():
        visit.sign_in(someone.employee_no, someone.password)
        visit.open("/account")
    with app.app_context():
        before = everything()
    for decision in ("agree", "conditional"):
        assert desk.post(path, decision=decision, password=cast.supervisor.password, **said) == 409
    for someone, visit in visits.items():
        given = visit.post(path, decision="agree", password=someone.password, **said)
        assert given == others[someone], someone.name
    with app.app_context():
        assert everything() == before


def test_an_exam_stays_shut_while_signatures_are_owed(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller]
) -> None:
    with app.app_context():
        hire = hired(cast, cast.trainee, 2, QUICK_COURSE)
        hire.signs = False
        hire.learn(1, Watch(hire.start_on))
    visit = traveller("hire", phone=True)
    visit.sign_in(cast.trainee.employee_no, cast.trainee.password)
    visit.open(f"/exam/{QUICK_EXAM}")
    assert not visit.page.get_by_role("button", name="开始考试").count()
    assert "待签字" in visit.text()
    visit.open("/account")
    with app.app_context():
        before = everything()
    assert visit.post(f"/exam/{QUICK_EXAM}/start") == 409
    with app.app_context():
        assert everything() == before
