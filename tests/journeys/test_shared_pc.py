"""A training-room PC that two people use one after the other: the second sees nothing of the first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_ac9_after_signing_out_nothing_of_the_first_is_left(cast: Cast, traveller: Callable[..., Traveller]) -> None:
    """AC-9: after signing out, Back shows no page of the person, the browser keeps nothing, the next one sees none of it."""
    desk = traveller("shared")
    first, second = cast.trainee, cast.second_trainee
    desk.sign_in(first.employee_no, first.password)
    desk.open("/account")
    assert first.name in desk.text()
    desk.open("/record")
    assert first.name in desk.page.content()
    desk.page.locator("form[action='/logout'] button").first.click()
    desk.page.wait_for_url("**/login*")
    for _ in range(2):
        desk.page.go_back()
        assert "/login" in desk.page.url, "a page of the first is shown, or asked for as the first"
        assert first.name not in desk.page.content() and first.employee_no not in desk.page.content()
    kept = desk.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
            (await indexedDB.databases()).map(one => one.name), 'caches' in window ? await caches.keys() : []])"""
    )
    assert first.name not in kept and first.employee_no not in kept and first.id not in kept
    desk.sign_in(second.employee_no, second.password)
    assert first.name not in desk.page.content()
    desk.open("/account")
    assert second.name in desk.text() and first.name not in desk.text()
