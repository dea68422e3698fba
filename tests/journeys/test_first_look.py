"""The first minutes of a hire on a phone and of a supervisor at a desk, in a real browser, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("dark", [False, True])
def test_a_hire_signs_in_on_a_phone(visitor: Callable[..., Visitor], cast: Cast, dark: bool) -> None:
    hire = visitor("hire", phone=True, dark=dark)
    hire.open("/login")
    hire.look("login")
    page = hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    page.wait_for_url("**/today")
    hire.look("today")
    hire.open("/record")
    hire.look("record")


def test_a_supervisor_sees_the_gate(visitor: Callable[..., Visitor], cast: Cast) -> None:
    desk = visitor("supervisor")
    page = desk.sign_in(cast.supervisor.employee_no, cast.supervisor.password)
    page.wait_for_url("**/today")
    desk.look("today")
    for path in ("/gate", "/certificates", "/people", "/decisions"):
        desk.open(path)
        desk.look(path.strip("/"))


def test_everything_works_without_script(visitor: Callable[..., Visitor], cast: Cast) -> None:
    hire = visitor("plain", phone=True, script=False)
    page = hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    assert page.locator("h1").inner_text() == "今日"
