"""The worker beside the server: it comes back when it is killed, and goes when the server is killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cstrain.serve import JOBS
from tests.chaos.serving import Place, children

pytestmark = pytest.mark.chaos


def workers(parent: int) -> list[int]:
    """The children of ``parent`` that do what is done later."""
    found = []
    for each in children(parent):
        try:
            said = Path(f"/proc/{each}/comm").read_text().strip()
        except OSError:  # it ended meanwhile
            continue
        if said == JOBS:
            found.append(each)
    return found


def soon(holds: Callable[[], object], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_the_worker_is_kept_and_ends_with_the_server(place: Place) -> None:
    place.start()
    try:
        assert place.server is not None
        master = place.server.pid
        assert soon(lambda: workers(master))
        first = workers(master)
        os.kill(first[0], signal.SIGKILL)
        assert soon(lambda: (now := workers(master)) and now != first), "nobody started it again"
        left = workers(master)
        assert len(left) == 1
        time.sleep(3)  # so that it has begun its rounds
        os.kill(master, signal.SIGKILL)
        place.server.wait()
        assert soon(lambda: not Path(f"/proc/{left[0]}").exists()), "an orphan goes on working"
    finally:
        place.stop()
