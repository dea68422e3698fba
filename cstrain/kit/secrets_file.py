"""The installation's secrets: made once in INSTANCE, mode 0600, never in the database."""

from __future__ import annotations

import functools
import json
import os
import secrets
from pathlib import Path

NAMES = ("session", "record", "receipt", "signing", "token")


@functools.lru_cache(maxsize=64)
def secret(instance: Path, name: str) -> bytes:
    """32 bytes under ``name``; made together at first use."""
    path = instance / "secrets.json"
    if not path.exists():
        _make(path)
    found: dict[str, str] = json.loads(path.read_text())
    return bytes.fromhex(found[name])


def _make(path: Path) -> None:
    made = {name: secrets.token_hex(32) for name in NAMES}
    temporary = path.with_suffix(f".{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails if another process was first: its secrets hold
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
