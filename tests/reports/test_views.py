"""Today: who sees what. (That a learner's lines lead on is walked in the journeys.)"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, as_

pytestmark = [pytest.mark.data, pytest.mark.page]


def test_a_stranger_signs_in_first(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/today")
    assert answer.status_code == 303
    assert "/login" in answer.location


def test_a_learner_without_a_course_is_told_so(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    assert "还没有报课程" in client.get("/today").get_data(as_text=True)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("supervisor", "等您决定上岗"),
        ("trainer", "要核对的题"),
        ("mentor", "等您确认的现场环节"),
        ("admin", "还没定的事"),
        ("auditor", "待我签字"),
    ],
)
def test_each_role_sees_what_waits_for_it(app: Flask, client: FlaskClient, cast: Cast, who: str, sees: str) -> None:
    as_(client, getattr(cast, who))
    answer = client.get("/today")
    assert answer.status_code == 200
    assert sees in answer.get_data(as_text=True)


def test_the_first_page_is_today(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.supervisor)
    assert client.get("/").location.endswith("/today")
