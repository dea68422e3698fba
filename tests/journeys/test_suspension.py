"""An agent is suspended: at once the certificate, its verify page and what other systems hear say so; then restored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.certification import queries as certificates
from cstrain.kit import clock
from tests.cast import Cast
from tests.journeys.stage import certified
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def status(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return str(certificates.clearance(cast.trainee.employee_no, clock.now())["status"])


def test_a_suspended_agent(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        no = certified(cast, cast.trainee)
        found = certificates.verification(no)
        assert found is not None
        verify = f"/verify/{no}?c={found.check_code}"
    agent, stranger, desk = traveller("agent", phone=True), traveller("stranger", phone=True), traveller("supervisor")
    stranger.open(verify)
    assert stranger.heading() == "这张证书现在有效"
    assert status(app, cast) == "cleared"

    desk.sign_in(cast.supervisor.employee_no, cast.supervisor.password)
    desk.open("/certificates")
    desk.follow(no)
    desk.follow("暂停")
    desk.fill(原因="质检发现两次漏接待，先复训")
    desk.press("暂停")
    assert "已暂停" in desk.text()

    stranger.open(verify)
    assert stranger.heading() == "这张证书现在暂停，不能凭它接待客户"
    assert "质检" not in stranger.text()
    assert status(app, cast) == "not_cleared"
    agent.sign_in(cast.trainee.employee_no, cast.trainee.password)
    agent.open(f"/certificate/{no}")
    assert "这张证书已暂停" in agent.text()
    assert "质检发现两次漏接待" in agent.text()

    desk.follow("恢复")
    desk.fill(原因="复训完成", 登录密码=cast.supervisor.password)
    desk.press("签字并恢复")
    stranger.open(verify)
    assert stranger.heading() == "这张证书现在有效"
    assert status(app, cast) == "cleared"
