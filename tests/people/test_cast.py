"""The cast stands: every test rests on it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.people import doors
from tests.cast import Cast, as_, token

pytestmark = pytest.mark.data


def test_the_cast_is_written_and_signs_in(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainer)
    with client.session_transaction() as cookie:
        sid = cookie["sid"]
    with app.test_request_context("/"):
        from flask import session

        session["sid"] = sid
        found = doors.who()
        assert found is not None
        assert found.id == cast.trainer.id
        assert cast.trainee.row.folded_no == "cs-20418"
    assert token(client)
