"""Serving: threaded gunicorn processes and one worker beside them; killing any one of them is survived."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cstrain.start import PARENT

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Server(BaseApplication):
    """gunicorn with our options; the application is made anew in each process."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        from cstrain.factory import create_app

        return create_app()

    def run(self) -> None:
        Master(self).run()


class Master(Arbiter):
    """gunicorn's master, which beside those that serve keeps one worker for what is done later.

    Its loop comes round at least once a second: a worker that ended is started again; it ends by itself when the master
    is gone (``flask jobs work`` looks who its parent is).
    """

    jobs: subprocess.Popen[bytes] | None = None

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.jobs is None or self.jobs.poll() is not None:
            command = [sys.executable, "-m", "flask", "jobs", "work"]
            own = {**os.environ, "FLASK_APP": "app.py", PARENT: str(os.getpid())}
            self.jobs = subprocess.Popen(command, cwd=ROOT, env=own)  # noqa: S603 - our own command

    def stop(self, graceful: bool = True) -> None:
        if self.jobs is not None and self.jobs.poll() is None:
            self.jobs.terminate()
        super().stop(graceful)


def _check_address(host: str) -> bool:
    """True when the server will speak plain HTTP beyond this machine (allowed only with INSECURE=1)."""
    plain = os.environ.get("HTTPS", "") != "1" and host not in LOOPBACK
    if plain and os.environ.get("INSECURE", "") != "1":
        sys.exit(
            f"HOST={host} 会让别的设备用不加密的 HTTP 访问，密码和签字会被看见。\n"
            "请在前面放一个 HTTPS 代理并设 HTTPS=1，或者明知风险时设 INSECURE=1。"
        )
    return plain


def serve(app: Flask) -> None:
    """Serve on HOST:PORT (127.0.0.1:5000) until stopped; the worker is restarted whenever it dies."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "5000")
    if _check_address(host):
        print("INSECURE=1：没有 HTTPS。断网续答、扫码和通行密钥不能用，别人能看见密码。", flush=True)
    print(f"cstrain: http://{host}:{port}", flush=True)
    options = {
        "bind": f"{host}:{port}",
        "workers": int(os.environ.get("PROCESSES", "2")),
        "threads": int(os.environ.get("THREADS", "8")),
        "worker_class": "gthread",
        "graceful_timeout": 20,
        "timeout": 60,
        "keepalive": 5,
        "accesslog": None,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    Server(options).run()
