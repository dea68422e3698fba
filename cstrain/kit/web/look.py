"""The files of the look. Their addresses hold the hash of all of them, so a browser keeps each for ever and asks for none
again; a changed file gives all of them new addresses. Modules and sheets name one another by relative addresses, so they
follow without being rewritten."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response

MARKED = re.compile(r"([0-9a-f]{16})/(.+)")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@lru_cache(maxsize=8)
def mark_of(folder: str) -> str:
    """The hash of all files of the folder and their names."""
    root, whole = Path(folder), hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def send(app: Flask, filename: str, send_file: Any) -> Response:
    """A file by its marked address, which never changes, or by its plain one, which may. A page that was opened before the
    files changed still gets them by the mark it knows."""
    found = MARKED.fullmatch(filename)
    response: Response = send_file(found[2] if found else filename)
    is_known = found is not None and found[1] == mark_of(str(app.static_folder))
    response.headers["Cache-Control"] = FOR_EVER if is_known else ASK_AGAIN
    return response


def attach(app: Flask) -> None:
    """Addresses made with ``url_for('static', …)`` bear the mark."""
    mark = mark_of(str(app.static_folder))

    def marked(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = f"{mark}/{values['filename']}"

    app.url_defaults(marked)
