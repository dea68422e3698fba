"""Every total on a page opens to the lines that make it: each figure of the demo's pages is followed and counted."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urldefrag, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.models import Person
from tests.cast import Someone, as_
from tests.demo.figures import Figure, counts, figures

pytestmark = pytest.mark.journey
WHO = ("A001", "T001", "M001", "S001", "U001", "CS-20441", "CS-20445")
NAV = re.compile(r"<nav\b.*?</nav>", re.DOTALL)
OWN_PAGE = re.compile(r'href="(/(?:cohort|enrolment|gate|exams|bank|levels|record|people|content)/[^"#?]*)"')
OF_A_KIND = 2  # how many pages of one endpoint a person looks at
MUST = {"/today", "/gate", "/certificates", "/cohort/all", "/record"}


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def pages(app: Flask, client: FlaskClient) -> dict[str, str]:
    """What stands in the menu, and the first pages of each kind behind it."""
    found: dict[str, str] = {}
    many: dict[str, int] = {}
    paths = ["/today", "/record"]
    while paths:
        path = paths.pop(0)
        endpoint = str(app.url_map.bind("").match(path, method="GET")[0])
        if path in found or many.get(endpoint, 0) >= OF_A_KIND:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        many[endpoint] = many.get(endpoint, 0) + 1
        html = found[path] = answer.get_data(as_text=True)
        if path == "/today":
            paths += [unescape(url) for nav in NAV.findall(html) for url in re.findall(r'href="(/[^"#?]*)"', nav)]
        paths += OWN_PAGE.findall(main_of(html))[:6]
    return found


def opens(client: FlaskClient, figure: Figure) -> bool:
    """Does it lead to as many lines as it says?"""
    url, fragment = urldefrag(figure.url)
    answer = client.get(url, follow_redirects=True)
    return answer.status_code == 200 and figure.value in counts(answer.get_data(as_text=True), fragment)


@pytest.mark.parametrize("number", WHO)
def test_every_total_opens_to_its_lines(told: Flask, number: str) -> None:
    client = told.test_client()
    with told.app_context():
        row = db.database.session.scalars(select(Person).where(Person.employee_no == number)).one()
        someone = Someone(row.id, number, row.name, "", row.team_id)
    as_(client, someone)
    found = [one for path, html in pages(told, client).items() for one in figures(path, html)]
    assert found
    wrong = [one for one in dict.fromkeys(found) if not opens(client, one)]
    assert not wrong, "\n".join(map(str, wrong))
    if number == "S001":
        assert {urlsplit(one.page).path for one in found} >= MUST
