"""The English interface: courses, banks and scenes by their English names with a summary; what they hold stays Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Someone, as_, post
from tests.content.desk import load
from tests.curriculum.acts import HOUR, MORNING, learner, load_content
from tests.kept import kept

pytestmark = pytest.mark.data


@kept
def loaded(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load()
    return cast


@pytest.fixture
def _first_day() -> Iterator[None]:
    with time_machine.travel(MORNING + HOUR, tick=True):
        yield


def in_english(client: FlaskClient, person: Someone) -> FlaskClient:
    as_(client, person)
    post(client, "/language", {"lang": "en", "next": "/"})
    return client


@pytest.mark.parametrize("path", ["/bank/TQ", "/content/scenario/R90", "/content/course/pay-1d"])
def test_a_piece_has_its_english_name_and_summary(loaded: Cast, client: FlaskClient, path: str) -> None:
    page = in_english(client, loaded.trainer).get(path)
    assert page.status_code == 200
    assert "Name" in page.text and "One sentence." in page.text
    post(client, "/language", {"lang": "zh-CN", "next": "/"})
    assert "One sentence." not in client.get(path).text


def test_a_list_of_contents_has_english_names(loaded: Cast, client: FlaskClient) -> None:
    desk = in_english(client, loaded.trainer)
    page = desk.get("/content?kind=course").text
    assert ">Name</a>" in page and "付款一日课" not in page
    page = desk.get("/bank").text
    assert ">Name</a>" in page and "付款的钟" not in page


def test_scenes_have_their_english_names(loaded: Cast, client: FlaskClient) -> None:
    trainee = in_english(client, loaded.trainee)
    assert "R90 Name" in trainee.get("/roleplay").text
    page = trainee.get("/roleplay/R90").text
    assert "<h1>Name</h1>" in page and "One sentence." in page
    assert "拍下满三天没付款就关闭" in page, "the card stays Chinese"


@pytest.mark.usefixtures("_first_day")
def test_ones_own_course_has_its_english_name(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        load_content()
        lin = learner(cast)
    page = in_english(client, lin.person).get("/course").text
    assert '<h1 lang="en">Three days</h1>' in page and ">Short.</p>" in page
    assert "售前客服 3 日上岗课程" in as_chinese(client).get("/course").text


def as_chinese(client: FlaskClient) -> FlaskClient:
    post(client, "/language", {"lang": "zh-CN", "next": "/"})
    return client


@pytest.mark.usefixtures("_first_day")
def test_whoever_enrols_chooses_among_english_names(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        load_content()
    assert ">Three days</option>" in in_english(client, cast.trainer).get("/enrol").text
