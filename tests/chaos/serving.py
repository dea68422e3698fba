"""The server as a user starts it, and what can be done to its processes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Place:
    """Where a server runs: instance folder, database, port."""

    folder: Path
    url: str
    port: int
    server: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def environment(self) -> dict[str, str]:
        own = {"INSTANCE": str(self.folder), "DATABASE_URL": self.url, "PORT": str(self.port), "FLASK_APP": "app.py"}
        return {**os.environ, **own, "HOST": "127.0.0.1", "DEMO": "0"}

    def start(self) -> None:
        """``python app.py`` in a process group of its own; returns when it answers."""
        command = [sys.executable, "app.py"]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while not self.answers():
            assert self.server.poll() is None and time.monotonic() < until, self.said()
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def said(self) -> str:
        return (self.folder / "server.log").read_text()[-4000:]

    def kill_all(self) -> None:
        """kill -9 of master, those that serve and the worker at once; nobody can tidy up."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def kill_children(self) -> int:
        """kill -9 of every child of the master: all that serve, and the worker. Returns how many."""
        assert self.server is not None
        found = children(self.server.pid)
        for each in found:
            os.kill(each, signal.SIGKILL)
        return len(found)

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.kill_all()


def children(parent: int) -> list[int]:
    """Process ids whose parent is ``parent``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        if int(after_name[1]) == parent and after_name[0] != "Z":
            found.append(int(stat.parent.name))
    return found
