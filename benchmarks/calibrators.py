"""The least that could be done: the same kind of server answers "ok", alone and with one durable commit on SQLite."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from typing import Any

from flask import Flask, request

from cstrain.kit.db.engine import PRAGMAS
from cstrain.serve import Server

own = threading.local()


def connection() -> sqlite3.Connection:
    if not hasattr(own, "connection"):
        own.connection = sqlite3.connect(os.environ["CALIBRATOR"], isolation_level=None, timeout=10)
        for pragma in PRAGMAS:
            own.connection.execute(f"PRAGMA {pragma}")
    return own.connection  # type: ignore[no-any-return]


def application() -> Flask:
    app = Flask("calibrators")

    @app.post("/ok")
    def ok() -> dict[str, str]:
        request.form.get("answer")
        return {"status": "ok"}

    @app.post("/commit")
    def commit() -> dict[str, str]:
        connection().execute("BEGIN IMMEDIATE")
        connection().execute("INSERT INTO answer (text) VALUES (?)", (str(request.form.get("answer")),))
        connection().execute("COMMIT")
        return {"status": "ok"}

    return app


class Calibrator(Server):
    def load(self) -> Flask:
        return application()


def main(port: str) -> None:
    with sqlite3.connect(os.environ["CALIBRATOR"]) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, text TEXT)")
    options: dict[str, Any] = {
        "bind": f"127.0.0.1:{port}",
        "workers": 2,
        "threads": 8,
        "worker_class": "gthread",
        "keepalive": 5,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    Calibrator(options).run()


if __name__ == "__main__":
    main(sys.argv[1])
