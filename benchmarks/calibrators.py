"""The least that could be done: the same kind of server answers "ok", alone and with one durable commit of one answer.

The commit on SQLite stands in one queue, as the application's do: without it SQLite's busy handler would burn time.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import sys
import threading
from typing import Any

from flask import Flask, request

from cstrain.kit.db.engine import PRAGMAS
from cstrain.serve import Server

own = threading.local()
URL = os.environ.get("CALIBRATOR", "")


def connection() -> Any:
    if not hasattr(own, "connection"):
        if URL.startswith("postgresql"):
            import psycopg

            own.connection = psycopg.connect(URL)
        else:
            own.connection = sqlite3.connect(URL, isolation_level=None, timeout=10)
            for pragma in PRAGMAS:
                own.connection.execute(f"PRAGMA {pragma}")
    return own.connection


def keep(answer: str) -> None:
    held = connection()
    if URL.startswith("postgresql"):
        held.execute("INSERT INTO calibrator (text) VALUES (%s)", (answer,))
        held.commit()
        return
    queue = os.open(f"{URL}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(queue, fcntl.LOCK_EX)
        held.execute("BEGIN IMMEDIATE")
        held.execute("INSERT INTO calibrator (text) VALUES (?)", (answer,))
        held.execute("COMMIT")
    finally:
        os.close(queue)


def application() -> Flask:
    app = Flask("calibrators")

    @app.post("/ok")
    def ok() -> dict[str, str]:
        request.form.get("a")
        return {"status": "ok"}

    @app.post("/commit")
    def commit() -> dict[str, str]:
        keep(str(request.form.get("a")))
        return {"status": "ok"}

    return app


class Calibrator(Server):
    def load(self) -> Flask:
        return application()


def make_table() -> None:
    if URL.startswith("postgresql"):
        connection().execute("CREATE TABLE IF NOT EXISTS calibrator (id SERIAL PRIMARY KEY, text TEXT)")
        connection().commit()
        connection().close()
        del own.connection
        return
    with sqlite3.connect(URL) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE IF NOT EXISTS calibrator (id INTEGER PRIMARY KEY, text TEXT)")


def main(port: str) -> None:
    make_table()
    options: dict[str, Any] = {
        "bind": f"127.0.0.1:{port}",
        "workers": int(os.environ.get("PROCESSES", "2")),
        "threads": int(os.environ.get("THREADS", "8")),
        "worker_class": "gthread",
        "keepalive": 5,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    Calibrator(options).run()


if __name__ == "__main__":
    main(sys.argv[1])
