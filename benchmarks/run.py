"""``make bench``: what an exam costs, beside calibrators of the same sitting, on SQLite and on PostgreSQL.

A real server (``python app.py``), real HTTP, clients without think time on the same machine: CPU per operation is the robust
figure, latencies are queueing. Writes benchmarks/results/latest.json (flat; figures of PostgreSQL end in _pg) and latest.md.
QUICK=1 ends within five minutes. PostgreSQL is measured when BENCH_POSTGRES (or TEST_POSTGRES) answers.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import copies, drill, ground, importing, item_statistics, load, records, replies, search  # noqa: E402
from benchmarks.sitting import Sitting  # noqa: E402
from cstrain.exam import queries  # noqa: E402
from cstrain.factory import create_app  # noqa: E402
from cstrain.kit import clock, db  # noqa: E402
from tests.chaos.serving import Place, free_port  # noqa: E402

QUICK = os.environ.get("QUICK") == "1"
SECONDS, PEOPLE, FEW, ATTEMPTS = (4, 500, 30, 1) if QUICK else (20, 500, 100, 10)
WARM = 20
Figures = dict[str, float]


def backends(url: str) -> list[int]:
    """The server processes of PostgreSQL that work for this database."""
    if not url.startswith("postgresql"):
        return []
    import psycopg

    with psycopg.connect(url) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [row[0] for row in connection.execute(asked)]


class Meter:
    """Measures one server: what came back, how long it took, what it cost."""

    def __init__(self, group: int, port: int, url: str) -> None:
        self.group, self.port, self.url = group, port, url

    def cpu(self) -> float:
        return load.cpu_of(self.group, backends(self.url))

    def measured(self, clients: list[Iterator[bytes]], wanted: int, seconds: float = 600, within: float = 0) -> Figures:
        before = self.cpu()
        told, took = load.drive(self.port, clients, seconds=seconds, wanted=wanted, within=within)
        return load.figures(told, took, self.cpu() - before)

    def lasting(self, clients: list[Iterator[bytes]], wanted: int = 200) -> Figures:
        """For SECONDS, after two seconds that do not count."""
        load.drive(self.port, clients, seconds=2, wanted=wanted)
        return self.measured(clients, wanted, SECONDS)


def calibrate(target: str) -> dict[str, Figures]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.calibrators", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CALIBRATOR": target}, start_new_session=True)
    try:
        _wait(port)
        meter = Meter(server.pid, port, target)
        asked = {name: load.request("POST", f"/{name}", data={"a": "3"}) for name in ("ok", "commit")}
        return {name: meter.lasting([itertools.repeat(each)] * 50) for name, each in asked.items()}
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers at {port}")


def assembling(sitting: Sitting) -> Figures:
    """The drawing alone, in this process: the first after a change reads the pool, the others do not."""
    with sitting.app.app_context():
        version = queries.newest_version(queries.exam_by_key("bench-exam").id)
        assert version is not None
        blueprint, at = queries.blueprint_of(version)[0], clock.now()
        times = []
        for seed in range(51):
            begun = time.process_time()
            queries.drawn(blueprint, at, str(seed), frozenset())
            times.append(1000 * (time.process_time() - begun))
    return {"first": times[0], "cpu_ms": sum(times[1:]) / 50}


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def measure(sitting: Sitting, meter: Meter) -> dict[str, Figures]:
    found = {"assemble": assembling(sitting)}
    say("starting")
    load.drive(meter.port, [iter([sitting.start(one)]) for one in range(WARM)], wanted=303)
    alone = range(WARM, WARM + FEW)
    found["start"] = meter.measured([map(sitting.start, alone)], 303)
    storm = range(WARM + FEW, WARM + FEW + 200)
    found["start_200"] = meter.measured([iter([sitting.start(one)]) for one in storm], 303, within=5)
    rest = range(WARM + FEW + 200, PEOPLE)
    load.drive(meter.port, [map(sitting.start, rest[place::10]) for place in range(10)], wanted=303)
    say("reading and saving")
    sitting.know_papers()
    pages = [itertools.repeat(sitting.get(one, f"/exam/{sitting.attempts[one]}/1")) for one in range(50)]
    found["page"] = meter.lasting(pages)
    found["save"] = meter.lasting([sitting.saves(one) for one in range(50)])
    for users in (200,) if QUICK else (50, 200, 500):
        found[f"save_{users}"] = meter.measured([sitting.saves(one) for one in range(users)], 200, SECONDS)
    say("a million answers")
    with sitting.app.app_context(), db.transaction(why="answers of earlier exams"):
        copies.answers(1_000_000, clock.now())
    found["save_1e6"] = meter.lasting([sitting.saves(one) for one in range(50)])
    say("whole attempts, handing in")
    found["attempt"] = attempt(sitting, meter, found["start"]["cpu_ms"])
    found["memory"] = {"mb": load.memory_of(meter.group) * 1.048576}
    sitting.fill()
    hands = [iter([sitting.post(one, f"/exam/{sitting.attempts[one]}/submit")]) for one in range(ATTEMPTS, PEOPLE)]
    found["submit"] = meter.measured(hands, 303, within=10)
    return found


def attempt(sitting: Sitting, meter: Meter, start: float) -> Figures:
    """The whole of it for a few people, 104 requests each; the start as measured before."""
    before = meter.cpu()
    for one in range(ATTEMPTS):
        load.drive(meter.port, [(make() for make in sitting.whole_attempt(one))])
        path = f"/exam/{sitting.attempts[one]}"
        load.drive(meter.port, [iter([sitting.post(one, f"{path}/submit")])], wanted=303)
        load.drive(meter.port, [iter([sitting.get(one, f"{path}/result")])])
    return {"cpu_ms": start + 1000 * (meter.cpu() - before) / ATTEMPTS}


def one_database(url: str, folder: Path) -> dict[str, Figures]:
    place = Place(folder, url, free_port())
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    app = create_app(INSTANCE=str(folder), DATABASE_URL=url)
    with app.app_context():
        if MIGRATED:
            subprocess.run(command, cwd=ROOT, env=place.environment, check=True, capture_output=True)
        else:
            db.database.create_all()
    say(f"laying the ground on {app.config['SQLALCHEMY_DATABASE_URI'].split(':')[0]}")
    sitting = Sitting(app, place, ground.lay(app, PEOPLE))
    say("calibrating")
    target = url if url.startswith("postgresql") else str(folder / "calibrator.sqlite3")
    told = calibrate(target)
    place.start()
    try:
        assert place.server is not None
        return told | measure(sitting, Meter(place.server.pid, place.port, url))
    finally:
        place.stop()
        with app.app_context():
            db.database.engine.dispose()


# A branch whose migrations are still to be written is measured on tables made from the models.
MIGRATED = os.environ.get("UNMIGRATED") != "1"


def flat(told: dict[str, Figures]) -> Figures:
    """The figures under the names that others read."""
    save, commit = told["save"]["cpu_ms"], told["commit"]["cpu_ms"]
    return {
        "calibrator_ok_cpu_ms": told["ok"]["cpu_ms"],
        "calibrator_commit_cpu_ms": commit,
        "save_cpu_ms": save,
        "save_cpu_ratio": round(save / commit, 2),
        "saves_per_s": told["save"]["per_second"],
        "save_p99_ms_200_users": told["save_200"]["p99_ms"],
        "start_cpu_ms": told["start"]["cpu_ms"],
        "start_200_p95_ms": told["start_200"]["p95_ms"],
        "submit_500_p95_ms": told["submit"]["p95_ms"],
        "submit_cpu_ms": told["submit"]["cpu_ms"],
        "attempt_cpu_ms": round(told["attempt"]["cpu_ms"], 1),
        "question_page_cpu_ms": told["page"]["cpu_ms"],
        "question_page_html_bytes": told["page"]["bytes"],
        "questions_per_page": 1,
        "stack_pss_mb": round(told["memory"]["mb"]),
        "save_growth_ratio_1e3_1e6": round(told["save_1e6"]["cpu_ms"] / save, 2),
        "assemble_from_1e5_cpu_ms": round(told["assemble"]["cpu_ms"], 2),
        "assemble_from_1e5_first_cpu_ms": round(told["assemble"]["first"], 1),
    }


def beside() -> dict[str, Any]:
    """What other rooms measure, flat. The item analysis begins with columns in memory, so it is the same for both databases."""
    say("the other rooms")
    analysis = item_statistics.item_analysis()
    found: dict[str, Any] = {**analysis, **{f"{name}_pg": value for name, value in analysis.items()}}
    for name, value in {**records.figures(), **replies.measured(), **drill.measured(), **importing.measured()}.items():
        _flatten(name, value, found)
    found["search_1e5_ms"] = search.measured()
    if url := postgres():
        found["search_1e5_ms_pg"] = search.measured(url)
    return found


def _flatten(name: str, value: Any, found: dict[str, Any]) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            _flatten(f"{name}_{key}", each, found)
    else:
        found[name] = value


def machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.machine())
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores ({model}), {memory} GiB, Python {platform.python_version()}",
        "load_before": round(os.getloadavg()[0], 2),
        "quick": int(QUICK),
    }


def written(figures: dict[str, Any], about: dict[str, object], told: dict[str, dict[str, Figures]]) -> str:
    lines = [
        f"# Speed, {about['measured_at']}",
        "",
        f"{about['machine']}; load before: {about['load_before']}; generator on the same machine.",
        "A question page shows one question and the answer sheet of fifty; an attempt is 104 requests (50 pages, 50 saves).",
        "",
        "| figure | SQLite | PostgreSQL |",
        "|---|---|---|",
    ]
    names = [name for name in figures if not name.endswith("_pg")]
    lines += [f"| {name} | {figures[name]} | {figures.get(f'{name}_pg', '')} |" for name in names]
    for base, each in told.items():
        cells = ("cpu_ms", "per_second", "p50_ms", "p95_ms", "p99_ms", "requests", "wrong")
        lines += ["", f"## {base}", "", "| | " + " | ".join(cells) + " |", "|---" * 8 + "|"]
        shown = {name: one for name, one in each.items() if "requests" in one}
        lines += [f"| {name} | " + " | ".join(f"{one[cell]:g}" for cell in cells) + " |" for name, one in shown.items()]
    return "\n".join([*lines, ""])


def postgres() -> str | None:
    """A database of our own, made anew; None when no PostgreSQL answers."""
    import psycopg

    url = (
        os.environ.get("BENCH_POSTGRES")
        or os.environ.get("TEST_POSTGRES")
        or "postgresql://postgres@127.0.0.1:5432/test"
    )
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as connection:
            connection.execute("DROP DATABASE IF EXISTS cstrain_bench WITH (FORCE)")
            connection.execute("CREATE DATABASE cstrain_bench TEMPLATE template0 ENCODING 'UTF8'")
    except psycopg.OperationalError:
        return None
    return url.rsplit("/", 1)[0] + "/cstrain_bench"


def main() -> None:
    about, told = machine(), {}
    others: dict[str, Any] = {}
    for name, url in (("SQLite", f"sqlite {sqlite3.sqlite_version}"), ("PostgreSQL", postgres()), ("", "")):
        if url is None:
            continue
        if name:
            with tempfile.TemporaryDirectory() as folder:
                own = url if name == "PostgreSQL" else f"sqlite:///{folder}/cstrain.sqlite3"
                told[name] = one_database(own, Path(folder))
        else:
            others = beside()
        text = _kept(about, told, others)
    print(text)


def _kept(about: dict[str, object], told: dict[str, dict[str, Figures]], others: dict[str, Any]) -> str:
    """Written after each part, so that what was measured is there when a later part fails."""
    figures: dict[str, Any] = dict(flat(told["SQLite"]))
    if "PostgreSQL" in told:
        figures |= {f"{name}_pg": value for name, value in flat(told["PostgreSQL"]).items()}
    figures |= others
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    text = written(figures, about, told)
    whole = json.dumps({**about, **figures}, indent=2, ensure_ascii=False)
    (results / "latest.json").write_text(whole, encoding="utf-8")
    (results / "latest.md").write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    main()
