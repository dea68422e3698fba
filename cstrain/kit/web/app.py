"""The application class: stamps the receive time, commits once, renders after the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from cstrain.kit import clock, db
from cstrain.kit.web import look
from cstrain.kit.web.menu import MenuEntry
from cstrain.kit.web.page import Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class Registry:
    """What the rooms bring along: words of refusals, menu entries, what the janitor does at each round.

    ``kept``: what was dear to read and is told apart by a stamp; per application and process, never the only place.
    """

    refusals: dict[str, Any] = field(default_factory=dict)
    menu: list[MenuEntry] = field(default_factory=list)
    janitors: list[Callable[[datetime], None]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)


def registry() -> Registry:
    found: Registry = current_app.extensions["cstrain"]
    return found


def _status(answer: Any) -> int:
    if isinstance(answer, Page):
        return answer.status
    if isinstance(answer, AnyResponse):
        return answer.status_code
    if isinstance(answer, tuple):
        return next((item for item in answer[1:] if isinstance(item, int)), 200)
    return 200


class Application(Flask):
    """Flask with one commit per changing request, inside dispatch, so that error handlers see what it raises."""

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[clock.RECEIVED] = clock.now()
        return super().wsgi_app(environ, start_response)

    def dispatch_request(self) -> Any:
        try:
            answer: Any = super().dispatch_request()
            if db.is_writing():
                settle: Callable[[], None] = db.finish if _status(answer) < 400 else db.abandon
                settle()
        except BaseException:
            db.abandon()
            raise
        return answer.render() if isinstance(answer, Page) else answer

    def send_static_file(self, filename: str) -> Response:
        return look.send(self, filename, super().send_static_file)

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error(
            "request %s %s %s",
            request.environ.get("cstrain.request", "-"),
            request.method,
            request.path,
            exc_info=exc_info,
        )
