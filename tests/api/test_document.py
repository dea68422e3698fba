"""docs/api.md: its code checks a real answer, its fields are the document's, its address answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from flask import Flask
from flask.testing import FlaskClient

from cstrain.api.forms import document
from cstrain.api.views.answers import CODES
from tests.api import acts
from tests.api.acts import NOW, ask
from tests.cast import Cast

pytestmark = pytest.mark.data
TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def is_cleared() -> Callable[..., bool]:
    """The function as the document prints it."""
    code = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    assert len(code) == 1
    known: dict[str, Any] = {}
    exec(code[0], known)
    found: Callable[..., bool] = known["is_cleared"]
    assert len(code[0].split("def ")[1].strip().split("\n")) <= 15
    return found


def names(part: str) -> set[str]:
    """What stands in backticks in the first cells of a section's table."""
    section = TEXT.partition(f"\n## {part}\n")[2].partition("\n## ")[0]
    return {name for line in re.findall(r"^\| ([^|]*) \|", section, re.M) for name in re.findall(r"`(\w+)`", line)}


def test_the_printed_code_checks_an_answer(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        acts.certify(cast.trainee, cast)
    secret = acts.issued(app, cast)
    path = re.findall(r'curl -H "Authorization: Bearer \$TOKEN" http://127.0.0.1:5000(\S+)', TEXT)[0]
    assert path == "/api/v1/agents/CS-10007/clearance"
    headers = {"Authorization": f"Bearer {secret}"}
    text = client.get(path.replace("CS-10007", "CS-20418"), headers=headers).get_data(as_text=True)
    keys, check, whom = client.get("/api/v1/keys").get_json(), is_cleared(), "CS-20418"
    assert check(text, keys, whom, NOW)
    assert check(text, keys, whom, NOW + timedelta(minutes=4, seconds=59))
    assert not check(text, keys, whom, NOW + timedelta(minutes=5))
    assert not check(text, keys, "CS-10007", NOW), "an answer about somebody else"
    assert not check(ask(client, secret, "CS-10007").text, keys, "CS-10007", NOW)
    assert not check(ask(client, secret, "CS-1").text, keys, "CS-1", NOW)
    assert not check(ask(client, secret, about="level").text, keys, whom, NOW), "an answer to another question"
    later = text.replace("15:05:00", "15:55:00")
    assert later != text
    forged = ask(client, secret, "CS-10007").text.replace("not_cleared", "cleared")
    for changed, about in (
        (later, whom),
        (forged, "CS-10007"),
        (text.replace('"presale"', '"aftersale"'), whom),
    ):
        with pytest.raises(InvalidSignature):
            check(changed, keys, about, NOW)
    assert datetime.now(UTC) == NOW


def test_every_field_and_code_is_explained() -> None:
    fields = set(document()["components"]["schemas"]["Clearance"]["properties"])
    assert names("回答") - {"cleared", "not_cleared", "unknown"} == fields - {"notice"}
    assert "`notice`" in TEXT
    level = document()["components"]["schemas"]["Level"]["properties"]
    for name in ("level", "name", "since", "ladder", "ladder_version", "basis", *level["status"]["enum"]):
        assert f"`{name}`" in TEXT, name
    assert set(re.findall(r"^\| \d{3} \| `(\w+)` \|", TEXT, re.M)) == set(CODES.values())
