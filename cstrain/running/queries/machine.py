"""What the machine says: its mounts, clock and disk, how the server was started, which copies there are."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from flask import current_app

from cstrain.kit.backup import SERVING, Copy, copies
from cstrain.running.rules import Served, World


def instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def the_world() -> World:
    """The machine as it is now."""
    space = shutil.disk_usage(instance())
    mounts = Path("/proc/self/mounts")
    return World(
        mounts=mounts.read_text() if mounts.is_file() else "",
        clock=_clock_status(),
        free=space.free,
        total=space.total,
        sqlite=sqlite3.sqlite_version_info,
        served=_served(),
    )


def _served() -> Served:
    try:
        said: dict[str, Any] = json.loads((instance() / SERVING).read_text())
    except (OSError, ValueError):
        said = dict(os.environ)
    proxies = str(said.get("TRUSTED_PROXIES") or "0")
    return Served(
        host=str(said.get("HOST") or ""),
        https=said.get("HTTPS") == "1",
        debug=str(said.get("FLASK_DEBUG") or "0") not in ("0", "false", "False") or current_app.debug,
        proxies=int(proxies) if proxies.isdecimal() else 0,
        hosts=str(said.get("TRUSTED_HOSTS") or ""),
    )


def _clock_status() -> int | None:
    """``status`` of struct timex (after modes, offset, freq, maxerror, esterror); asking changes nothing."""
    try:
        libc = ctypes.CDLL(None)
        room = (ctypes.c_long * 64)()
        if libc.adjtimex(ctypes.byref(room)) < 0:
            return None
        return int(ctypes.c_int.from_buffer(room, 5 * ctypes.sizeof(ctypes.c_long)).value)
    except (OSError, AttributeError):
        return None


def kept() -> list[Copy]:
    """The copies in the installation's folder, newest first."""
    return copies(Path(current_app.config["BACKUPS"]))


def last_restore() -> dict[str, Any] | None:
    """What was last put back here in earnest: at, file, lost, reason."""
    log = instance() / "restores.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    return dict(json.loads(lines[-1])) if lines else None
