"""What the doctor looks at outside the database, as values; and the judgements that need nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "glusterfs", "ceph", "afs", "fuse.s3fs")
LOOPBACK = ("127.0.0.1", "localhost", "::1", "")
MOST_PROXIES = 2
MEMORY, TIME = 19456, 2  # of argon2id: OWASP's smallest, and what we hash with
UNSYNCED = 0x40  # STA_UNSYNC of adjtimex(2)


@dataclass(frozen=True)
class Finding:
    """``code``: its words and what to do; ``facts`` fill them; ``is_note``: worth knowing, no reason for alarm."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_note: bool = False


@dataclass(frozen=True)
class Served:
    """How the server was told to serve: its own words, or the environment when it never ran."""

    host: str = ""
    https: bool = False
    debug: bool = False
    proxies: int = 0
    hosts: str = ""  # TRUSTED_HOSTS


@dataclass(frozen=True)
class World:
    """The machine. ``mounts``: /proc/self/mounts; ``clock``: status of adjtimex(2), None where there is none;
    ``free``, ``total``: bytes where the instance lies; ``sqlite``: its version."""

    mounts: str
    clock: int | None
    free: int
    total: int
    sqlite: tuple[int, ...]
    served: Served


def network_place(path: str, mounts: str) -> str:
    """The kind of network file system that ``path`` lies on, or ""."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ").rstrip("/")
        if (path == point or path.startswith(point + "/")) and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind if kind in NETWORK else ""


def is_affected(version: tuple[int, ...]) -> bool:
    """SQLite's WAL-reset race: 3.7.0 to 3.51.2, mended in 3.51.3, 3.50.7 and 3.44.6."""
    if version[:2] in ((3, 44), (3, 50)):
        return version < ((3, 44, 6) if version[1] == 44 else (3, 50, 7))
    return (3, 7, 0) <= version < (3, 51, 3)


def is_weak(hashed: str) -> bool:
    """A password's hash that is cheaper to try than ours: another scheme, less memory, fewer rounds."""
    parts = hashed.split("$")
    if len(parts) < 4 or parts[1] != "argon2id":
        return True
    said = dict(pair.split("=", 1) for pair in parts[3].split(",") if "=" in pair)
    return int(said.get("m", 0)) < MEMORY or int(said.get("t", 0)) < TIME


def unfit_address(served: Served) -> Iterator[Finding]:
    """What speaks against how the server is reached."""
    outside = served.host not in LOOPBACK
    if served.debug:
        yield Finding("debug")
    if outside and not served.https:
        yield Finding("plain_http", {"host": served.host})
    if served.proxies and outside:
        yield Finding("proxy_bypassed", {"host": served.host, "proxies": served.proxies})
    if served.proxies > MOST_PROXIES:
        yield Finding("proxy_wide", {"proxies": served.proxies})
    if (served.https or outside) and not served.hosts.strip():
        yield Finding("trusted_hosts")
