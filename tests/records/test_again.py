"""A step whose major version changed is signed again, and the page says what is new; a minor change asks for nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db
from cstrain.records import queries
from cstrain.records.rules import parts_of, step_subject
from tests.cast import Cast, as_
from tests.records.acts import ask, complete, document, enrol, sign


def asked_again(cast: Cast, version: str, **changed: Any) -> Any:
    at = clock.now() - timedelta(minutes=5)
    with db.transaction(at=at, by=cast.trainer.id, why="new version"):
        body = document("W1", at, **{"version": version, **changed})
        return ask(cast.trainee, cast.trainee, "trainee", body, at)


def signed_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        at = clock.now() - timedelta(hours=2)
        enrol(cast, cast.trainee, at)
        sign(complete(cast, cast.trainee, "W1", at + timedelta(minutes=1)), cast.trainee, at + timedelta(minutes=2))


def test_a_new_major_version_shows_what_changed(app: Flask, client: FlaskClient, cast: Cast) -> None:
    signed_once(app, cast)
    with app.app_context():
        asked_again(cast, "2", title="公司与服务理念（新）", hash="cd" * 32)
    page = as_(client, cast.trainee).get("/record/sign/day-1").text
    assert "您签过第 1 版" in page and "<del>公司与服务理念</del>" in page and "公司与服务理念（新）" in page
    assert "内容改过，请看原文" in page


def test_a_minor_version_asks_for_nothing(app: Flask, client: FlaskClient, cast: Cast) -> None:
    signed_once(app, cast)
    with app.app_context():
        for version, signed in (("1", True), ("1.1", True), ("1.12", True), ("2", False)):
            found = queries.is_signed(cast.trainee.id, step_subject("presale", "W1", version))
            assert (found is not None) is signed, version


def test_a_first_version_says_nothing_of_before(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        at = clock.now() - timedelta(hours=1)
        enrol(cast, cast.trainee, at)
        complete(cast, cast.trainee, "W1", at)
        complete(cast, cast.trainee, "K1", at)
    page = as_(client, cast.trainee).get("/record/sign/day-1").text
    assert "您签过" not in page, "K1 stands at version 2, but nothing of it was signed before"


def test_subjects_are_taken_apart() -> None:
    assert parts_of("step:presale/T1@2") == ("step:presale/T1", 2, "")
    assert parts_of("step:presale/K1@12#2") == ("step:presale/K1", 12, "2")
    assert parts_of("entry:7") == ("entry:7", 0, "") and parts_of("gate:x@1") == ("gate:x@1", 0, "")
