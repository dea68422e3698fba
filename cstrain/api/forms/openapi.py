"""The OpenAPI document that /api/v1/openapi.json serves."""

from __future__ import annotations

from typing import Any

from cstrain.api.forms.schemas import SCHEMAS, ref

ABOUT = (
    "Asks whether an agent may serve customers, and at which level they stand. Only status cleared means yes; an answer may "
    "be used before answer_valid_until only; whatever fails is 503. Every answer is signed (docs/api.md shows how to check)."
)
REFUSED = {
    "400": "An unknown parameter. A token is never read from the address.",
    "401": "No token, or one that is wrong, over or revoked: always the same answer.",
    "403": "This token does not open this question.",
}
WHOM = {
    "name": "employee_no",
    "in": "path",
    "required": True,
    "description": "Today's number or a former one; blanks, width and case do not matter.",
    "schema": {"type": "string", "minLength": 1},
}

SINCE = {
    "name": "since",
    "in": "path",
    "required": True,
    "description": "An instant with its offset, such as next of the last answer.",
    "schema": {"type": "string", "format": "date-time"},
}


def _json(name: str, about: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"description": about, "content": {"application/json": {"schema": ref(name)}}}
    if headers:
        said["headers"] = {
            header: {"description": text, "schema": {"type": "string"}} for header, text in headers.items()
        }
    return said


def _no_answer() -> dict[str, Any]:
    text = "There is no answer now; somebody who was cleared is not cleared by this."
    return {"503": _json("Problem", text, {"Retry-After": "Seconds."})}


def _question(name: str, summary: str) -> dict[str, Any]:
    kept = {"Cache-Control": "private, a minute at most.", "X-Cstrain-Installation": "real or demo."}
    refused = {
        status: _json("Problem", text, {"WWW-Authenticate": "Bearer."} if status == "401" else None)
        for status, text in REFUSED.items()
    }
    answers = {"200": _json(name, "The signed answer.", kept), **refused, **_no_answer()}
    return {
        "get": {
            "operationId": name.lower(),
            "summary": summary,
            "security": [{"token": []}],
            "parameters": [WHOM],
            "responses": answers,
        }
    }


def _changes() -> dict[str, Any]:
    """Reconciliation of what is pushed."""
    kept = {"Cache-Control": "no-store", "X-Cstrain-Installation": "real or demo."}
    asked = _question("Changes", "What happened since then: the same lines, with the same keys, as are pushed")
    asked["get"]["parameters"] = [SINCE]
    asked["get"]["responses"]["200"] = _json("Changes", "At most 500 lines, oldest first.", kept)
    return asked


def _open(operation: str, summary: str, answer: dict[str, Any]) -> dict[str, Any]:
    responses = {"200": answer, **_no_answer()}
    return {"get": {"operationId": operation, "summary": summary, "security": [], "responses": responses}}


def document(notice: str = "") -> dict[str, Any]:
    """The whole document; ``notice``: what a demo installation says of itself."""
    itself: dict[str, Any] = {
        "description": "This document.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "cstrain",
            "version": "1",
            "summary": "Clearance and level of agents",
            "description": f"{notice} {ABOUT}".strip(),
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/agents/{employee_no}/clearance": _question("Clearance", "May this person serve customers?"),
            "/api/v1/agents/{employee_no}/level": _question("Level", "At which level does this person stand?"),
            "/api/v1/changes/{since}": _changes(),
            "/api/v1/keys": _open("keys", "The keys to check answers with", _json("Keys", "Public keys.")),
            "/api/v1/openapi.json": _open("openapi", "This document", itself),
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "cst_…, sent as Bearer."}},
        },
    }
