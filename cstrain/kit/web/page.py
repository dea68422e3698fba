"""Answers. A view returns ``page(...)``: rendered only after the commit, so that no lock is held while HTML is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse


@dataclass
class Page:
    """A template and what it shows, not yet rendered."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def render(self) -> Response:
        return make_response(render_template(self.template, **self.context), self.status)


def page(template: str, status: int = 200, **context: Any) -> Page:
    """A whole page; ``status`` 422 with the form that was refused."""
    return Page(template, context, status)


def part(template: str, status: int = 200, **context: Any) -> Page:
    """A part of a page for htmx or a module; its template's name begins with ``_``."""
    return Page(template, context, status)


def wants_part() -> bool:
    return request.headers.get("HX-Request") == "true"


def wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"


def back(endpoint: str, **values: Any) -> AnyResponse:
    """See other: after a deed the browser gets the page with a fresh GET."""
    return redirect(url_for(endpoint, **values), 303)


def _named(response: Response, name: str, disposition: str) -> Response:
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    return response


def download(data: bytes, name: str, mimetype: str) -> Response:
    """A file to keep, never opened in the page's own origin."""
    return _named(Response(data, mimetype=mimetype), name, "attachment")


def inline_file(data: bytes, name: str, mimetype: str) -> Response:
    """A picture, PDF or film to show; sandboxed, so that it can run nothing here."""
    response = _named(Response(data, mimetype=mimetype), name, "inline")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def came_from() -> str:
    """The path of the page this request came from, on this site only; else the root."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or parts.path == request.path:
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
