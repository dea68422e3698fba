"""Refusals and errors as answers: words on a page, or JSON; nothing of the inside ever shows."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from cstrain.kit.errors import BadInput, Forbidden, NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.kit.web.page import came_from, wants_json

PAGES = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
TOLD = ("Allow", "Retry-After", "WWW-Authenticate")  # what an answer of this status has to say (RFC 9110 section 15)


def words_of(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    words = current_app.extensions["cstrain"].refusals[refusal.code]
    facts: dict[str, Any] = refusal.facts
    return str(words) % facts if facts else str(words)


def answer(status: int, **context: Any) -> Any:
    if wants_json():
        plain = {name: str(value) for name, value in context.items() if name != "back"}
        return jsonify(error=status, **plain), status
    shown = status if status in PAGES else (500 if status >= 500 else 400)
    return render_template(f"errors/{shown}.html", status=status, back=came_from(), **context), status


def on_refusal(refusal: Refusal) -> Any:
    status = 429 if refusal.code == "too_many_tries" else 409
    return answer(status, code=refusal.code, words=words_of(refusal))


def on_conflict(error: Exception) -> Any:
    current_app.logger.warning("conflict at %s: %s", request.path, error)
    return answer(409, code="changed_meanwhile", words=_("刚才有人同时改了这里。请回到上一页看最新的内容，再做一次。"))


def on_database(error: DBAPIError) -> Any:
    """A database that cannot be reached or is locked is 503: come back; anything else is a bug."""
    if isinstance(error, IntegrityError):
        return on_conflict(error)
    text = str(error.orig).lower()
    if "locked" in text or "full" in text or error.connection_invalidated or "timeout" in text:
        current_app.logger.error("database unavailable: %s", error)
        return answer(503, code="busy")
    return on_bug(error)


def on_bug(error: Exception) -> Any:
    number: str = request.environ.setdefault("cstrain.request", new_id())
    current_app.logger.exception("bug %s at %s", number, request.path, exc_info=error)
    return answer(500, number=number[:6].upper())


def on_http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    made = make_response(answer(error.code))
    made.headers.extend((name, value) for name, value in error.get_headers() if name in TOLD)
    return made


def attach(app: Flask) -> None:
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(NotYours, lambda _error: answer(404))
    app.register_error_handler(Forbidden, lambda _error: answer(403))
    app.register_error_handler(BadInput, lambda _error: answer(400))
    app.register_error_handler(CSRFError, lambda _error: answer(400, code="csrf"))
    app.register_error_handler(StaleDataError, on_conflict)
    app.register_error_handler(DBAPIError, on_database)
    app.register_error_handler(HTTPException, on_http)
    if not app.testing:
        app.register_error_handler(Exception, on_bug)
