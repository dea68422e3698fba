"""The two marks a view may bear."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from cstrain.kit.errors import Forbidden
from cstrain.kit.web import wants_json
from cstrain.people.doors.asking import who
from cstrain.people.rules import May

P = ParamSpec("P")
R = TypeVar("R")
OWN_PASSWORD_FIRST = {"people.own_password", "people.save_own_password"}


def _sign_in_first() -> AnyResponse:
    if wants_json():
        abort(401)
    target = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("people.login", next=target), 303)


def needs(may: May) -> Callable[[Callable[P, R]], Callable[P, R | AnyResponse]]:
    """Open this view to people whose grants give ``may``; others get 403, strangers the sign-in page."""

    def mark(view: Callable[P, R]) -> Callable[P, R | AnyResponse]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | AnyResponse:
            found = who()
            if found is None:
                return _sign_in_first()
            request.environ["cstrain.me"] = found
            request.environ["cstrain.actor"] = found.id
            if not found.password_is_own and request.endpoint not in OWN_PASSWORD_FIRST:
                return redirect(url_for("people.own_password"), 303)
            if not found.can(may):
                raise Forbidden
            return view(*args, **kwargs)

        guarded.__door__ = may  # type: ignore[attr-defined]
        return guarded

    return mark


def open_to_all(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open this view to strangers, for a reason that stands in docs/permissions.md."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__door__ = f"open: {reason}"  # type: ignore[attr-defined]
        return view

    return mark


def _asking() -> dict[str, Any]:
    return {"me": request.environ.get("cstrain.me") if request else None, "May": May}


def attach(app: Flask) -> None:
    """Templates know ``me`` and ``May``."""
    app.context_processor(_asking)
