"""What is called before serving and beside it: ``flask prepare``, ``flask jobs work``, ``flask docs``; copies."""

from __future__ import annotations

import importlib
import importlib.util
import os
import secrets
import signal
import threading
from hashlib import sha256
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from cstrain.copies.commands import backup_command, restore_command
from cstrain.copies.nightly import Nightly
from cstrain.kit import clock, db, jobs
from cstrain.kit.db.engine import checkpoint
from cstrain.kit.web import registry

jobs_cli = AppGroup("jobs", help="Work that is done later.")


@click.command("prepare")
@click.option("--demo", is_flag=True, help="Load the demo into INSTANCE; refused on a real installation.")
def prepare(demo: bool) -> None:
    """Migrate; on an empty database found the installation and load the shipped content."""
    from flask_migrate import upgrade

    upgrade()
    from cstrain.people.doors import installation

    found = installation()
    if found is None:
        _found(demo or os.environ.get("DEMO", "1") != "0")
    elif demo and found.kind != "demo":
        raise click.ClickException("这是正式安装，不能装演示数据。")
    else:
        _load_content()


def _found(demo: bool) -> None:
    from cstrain.people.actions import found_installation

    at = clock.now()
    code = secrets.token_hex(4)
    with db.transaction(at=at, by="prepare", why="first start"):
        made = found_installation("demo" if demo else "real", "云舟商贸（演示）" if demo else "cstrain", at)
        if not demo:
            made.setup_code_hash = sha256(code.encode()).hexdigest()
    _load_content()
    if demo:
        from cstrain.demo import tell_the_story

        tell_the_story(click.echo)
    else:
        click.echo(f"第一位管理员：打开 /setup，一次性代码 {code}")


def _load_content() -> None:
    if importlib.util.find_spec("cstrain.content"):
        load = importlib.import_module("cstrain.content.actions").load_shipped
        load(at=clock.now(), by="prepare")


@jobs_cli.command("work")
def work() -> None:
    """Do what is due, every second, until stopped: jobs, expired exams, checkpoints. The server keeps one of its own."""
    work_beside(current_app._get_current_object(), os.getppid())  # type: ignore[attr-defined]


def work_beside(app: Flask, parent: int) -> None:
    """Round after round, until stopped or ``parent`` is gone."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    rounds, nightly = 0, Nightly(app)
    while not stopped.wait(1) and parent == os.getppid():
        one_round(app, rounds)
        if rounds % 60 == 0:
            with app.app_context():
                nightly.look(clock.now())
        rounds += 1


def one_round(app: Flask, number: int) -> None:
    """One round of the worker; the checkpoint comes every tenth."""
    with app.app_context():
        at = clock.now()
        for janitor in registry().janitors:
            janitor(at)
        jobs.run_due(at)
        if number % 10 == 0:
            checkpoint()


@click.command("docs")
def docs() -> None:
    """Write the generated documents anew."""
    from cstrain.documents import write_all

    for name in write_all(current_app._get_current_object()):  # type: ignore[attr-defined]
        click.echo(name)


@click.command("certificate")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("names", nargs=-1, required=True)
def certificate(folder: Path, names: tuple[str, ...]) -> None:
    """Make FOLDER/server.pem and server.key for NAMES (host names, addresses). Phones must trust FOLDER/ca.pem."""
    from cstrain.certificate import make

    made = make(folder, list(names))
    click.echo(f"TLS_CERT={made}\nTLS_KEY={made.with_name('server.key')}")
    click.echo(f"手机要先信任这个文件：{folder / 'ca.pem'}")


def attach(app: Flask) -> None:
    for command in (prepare, jobs_cli, docs, backup_command, restore_command, certificate):
        app.cli.add_command(command)
