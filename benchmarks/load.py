"""Closed-loop clients over real HTTP, one connection each, no think time; and the CPU a group of processes has used."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Told:
    """What came back: seconds per request, in order of arrival; statuses that were not wanted."""

    times: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)
    locations: list[str] = field(default_factory=list)
    bytes: int = 0


def request(method: str, path: str, cookie: str = "", data: dict[str, object] | None = None) -> bytes:
    body = urlencode(data or {}).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json" if data else "Accept: text/html",
    ]
    if cookie:
        lines.append(f"Cookie: cstrain={cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _one(port: int, requests: Iterator[bytes], until: float, wanted: int, told: Told, begin: float = 0) -> None:
    await asyncio.sleep(begin)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for each in requests:
        if time.perf_counter() > until:
            break
        begun = time.perf_counter()
        writer.write(each)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        fields = {name.lower(): value for name, value in fields.items()}
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        told.times.append(time.perf_counter() - begun)
        told.bytes += len(body)
        if status != wanted:
            told.wrong[status] = told.wrong.get(status, 0) + 1
        if "location" in fields:
            told.locations.append(fields["location"])
        if fields.get("connection", "").lower() == "close":
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def drive(
    port: int, clients: list[Iterator[bytes]], *, seconds: float = 600, wanted: int = 200, within: float = 0
) -> tuple[Told, float]:
    """Let each client send its requests one after the other; returns what came back and how long it took.

    ``within``: the clients do not begin together but one after the other, spread over so many seconds.
    """
    told = Told()

    async def run() -> float:
        begun = time.perf_counter()
        apart = within / max(1, len(clients))
        await asyncio.gather(
            *(_one(port, each, begun + seconds, wanted, told, place * apart) for place, each in enumerate(clients))
        )
        return time.perf_counter() - begun

    return told, asyncio.run(run())


def _stat(process: Path) -> list[str]:
    return (process / "stat").read_text().rsplit(")", 1)[1].split()


def cpu_of(group: int, beside: Iterable[int] = ()) -> float:
    """CPU seconds, user and system, that a process group has used so far, ended children included, and these others."""
    total, others = 0, set(beside)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            after = _stat(process)
        except OSError:
            continue
        if int(after[2]) == group or int(process.name) in others:
            total += sum(int(after[place]) for place in (11, 12))
    return total / TICKS


def memory_of(group: int) -> float:
    """Proportional set size of a process group in MiB."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rsplit(")", 1)[1].split()[2]) == group:
                rollup = (stat.parent / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024


def figures(told: Told, took: float, cpu: float) -> dict[str, float]:
    """The figures of one measurement; ``cpu``: seconds of the server."""
    times = sorted(told.times)

    def at(share: float) -> float:
        return round(1000 * times[min(len(times) - 1, int(share * len(times)))], 1)

    return {
        "requests": len(times),
        "per_second": round(len(times) / took, 1),
        "cpu_ms": round(1000 * cpu / len(times), 2),
        "p50_ms": at(0.5),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "bytes": round(told.bytes / len(times)),
        "wrong": sum(told.wrong.values()),
    }
