"""The copy of every night: begun by the worker in a process of its own, so that exams are closed on time meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from flask import Flask

from cstrain.kit import clock, db
from cstrain.people.queries import installation

CLAIM = ".night-%Y-%m-%d"


class Nightly:
    """Looks once a minute. A claim in the folder of copies keeps a second worker from making the same copy."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.running: subprocess.Popen[bytes] | None = None

    def look(self, at: datetime) -> bool:
        """Begin when the hour has come and nobody has begun today. True when it began."""
        if self.running is not None and self.running.poll() is None:
            return False
        self.running = None
        local, hour = clock.local(at), self.app.config["BACKUP_AT"]
        if not hour.isdecimal() or local.hour != int(hour) or not self._is_real() or not self._claim(local):
            return False
        self.running = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app.py", "backup", "--nightly"],
            cwd=self.app.root_path,
            env={**os.environ, "INSTANCE": self.app.config["INSTANCE"], "DATABASE_URL": self._url()},
        )
        return True

    def _url(self) -> str:
        return db.database.engine.url.render_as_string(hide_password=False)

    def _is_real(self) -> bool:
        """A demo is made anew in two minutes; nobody wants copies of it."""
        found = installation()
        db.abandon()
        return found is not None and not found.is_demo

    def _claim(self, local: datetime) -> bool:
        folder = Path(self.app.config["BACKUPS"])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = folder / local.strftime(CLAIM)
        try:
            os.close(os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        for old in folder.glob(".night-*"):
            if old.name < mine.name:
                old.unlink(missing_ok=True)
        return True
