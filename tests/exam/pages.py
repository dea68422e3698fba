"""What a browser would send: the fields of an answer, a save without and with script."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cstrain.bank.rules import Kind, Question
from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.kit import db
from tests.cast import post

JSON = {"Accept": "application/json"}


def typed(question: Question, answer: Any, prefix: str = "a") -> dict[str, Any]:
    """The fields that give this answer: the inverse of ``bank.forms.answer_from``."""
    match question.kind:
        case Kind.SINGLE:
            return {prefix: question.token(question.options[answer].text)}
        case Kind.MULTIPLE:
            return {prefix: [question.token(question.options[index].text) for index in answer]}
        case Kind.JUDGEMENT:
            return {prefix: "true" if answer else "false"}
        case Kind.BLANKS:
            return {f"{prefix}-{place}": text for place, text in enumerate(answer)}
        case Kind.ORDER:
            places = enumerate(answer, start=1)
            return {f"{prefix}-{question.token(question.sequence[index])}": str(place) for place, index in places}
        case Kind.MATCH | Kind.CLASSIFY:
            pairs = ((question.lefts[int(left)], question.rights[right]) for left, right in answer.items())
            return {f"{prefix}-{question.token(left)}": question.token(right) for left, right in pairs}
        case Kind.AUTHORITY:
            return {prefix: answer["verdict"], f"{prefix}-limit": answer.get("limit", "")}
        case Kind.CASE:
            parts = {part.place: part for part in question.parts}
            given = [typed(parts[place], one, f"{prefix}-{place}") for place, one in answer.items()]
            return {name: value for fields in given for name, value in fields.items()}
        case _:
            return {prefix: answer}


def asked(app: Flask, attempt_id: str) -> dict[int, tuple[Question, Any]]:
    """Per place the pinned question and its key."""
    from tests.exam.stage import keys

    with app.app_context():
        attempt = db.database.session.get_one(Attempt, attempt_id)
        slots = queries.slots(attempt_id)
        questions, right = queries.questions_of(slots), keys(attempt)
        return {slot.place: (questions[slot.question_version_id], right[slot.place]) for slot in slots}


def start(client: FlaskClient, key: str) -> str:
    """Press 开始考试; the id of the attempt."""
    answer = post(client, f"/exam/{key}/start")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location).split("/")[2]


def save_by_script(client: FlaskClient, url: str, fields: dict[str, Any], **said: Any) -> TestResponse:
    """As autosave.js posts it; ``said``: tab, seq, save_id."""
    seq, tab = said.get("seq", 1), said.get("tab", "tab-1")
    data = {"client": tab, "seq": seq, "save_id": said.get("save_id", f"{tab}-{seq}-{url}"[-40:]), **fields}
    return post(client, url, data, headers=JSON)
