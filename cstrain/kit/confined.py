"""One function in a process of its own with little memory and time: for files that strangers wrote.

``run("cstrain.kit.tables:unpacked", data)`` gives the bytes to the function and takes back what it returns, as JSON. A file
that eats all it is given, or brings the reader down, costs that process only, and is refused as too large.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from cstrain.kit.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 768 * 1024 * 1024
SECONDS = 20
OUTPUT = 64 * 1024 * 1024


def run(name: str, data: bytes) -> Any:
    """What ``name`` ("module:function") makes of the bytes; refusals of it are refusals here. ``file_too_heavy`` when it
    needs more than it may."""
    command = [sys.executable, "-m", "cstrain.kit.confined", name]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on a name of our own
            command, input=data, capture_output=True, cwd=ROOT, timeout=SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise Refusal("file_too_heavy") from slow
    if done.returncode or len(done.stdout) > OUTPUT:
        raise Refusal("file_too_heavy")
    told = json.loads(done.stdout)
    if "refused" in told:
        raise Refusal(told["refused"], **told["facts"])
    return told["made"]


def limit() -> None:
    """What this process may use from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(name: str) -> None:
    limit()
    module, _, function = name.partition(":")
    data = sys.stdin.buffer.read()
    try:
        told = {"made": getattr(importlib.import_module(module), function)(data)}
    except Refusal as refusal:
        told = {"refused": refusal.code, "facts": refusal.facts}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1])
