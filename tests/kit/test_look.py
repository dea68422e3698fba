"""The files of the look: kept for ever by the browser, and new when they are new."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

from flask.testing import FlaskClient

from cstrain.kit.web.look import mark_of


def files_of(client: FlaskClient) -> list[str]:
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/login").get_data(as_text=True))
    assert any(each.endswith("main.js") for each in found)
    return found


def test_a_page_names_files_that_are_kept_for_ever(client: FlaskClient) -> None:
    for address in files_of(client):
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


def test_modules_that_modules_load_are_kept_with_them(client: FlaskClient) -> None:
    main = next(each for each in files_of(client) if each.endswith("main.js"))
    loaded = re.findall(r'from "(\./[^"]+)"', client.get(main, buffered=True).get_data(as_text=True))
    assert loaded
    for each in loaded:
        assert "immutable" in client.get(urljoin(main, each), buffered=True).headers["Cache-Control"]


def test_an_older_or_plain_address_gives_the_file_but_asks_again(client: FlaskClient) -> None:
    for address in ("/static/css/base.css", "/static/0123456789abcdef/css/base.css"):
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
    mark = mark_of(str(client.application.static_folder))
    for beyond in ("../app.py", "/etc/passwd", "css/none.css"):
        assert client.get(f"/static/{mark}/{beyond}").status_code == 404


def test_the_mark_changes_with_a_file_and_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    marks = [mark_of(str(tmp_path))]
    (tmp_path / "a.css").write_text("b")
    mark_of.cache_clear()
    marks.append(mark_of(str(tmp_path)))
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    mark_of.cache_clear()
    assert len({*marks, mark_of(str(tmp_path))}) == 3
