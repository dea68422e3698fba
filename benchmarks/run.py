"""``make bench``: what saving, starting, reading and handing in cost, beside calibrators of the same sitting.

A real server (``python app.py``), real HTTP, 50 clients without think time on the same machine: CPU per operation is the
robust figure, latencies are queueing. QUICK=1 ends within five minutes. DATABASE_URL measures another database (empty).
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import ground, load  # noqa: E402
from cstrain.exam import queries  # noqa: E402
from cstrain.factory import create_app  # noqa: E402
from cstrain.kit import db  # noqa: E402
from tests.cast import Someone, as_, token  # noqa: E402
from tests.chaos.serving import Place, free_port  # noqa: E402
from tests.exam.pages import typed  # noqa: E402

QUICK = os.environ.get("QUICK") == "1"
CLIENTS, WARM = 50, 20
PEOPLE, SECONDS = (60, 6) if QUICK else (300, 30)
NAMES = {
    "ok": "calibrator: ok",
    "commit": "calibrator: ok + one durable SQLite commit",
    "healthz": "cstrain: /healthz",
    "start": "start a 50-question paper drawn from 500",
    "page": "page with one question",
    "save": "save one answer, receipt",
    "submit": "hand in and grade 50 questions",
}


def forever(each: bytes) -> Iterator[bytes]:
    return itertools.repeat(each)


def calibrate(folder: Path) -> dict[str, dict[str, float]]:
    port, found = free_port(), {}
    command = [sys.executable, "-m", "benchmarks.calibrators", str(port)]
    environment = {**os.environ, "CALIBRATOR": str(folder / "calibrator.sqlite3")}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait(port)
        for name in ("ok", "commit"):
            each = load.request("POST", f"/{name}", data={"answer": "3"})
            clients = [forever(each) for _ in range(CLIENTS)]
            found[name] = load.measured(server.pid, lambda clients=clients: load.drive(port, clients, seconds=SECONDS))
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    return found


def _wait(port: int) -> None:
    import socket

    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers at {port}")


class Sitting:
    """The people, their cookies and their attempts."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.app = create_app(INSTANCE=str(place.folder), DATABASE_URL=place.url)
        self.people = ground.lay(self.app, PEOPLE)
        self.doors = [self._signed_in(each) for each in self.people]
        self.attempts: list[str] = []

    def _signed_in(self, someone: Someone) -> tuple[str, str]:
        client = as_(self.app.test_client(), someone)
        csrf = token(client)
        cookie = client.get_cookie("cstrain")
        assert cookie is not None
        return cookie.value, csrf

    def measured(self, clients: list[Iterator[bytes]], wanted: int, seconds: float = 600) -> dict[str, float]:
        assert self.place.server is not None
        return load.measured(
            self.place.server.pid, lambda: load.drive(self.place.port, clients, seconds=seconds, wanted=wanted)
        )

    def lasting(self, clients: list[Iterator[bytes]]) -> dict[str, float]:
        """For SECONDS, after three seconds that do not count: statements are compiled, templates read."""
        load.drive(self.place.port, clients, seconds=3)
        return self.measured(clients, 200, SECONDS)

    def once(self, requests: list[bytes]) -> dict[str, float]:
        """Each person's one request, 50 at a time; the first twenty do not count."""
        load.drive(self.place.port, [iter(requests[:WARM])], wanted=303)
        counted = requests[WARM:]
        return self.measured([iter(counted[number::CLIENTS]) for number in range(CLIENTS)], 303)

    def all(self) -> dict[str, dict[str, float]]:
        found = {"healthz": self.lasting([forever(load.request("GET", "/healthz"))] * CLIENTS)}
        starts = [load.request("POST", "/exam/bench-exam/start", one, {"csrf_token": two}) for one, two in self.doors]
        found["start"] = self.once(starts)
        with self.app.app_context():
            mine = [queries.attempts(each.id, queries.exam_by_key("bench-exam").id)[0].id for each in self.people]
            self.papers = [self._paper(each) for each in mine]
        assert {len(paper) for paper in self.papers} == {ground.ITEMS}
        self.attempts = mine
        pages = [forever(load.request("GET", f"/exam/{mine[one]}/1", self.doors[one][0])) for one in range(CLIENTS)]
        found["page"] = self.lasting(pages)
        found["save"] = self.lasting([self._saves(one) for one in range(CLIENTS)])
        for one in range(PEOPLE):  # every paper is full when it is handed in
            self._fill(one)
        found["submit"] = self.once(
            [load.request("POST", f"/exam/{mine[one]}/submit", *self._said(one)) for one in range(PEOPLE)]
        )
        return found

    def _said(self, one: int) -> tuple[str, dict[str, object]]:
        cookie, csrf = self.doors[one]
        return cookie, {"csrf_token": csrf}

    def _paper(self, attempt_id: str) -> list[dict[str, str]]:
        slots = queries.slots(attempt_id)
        questions = queries.questions_of(slots)
        return [typed(questions[slot.question_version_id], 0) for slot in slots]

    def _saves(self, one: int) -> Iterator[bytes]:
        """Save after save, place after place."""
        cookie, csrf = self.doors[one]
        for seq in itertools.count(1):
            place = seq % ground.ITEMS
            said = {"csrf_token": csrf, "client": "b", "seq": seq, "save_id": f"b{seq}", **self.papers[one][place]}
            yield load.request("POST", f"/exam/{self.attempts[one]}/{place + 1}", cookie, said)

    def _fill(self, one: int) -> None:
        from cstrain.exam import actions
        from cstrain.kit import clock

        at = clock.now()
        with self.app.app_context(), db.transaction(at=at, by=self.people[one].id, why="fill"):
            for place in range(1, ground.ITEMS + 1):
                sent = actions.Save(place, 0, None, "fill", 10**6, f"fill{place}")
                actions.save_answer(self.attempts[one], sent, by=self.people[one].id, received=at)


def machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return {
        "cores": os.cpu_count(),
        "memory_gib": memory,
        "processor": model,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_before": os.getloadavg()[0],
    }


def written(told: dict[str, dict[str, float]], about: dict[str, object]) -> str:
    lines = [
        f"# Speed, {about['at']}",
        "",
        f"{about['cores']} cores ({about['processor']}), {about['memory_gib']} GiB, Python {about['python']}, {about['database']}; "
        f"{CLIENTS} clients without think time on the same machine; load before: {about['load_before']:.2f}; "
        f"memory of all server processes at the end {about['memory_mib']} MiB (PSS).",
        "",
        "| | CPU ms of the server | per second | p50 ms | p95 ms | p99 ms | bytes | requests | wrong |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, each in told.items():
        cells = ("cpu_ms", "per_second", "p50_ms", "p95_ms", "p99_ms", "bytes", "requests", "wrong")
        lines.append(f"| {NAMES[name]} | " + " | ".join(f"{each[cell]:g}" for cell in cells) + " |")
    ratio = told["save"]["cpu_ms"] / told["commit"]["cpu_ms"]
    return "\n".join([*lines, "", f"A save costs {ratio:.1f} × the calibrator with one durable commit.", ""])


def main() -> None:
    about = {**machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "quick": QUICK}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'cstrain.sqlite3'}"
        about["database"] = f"SQLite {sqlite3.sqlite_version}" if url.startswith("sqlite") else "PostgreSQL"
        told = calibrate(folder)
        place = Place(folder, url, free_port())
        command = [sys.executable, "-m", "flask", "db", "upgrade"]
        subprocess.run(command, cwd=ROOT, env=place.environment, check=True, capture_output=True)
        sitting = Sitting(place)
        place.start()
        try:
            told |= sitting.all()
            assert place.server is not None
            about["memory_mib"] = round(load.memory_of(place.server.pid))
        finally:
            place.stop()
            with sitting.app.app_context():
                db.database.engine.dispose()
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    text = written(told, about)
    (results / "latest.json").write_text(json.dumps({"about": about, "figures": told}, indent=2), encoding="utf-8")
    (results / "latest.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
