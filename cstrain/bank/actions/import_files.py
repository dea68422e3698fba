"""What lies in the instance while a file is brought in: the file itself, its plan, how far a job has come."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from cstrain.kit.errors import NotYours

KEPT = timedelta(days=30)
FILE, PLAN, PROGRESS = "file", "plan.json", "progress"


def _folder() -> Path:
    found = Path(current_app.config["INSTANCE"]) / "imports"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def _place(import_id: str) -> Path:
    if not re.fullmatch(r"[0-9A-Za-z_-]{4,32}", import_id):
        raise NotYours
    return _folder() / import_id


def keep(import_id: str, name: str, data: bytes) -> None:
    """Put bytes there, whole or not at all."""
    place = _place(import_id)
    place.mkdir(mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(place / name)


def kept(import_id: str, name: str = FILE) -> bytes:
    """The bytes again; 404 when they are gone."""
    path = _place(import_id) / name
    if not path.is_file():
        raise NotYours
    return path.read_bytes()


def keep_plan(import_id: str, plan: dict[str, Any]) -> None:
    keep(import_id, PLAN, json.dumps(plan, ensure_ascii=False, separators=(",", ":")).encode())


def kept_plan(import_id: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kept(import_id, PLAN))
    return found


def tell_progress(import_id: str, done: int, whole: int) -> None:
    """How far a job has come: a file, because a row would hold up whoever writes."""
    keep(import_id, PROGRESS, f"{done} {whole}".encode())


def progress(import_id: str) -> tuple[int, int]:
    """(done, of how many); (0, 0) before the first word."""
    path = _place(import_id) / PROGRESS
    done, _, whole = path.read_text().partition(" ") if path.is_file() else ("0", "", "0")
    return int(done), int(whole)


def forget_old(at: datetime) -> None:
    """Throw away what was brought more than thirty days ago; rows say what came of it."""
    for old in _folder().iterdir():
        if old.stat().st_mtime < (at - KEPT).timestamp():
            shutil.rmtree(old, ignore_errors=True)
