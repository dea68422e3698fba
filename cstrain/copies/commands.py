"""``flask backup`` and ``flask restore``."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.copies.check import Checked, Older
from cstrain.copies.place import Target, put, tried
from cstrain.kit import backup, clock, db
from cstrain.kit.backup import SERVING, Archive, BadCopy, Copy, leftovers
from cstrain.running.words import BAD_COPY

PHRASE = "BACKUP_PHRASE"
MINUTE = "%Y-%m-%d %H:%M"


def _say(words: Any) -> None:
    """In the installation's language: there is no reader whose language could be asked."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        click.echo(words())


def _fail(words: Any) -> click.ClickException:
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return click.ClickException(str(words()))


def _bad(fault: BadCopy) -> click.ClickException:
    return _fail(lambda: f"{BAD_COPY[fault.code]}{f'（{fault.part}）' if fault.part else ''}")


@click.command("backup")
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--nightly", is_flag=True, help="Into the folder of copies, and remove those whose time is over.")
@click.option("--untested", is_flag=True, help="Do not put the copy back into a scratch place to see that it can be.")
@with_appcontext
def backup_command(out: Path | None, nightly: bool, untested: bool) -> None:
    """Copy database, attachments, keys and witness to OUT while people work, and try the copy by putting it back.

    OUT may be a folder. BACKUP_PHRASE in the environment seals the file with that phrase.
    """
    at, folder = clock.now(), Path(current_app.config["BACKUPS"])
    if nightly:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        out = folder
    if out is None:
        raise click.UsageError("OUT or --nightly is needed")
    path = out / backup.named(at) if out.is_dir() else out
    manifest = _written(path, at)
    rows, size = sum(manifest.rows.values()), path.stat().st_size
    _say(lambda: _("已写入 %(path)s：%(rows)s 行，%(size)s MB。", path=path, rows=rows, size=round(size / 1e6, 1)))
    if not untested:
        _try_and_tell(path, at)
    if nightly:
        _remove_expired(folder, at)


def _written(path: Path, at: datetime) -> backup.Manifest:
    phrase = os.environ.get(PHRASE, "")
    if path.exists():
        raise _fail(lambda: _("%(path)s 已经有了，不覆盖。", path=path))
    if not phrase:
        return backup.write(path, at)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".copy-") as folder:
        plain = Path(folder) / "plain.zip"
        manifest = backup.write(plain, at)
        backup.lock(plain, path, phrase)
    return manifest


def _try_and_tell(path: Path, at: datetime) -> None:
    """Exit 1 when the copy cannot be put back whole; what came of it is kept beside a copy that bears our name."""
    made = Copy(path.name, at.isoformat(), path.stat().st_size, tested_at=clock.now().isoformat())
    try:
        with _opened(path) as archive:
            found = tried(archive)
    except BadCopy as fault:
        if fault.code != "no_scratch":  # then nothing is known of the copy
            backup.remember(path.parent, replace(made, trouble=str(fault)[:300]))
        raise _bad(fault) from fault
    trouble = found.fault or (f"older {found.older.entries}" if found.older else "")
    said = replace(made, people=found.people, entries=found.entries, checkpoint=found.checkpoint, trouble=trouble)
    backup.remember(path.parent, said)
    _say(lambda: _told(found))
    if trouble:
        raise SystemExit(1)


def _told(found: Checked) -> str:
    counted = {"people": found.people, "entries": found.entries}
    lines = [_("恢复到一个空的地方试过：%(people)s 人、%(entries)s 条记录逐条核对。", **counted)]
    lines.append(_("最新一次封存：第 %(number)s 次，%(head)s。", number=found.checkpoint, head=found.head or "—"))
    if found.fault:
        lines.append(_("有记录对不上：%(fault)s。用 flask records verify 看是哪一条。", fault=found.fault))
    if found.older:
        lines.append(_older(found.older))
    if not found.fault and not found.older:
        lines.append(_("全部完整，也不比外面的见证旧。"))
    return "\n".join(lines)


def _older(older: Older) -> str:
    since = clock.local(older.since).strftime(MINUTE) if older.since else _("一开始")
    until = clock.local(older.until).strftime(MINUTE)
    said: str = _(
        "注意：比外面的见证旧。见证知道的记录，这里少 %(entries)s 项，是 %(since)s 以后、%(until)s 以前写的。",
        entries=older.entries,
        since=since,
        until=until,
    )
    return said


