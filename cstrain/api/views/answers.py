"""What other systems get. An answer is made whole or not at all: whatever goes wrong on the way is 503."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from cstrain.api import actions, forms, queries
from cstrain.api.rules import Rights, bearer, key_of, max_age
from cstrain.api.views.blueprint import v1
from cstrain.kit import clock
from cstrain.kit.ids import new_id
from cstrain.people.doors import open_to_all
from cstrain.people.rules.tries import address_key
from cstrain.records.queries import last_checkpoint
from cstrain.records.rules import time_text

RETRY = 5  # seconds
CODES = {400: "bad_request", 401: "token_needed", 403: "token_does_not_open_this", 503: "no_answer"}
TOLD = "cstrain.api.house"  # which installation this is never changes, so errors may say what was read earlier


def _json(said: dict[str, Any]) -> Response:
    """UTF-8 as it is, so that 演示 can be read as such."""
    return Response(json.dumps(said, ensure_ascii=False), mimetype="application/json")


def _rights() -> Rights:
    """What the token of this request opens; 401 without one that holds, always in the same words."""
    at = clock.received()
    asking = queries.asking(bearer(request.headers.get("Authorization", "")), at)
    if asking is None:
        abort(401)
    if request.args:
        abort(400)
    actions.note_use(asking.token_id, address_key(request.remote_addr or ""), at)
    return asking.rights


def _answer(ask: Callable[[str, Rights, datetime], dict[str, Any]], employee_no: str, rights: Rights) -> Response:
    at = clock.received()
    queries.require_clock(at)
    made = ask(employee_no, rights, at)
    response = _json(made)
    seconds = max_age(clock.now(), datetime.fromisoformat(made["answer_valid_until"]))
    response.headers["Cache-Control"] = f"private, max-age={seconds}"
    return _anchored(response)


def _anchored(response: Response) -> Response:
    """The newest checkpoint goes along: whoever keeps it can show later what the record was then."""
    sealed = last_checkpoint()
    if sealed is not None:
        response.headers["X-Cstrain-Checkpoint"] = (
            f"number={sealed.number}, size={sealed.size}, root={sealed.root}, "
            f'at="{time_text(sealed.at)}", signature={sealed.signature}'
        )
    return response


@v1.get("/agents/<employee_no>/clearance")
@open_to_all("a system's token opens it, for the people of its stores")
def clearance(employee_no: str) -> Any:
    rights = _rights()
    if not rights.clearance:
        abort(403)
    return _answer(queries.clearance_answer, employee_no, rights)


@v1.get("/agents/<employee_no>/level")
@open_to_all("a system's token opens it, for the people of its stores")
def level(employee_no: str) -> Any:
    rights = _rights()
    if not rights.level:
        abort(403)
    return _answer(queries.level_answer, employee_no, rights)


@v1.get("/changes/<since>")
@open_to_all("a system's token opens it, for the people of its stores")
def changes(since: str) -> Any:
    """Reconciliation: what was pushed or should have been, from an instant on; the same keys as in the pushes."""
    rights, at = _rights(), clock.received()
    queries.require_clock(at)
    try:
        asked = datetime.fromisoformat(since)
    except ValueError:
        abort(400)
    if asked.tzinfo is None or asked.year < 2000 or asked > at:
        abort(400)
    response = _json(queries.changes_answer(rights, asked, at))
    response.headers["Cache-Control"] = "no-store"
    return response


@v1.get("/keys")
@open_to_all("public keys, with which anyone may check an answer")
def keys() -> Any:
    return _json({"keys": [key_of(queries.public())], **queries.house()})


@v1.get("/openapi.json")
@open_to_all("what may be asked and how is no secret")
def openapi() -> Any:
    return _json(forms.document(queries.house().get("notice", "")))


def _problem(status: int) -> Response:
    known = current_app.extensions.get(TOLD, {})
    response = _json({"error": status, "code": CODES.get(status, "error"), **known})
    response.status_code = status
    return response


@v1.errorhandler(HTTPException)
def refused(error: HTTPException) -> Any:
    response = _problem(error.code or 500)
    if error.code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="cstrain"'
    return response


@v1.errorhandler(Exception)
def no_answer(error: Exception) -> Any:
    """Nothing is said of what failed, and above all not "cleared"."""
    number: str = request.environ.setdefault("cstrain.request", new_id())
    current_app.logger.error("no answer %s at %s", number, request.path, exc_info=error)
    response = _problem(503)
    response.headers["Retry-After"] = str(RETRY)
    return response


@v1.before_request
def _know_the_house() -> None:
    current_app.extensions.setdefault(TOLD, {}).update(queries.house())


@v1.after_request
def _mark(response: Response) -> Response:
    """Answers differ by token; which installation speaks stands in a header too (its word, as headers are ASCII)."""
    response.vary.add("Authorization")
    kind = current_app.extensions.get(TOLD, {}).get("installation", {}).get("kind")
    if kind:
        response.headers["X-Cstrain-Installation"] = kind
    return response
