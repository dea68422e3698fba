"""The one way out over HTTP: to public addresses by https, never where a redirect points, never into the own network.

``OUT_PRIVATE`` (host names, by commas) lists the machines inside that an administrator of the machine allows; plain http
only to those among them that are this machine itself.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from cstrain.kit.errors import Refusal

WAIT = 5.0  # seconds for the whole of connecting, and for each read
MOST_READ = 64 * 1024


class Unreachable(Exception):
    """It did not get there, or nobody knows whether it did."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def allowed_inside() -> frozenset[str]:
    return frozenset(each.strip().lower() for each in current_app.config["OUT_PRIVATE"].split(",") if each.strip())


def require_address(address: str) -> SplitResult:
    """The parts of an address that may be called. Refusals ``address_not_https``, ``address_is_odd``; nothing is resolved."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Refusal("address_is_odd") from None
    inside = host in allowed_inside()
    if parts.scheme != "https" and not (parts.scheme == "http" and inside and _is_loopback(host)):
        raise Refusal("address_not_https")
    odd = parts.username is not None or parts.password is not None or bool(parts.fragment) or not host
    if odd or not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise Refusal("address_is_odd")
    if not inside and (port not in (None, 443) or "." not in host or _is_number(host)):
        raise Refusal("address_is_odd")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_number(host: str) -> bool:
    """127.1, 0x7f.1, 2130706433, [::1]: nobody's public service is called by a number."""
    return ":" in host or all(piece and piece[0].isdigit() for piece in host.split("."))


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send ``body``; a redirect is an answer like any other. Raises Unreachable, and Refusal as ``require_address``."""
    parts = require_address(address)
    host = (parts.hostname or "").lower()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port, timeout=WAIT)
    connection.default_port = 443 if parts.scheme == "https" else 80  # what the Host header leaves out
    try:
        connection.sock = _connected(host, port, parts.scheme == "https")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST_READ))
    except (OSError, http.client.HTTPException) as trouble:
        raise Unreachable(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble
    finally:
        connection.close()


def _connected(host: str, port: int, encrypted: bool) -> socket.socket:
    """A connection to the very address that was looked at: nothing is resolved a second time."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, where in found:
        if not ipaddress.ip_address(str(where[0]).split("%")[0]).is_global and host not in allowed_inside():
            raise Unreachable(f"{host} lies inside the own network")
    plain = socket.create_connection((str(found[0][4][0]), port), timeout=WAIT)
    if not encrypted:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
