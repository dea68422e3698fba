"""An upload between its dry run and its load: a file of the instance, named by who brought it and its SHA-256.

No row is written for it; what nobody loads within a day is thrown away with the next upload.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from cstrain.kit.errors import NotYours

KEPT = timedelta(days=1)


def _folder() -> Path:
    found = Path(current_app.config["INSTANCE"]) / "uploads"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def keep_upload(data: bytes, file_name: str, *, by: str, at: datetime) -> str:
    """Put the bytes aside; returns the name under which the same person finds them again."""
    folder = _folder()
    for old in folder.iterdir():
        if old.stat().st_mtime < (at - KEPT).timestamp():
            old.unlink(missing_ok=True)
    ending = ".zip" if file_name.casefold().endswith(".zip") else ".md"
    name = f"{hashlib.sha256(data).hexdigest()}{ending}"
    handle, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(folder / f"{by}-{name}")
    return name


def upload(name: str, *, by: str) -> bytes:
    """What this person put aside under that name; 404 for anybody else, and when it is gone."""
    if not re.fullmatch(r"[0-9a-f]{64}\.(md|zip)", name):
        raise NotYours
    path = _folder() / f"{by}-{name}"
    if not path.is_file():
        raise NotYours
    return path.read_bytes()


def forget_upload(name: str, *, by: str) -> None:
    """Throw it away once it is loaded."""
    (_folder() / f"{by}-{name}").unlink(missing_ok=True)
