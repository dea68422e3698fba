"""A server that stands in for the three platforms: it checks each one's signature with its own code, and answers as they do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

DING, FEISHU = "SECdingdingding", "feishu-secret"


def mac(key: bytes, said: bytes) -> str:
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


class Platforms(ThreadingHTTPServer):
    """``heard``: (platform, text) in order; ``say``: what to answer next, as (status, body), before the usual answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.heard: list[tuple[str, str]] = []
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.say: list[tuple[int, Any]] = []
        self.came, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Desk(BaseHTTPRequestHandler):
    server: Platforms

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, dict(self.headers), body))
        self.server.came.set()
        self.server.may_answer.wait(5)
        status, said = self.server.say.pop(0) if self.server.say else (200, self._judged(body))
        data = json.dumps(said).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.root + "/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _judged(self, body: bytes) -> dict[str, Any]:
        parts, said = urlsplit(self.path), json.loads(body)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robot/send":
            stamp = asked.get("timestamp", "")
            right = mac(DING.encode(), f"{stamp}\n{DING}".encode())
            if asked.get("sign") != right:
                return {"errcode": 310000, "errmsg": "sign not match"}
            self.server.heard.append(("dingtalk", said["text"]["content"]))
            return {"errcode": 0, "errmsg": "ok"}
        if parts.path.startswith("/open-apis/bot/v2/hook/"):
            if said.get("sign") != mac(f"{said.get('timestamp')}\n{FEISHU}".encode(), b""):
                return {"code": 19021, "msg": "sign match fail"}
            self.server.heard.append(("feishu", said["content"]["text"]))
            return {"code": 0, "msg": "success"}
        if parts.path == "/cgi-bin/webhook/send" and asked.get("key") == "wecom-key":
            self.server.heard.append(("wecom", said["text"]["content"]))
            return {"errcode": 0, "errmsg": "ok"}
        return {"errcode": 93000, "errmsg": "invalid webhook url"}

    def log_message(self, *_said: Any) -> None:
        """Quiet."""


@contextmanager
def platforms() -> Iterator[Platforms]:
    made = Platforms()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
