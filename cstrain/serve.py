"""Serving: threaded gunicorn processes and one worker beside them; killing any one of them is survived."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from gunicorn import sock
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from sqlalchemy.orm import configure_mappers

from cstrain.kit import clock, db
from cstrain.kit.backup import SERVING
from cstrain.kit.db import migrations
from cstrain.records.queries import rolled_back
from cstrain.start import work_beside

JOBS = "cstrain-jobs"
SHARED = ("layout.html", "macros/ui.html", "bank/_question.html")
M_ARENA_MAX = -8
MOST_STOPPED = 5.0  # seconds
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Server(BaseApplication):
    """gunicorn with our options, on an application that was made before its processes are."""

    def __init__(self, options: dict[str, Any], app: Flask | None = None) -> None:
        self.options, self.app = options, app
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        assert self.app is not None
        prepare_to_share(self.app)
        return self.app

    def run(self) -> None:
        Master(self).run()


def prepare_to_share(app: Flask) -> None:
    """Before forking: what every process would make for itself is made once, and the collector leaves it alone, so that
    its pages stay shared. No connection to the database goes with them."""
    configure_mappers()
    with app.app_context():
        db.database.engine.dispose()
    for name in SHARED:
        app.jinja_env.get_template(name)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)  # glibc would give every thread a heap of its own
    gc.set_threshold(20_000, 20, 50)  # a request leaves some thousand objects and no rings worth a walk
    gc.collect()
    gc.freeze()


class Master(Arbiter):
    """gunicorn's master, which beside those that serve keeps one worker for what is done later.

    Its loop comes round at least once a second: a worker that ended is started again; it ends by itself when the master
    is gone. The worker is forked, so that it shares the application's memory; ``ps`` shows it as ``cstrain-jobs``.
    """

    jobs = 0  # process id
    stopped: ClassVar[dict[int, float]] = {}  # process id → since when it has been seen stopped

    def murder_workers(self) -> None:
        """Beside those that hang: one that was stopped may hold the writers' queue, and everybody would wait for it."""
        super().murder_workers()
        since, now = self.stopped, time.monotonic()
        for process in [*self.WORKERS, self.jobs]:
            if not _is_stopped(process):
                since.pop(process, None)
            elif now - since.setdefault(process, now) > MOST_STOPPED:
                since.pop(process)
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

    def manage_workers(self) -> None:
        super().manage_workers()
        if isinstance(self.app, Server) and self.app.app is not None and not _is_alive(self.jobs):
            self.jobs = _fork_jobs(self, self.app.app)

    def stop(self, graceful: bool = True) -> None:
        if _is_alive(self.jobs):
            os.kill(self.jobs, signal.SIGTERM)
        super().stop(graceful)


def _is_alive(process: int) -> bool:
    """The master reaps all its children, so one that ended is soon gone."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return process > 0


def _is_stopped(process: int) -> bool:
    """By a signal or a debugger; one that works long is not."""
    try:
        said = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return said.rsplit(")", 1)[1].split()[0] in "Tt"


def _fork_jobs(master: Arbiter, app: Flask) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    ended = 1
    try:
        sock.close_sockets(master.LISTENERS, unlink=False)
        for number in [*Arbiter.SIGNALS, signal.SIGCHLD]:
            signal.signal(number, signal.SIG_DFL)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(JOBS)
        work_beside(app, parent)
        ended = 0
    except BaseException:
        app.logger.exception("the worker ends")
        raise
    finally:
        os._exit(ended)


def is_encrypted() -> bool:
    """By a proxy in front, or by a certificate of our own."""
    return os.environ.get("HTTPS", "") == "1" or bool(os.environ.get("TLS_CERT"))


def _check_address(host: str) -> bool:
    """True when the server will speak plain HTTP beyond this machine (allowed only with INSECURE=1)."""
    plain = not is_encrypted() and host not in LOOPBACK
    if plain and os.environ.get("INSECURE", "") != "1":
        sys.exit(
            f"HOST={host} 会让别的设备用不加密的 HTTP 访问，密码和签字会被看见。\n"
            "用 flask certificate 做一张证书并设 TLS_CERT 和 TLS_KEY，或者在前面放一个 HTTPS 代理并设 HTTPS=1；\n"
            "明知风险时设 INSECURE=1。见 docs/deploy.md。"
        )
    return plain


def _require_own_tables(app: Flask) -> None:
    """Neither an older program on newer tables nor the other way around: either would write what the other cannot read."""
    folder = Path(app.root_path) / "cstrain" / "migrations"
    with app.app_context():
        stands, wanted = migrations.here(), migrations.newest(folder)
    if stands is not None and stands != wanted:
        sys.exit(
            f"数据库的表是 {stands} 版，这个程序要 {wanted} 版，没有启动。\n"
            "程序更新过：先运行 flask backup，再运行 flask prepare。程序比数据库旧：换回新的程序，或者恢复当时的备份。"
        )


def _ask_the_witness(app: Flask) -> None:
    """Say so when the newest checkpoint outside the database is not in it: it was rolled back, or written anew."""
    with app.app_context():
        found = rolled_back()
        if found is not None:
            app.logger.error("the record was rolled back: checkpoint %s of the witness is not here", found.number)
            print(
                f"注意：外面的见证（{app.config['WITNESS']}）记着第 {found.number} 次封存，这里没有。\n"
                "数据库被退回过或者被重写过。请用 flask records verify 核对，并找到更新的备份。",
                flush=True,
            )


def _say_how_it_serves(app: Flask, host: str) -> None:
    """For ``flask doctor`` and ``flask restore``, which run in another environment than the server does."""
    names = ("HTTPS", "INSECURE", "TRUSTED_PROXIES", "TRUSTED_HOSTS", "FLASK_DEBUG")
    said = {name: os.environ.get(name, "") for name in names} | {"HOST": host, "process": os.getpid()}
    said["HTTPS"] = "1" if is_encrypted() else ""
    (Path(app.config["INSTANCE"]) / SERVING).write_text(json.dumps(said))


def serve(app: Flask) -> None:
    """Serve on HOST:PORT (127.0.0.1:5000) until stopped; the worker is restarted whenever it dies."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "5000")
    if _check_address(host):
        print("INSECURE=1：没有 HTTPS。断网续答、扫码和通行密钥不能用，别人能看见密码。", flush=True)
    certificate, key = os.environ.get("TLS_CERT") or None, os.environ.get("TLS_KEY") or None
    print(f"cstrain: {'https' if certificate else 'http'}://{host}:{port}", flush=True)
    _require_own_tables(app)
    _ask_the_witness(app)
    clock.follow(Path(app.config["INSTANCE"]) / "clock.json")
    _say_how_it_serves(app, host)
    options = {
        "bind": f"{host}:{port}",
        "certfile": certificate,
        "keyfile": key,
        "workers": int(os.environ.get("PROCESSES", "2")),
        "threads": int(os.environ.get("THREADS", "8")),
        "worker_class": "gthread",
        "preload_app": True,
        "graceful_timeout": 20,
        "timeout": 60,
        "keepalive": 5,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    Server(options, app).run()