@contextmanager
def _opened(path: Path) -> Iterator[Archive]:
    """The copy, its seal taken off where it bears one."""
    if not backup.is_locked(path):
        with Archive(path) as archive:
            yield archive
        return
    phrase = os.environ.get(PHRASE, "") or click.prompt(PHRASE, hide_input=True)
    with tempfile.TemporaryDirectory(dir=current_app.config["INSTANCE"], prefix=".copy-") as folder:
        plain = Path(folder) / "plain.zip"
        backup.unlock(path, plain, phrase)
        with Archive(plain) as archive:
            yield archive


def _remove_expired(folder: Path, at: datetime) -> None:
    for old in backup.expired(backup.copies(folder), at.date()):
        backup.forget(folder, old)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--aside", "move", is_flag=True, help="Move what stands here into INSTANCE/before-… first (SQLite).")
@click.option(
    "--older", "reason", default="", help="Put back a copy that is older than the witness knows, for this reason."
)
@click.option("--trial", is_flag=True, help="Only try it in a scratch place; nothing here changes.")
@with_appcontext
def restore_command(file: Path, move: bool, reason: str, trial: bool) -> None:
    """Put FILE back into an empty INSTANCE and DATABASE_URL, after it has been tried in a scratch place. Stop the server."""
    try:
        with _opened(file) as archive:
            _require_fitting(archive, trial)
            found = tried(archive)
            _say(lambda: _told(found))
            if trial:
                raise SystemExit(1 if found.fault or found.older else 0)
            _require_acceptable(found, reason)
            _put_here(archive, move)
            _remember_restore(file, found, reason)
    except BadCopy as fault:
        raise _bad(fault) from fault
    _say(lambda: _("已恢复到 %(path)s。下一步：flask prepare，然后启动。", path=current_app.config["INSTANCE"]))


def _require_fitting(archive: Archive, trial: bool) -> None:
    from alembic.script import ScriptDirectory

    here, there = db.database.engine.dialect.name, archive.manifest.database
    if here != there:
        raise _fail(lambda: _("这个备份来自 %(there)s，DATABASE_URL 却是 %(here)s。", there=there, here=here))
    known = {script.revision for script in ScriptDirectory(_migrations()).walk_revisions()}
    if archive.manifest.revision not in known:
        raise _bad(BadCopy("newer", archive.manifest.revision))
    process = _serving_process()
    if process and not trial:
        raise _fail(lambda: _("系统还开着（进程 %(process)s）。先停下再恢复。", process=process))


def _migrations() -> str:
    return str(Path(current_app.root_path) / "cstrain" / "migrations")


def _serving_process() -> int:
    """The process that serves this instance, 0 for none."""
    try:
        process = int(json.loads((Path(current_app.config["INSTANCE"]) / SERVING).read_text())["process"])
        os.kill(process, 0)
    except (OSError, ValueError, KeyError):
        return 0
    return process


def _require_acceptable(found: Checked, reason: str) -> None:
    """A broken record is put back all the same, but nobody can say later that it was not told."""
    if found.older and not reason.strip():
        raise _fail(lambda: _("这样恢复会丢掉上面说的记录。确定要用它，就写明理由：--older “理由”。"))


def _put_here(archive: Archive, move: bool) -> None:
    instance, url = Path(current_app.config["INSTANCE"]), db.database.engine.url
    target = Target(instance, url.render_as_string(hide_password=False), Path(current_app.config["WITNESS"]))
    if url.get_backend_name() == "sqlite":
        target = replace(target, url=f"sqlite:///{url.database}")
        if leftovers(target.database):
            if not move:
                raise _fail(lambda: _("%(path)s 已经有数据。加 --aside 先把它挪到一边。", path=target.database))
            backup.aside(instance, target.database, clock.now())
    else:
        _require_empty()
    db.database.engine.dispose()
    put(archive, target)


def _require_empty() -> None:
    from cstrain.kit.backup.postgres import is_empty

    if not is_empty():
        raise _fail(lambda: _("这个 PostgreSQL 数据库不是空的。建一个空的，让 DATABASE_URL 指向它。"))


def _remember_restore(file: Path, found: Checked, reason: str) -> None:
    """One line for ever, outside the database: which copy, when, what was lost by it and why."""
    said = {
        "at": clock.now().isoformat(),
        "file": file.name,
        "checkpoint": found.checkpoint,
        "entries": found.entries,
        "lost": found.older.entries if found.older else 0,
        "reason": reason,
    }
    log = Path(current_app.config["INSTANCE"]) / "restores.jsonl"
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as written:
        written.write(json.dumps(said, ensure_ascii=False) + "\n")
