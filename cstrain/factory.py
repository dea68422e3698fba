"""Builds the application: configuration, kit, rooms in road order, and the check that no door is left unmarked."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask, Response, jsonify
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from cstrain import start
from cstrain.kit import db, secrets_file
from cstrain.kit.backup import copies
from cstrain.kit.db import migrations
from cstrain.kit.db.engine import attach as attach_database
from cstrain.kit.db.engine import options
from cstrain.kit.web import Application, Registry, errors, headers, look, templates

ROOT = Path(__file__).resolve().parent.parent
ROAD = (
    "people",
    "records",
    "bank",
    "curriculum",
    "drill",
    "roleplay",
    "exam",
    "certification",
    "quality",
    "levels",
    "content",
    "notices",
    "reports",
    "api",
    "running",
)
LANGUAGES = ("zh_Hans_CN", "en")
MEGABYTE = 1024 * 1024


def create_app(**overrides: Any) -> Flask:
    """An application on INSTANCE and DATABASE_URL (environment, or ``overrides`` by the same names)."""
    app = Application(
        "cstrain", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"), root_path=str(ROOT)
    )
    _configure(app, overrides)
    app.extensions["cstrain"] = Registry()
    attach_database(app)
    migrations.attach(app, ROOT / "cstrain" / "migrations")
    CSRFProtect(app)
    headers.attach(app)
    look.attach(app)
    errors.attach(app)
    _attach_rooms(app)
    _attach_probes(app)
    _check_doors(app)
    start.attach(app)
    return app


def _configure(app: Flask, overrides: dict[str, Any]) -> None:
    instance = Path(overrides.get("INSTANCE") or os.environ.get("INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # people and their record lie here
    url = overrides.get("DATABASE_URL") or os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'cstrain.sqlite3'}"
    if url.startswith("postgresql://") or url.startswith("postgres://"):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    secure = os.environ.get("HTTPS", "") == "1" or bool(os.environ.get("TLS_CERT"))
    app.config.update(
        INSTANCE=str(instance),
        WRITE_LOCK=str(instance / "write.lock"),
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=options(url),
        SECRET_KEY=secrets_file.secret(instance, "session"),
        SESSION_COOKIE_NAME="__Host-cstrain" if secure else "cstrain",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; the session itself ends
        WTF_CSRF_SSL_STRICT=secure,
        MAX_CONTENT_LENGTH=60 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=2000,
        WITNESS=os.environ.get("WITNESS") or str(instance / "witness.jsonl"),
        OUT_PRIVATE=os.environ.get("OUT_PRIVATE", ""),
        MAIL_URL=os.environ.get("MAIL_URL", ""),
        MAIL_FROM=os.environ.get("MAIL_FROM", ""),
        SITE_URL=os.environ.get("SITE_URL", ""),
        BACKUPS=os.environ.get("BACKUPS") or str(instance / "backups"),
        BACKUP_AT=os.environ.get("BACKUP_AT", "3"),  # the hour of the nightly copy; empty: none
        TRUSTED_HOSTS=os.environ["TRUSTED_HOSTS"].split(",") if os.environ.get("TRUSTED_HOSTS") else None,
        ZONE=os.environ.get("ZONE", "Asia/Shanghai"),
        BABEL_DEFAULT_LOCALE=LANGUAGES[0],
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "cstrain" / "translations"),
        JSON_SORT_KEYS=False,
    )
    app.config.update(overrides)
    proxies = int(os.environ.get("TRUSTED_PROXIES", "0"))
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _module(room: str, name: str) -> ModuleType | None:
    full = f"cstrain.{room}.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None


def rooms() -> list[str]:
    """The rooms that stand, in road order."""
    return [room for room in ROAD if importlib.util.find_spec(f"cstrain.{room}")]


def _attach_rooms(app: Flask) -> None:
    registry: Registry = app.extensions["cstrain"]
    locale = None
    for room in rooms():
        _module(room, "models")
        words, views, commands = (_module(room, name) for name in ("words", "views", "commands"))
        registry.refusals.update(getattr(words, "REFUSALS", {}))
        registry.menu.extend(getattr(views, "MENU", ()))
        if views is not None:
            app.register_blueprint(views.bp)
        if commands is not None:
            app.cli.add_command(commands.cli)
            registry.janitors.extend(getattr(commands, "JANITOR", ()))
        doors = _module(room, "doors")
        if doors is not None:
            doors.attach(app)
            locale = doors.locale
    registry.menu.sort(key=lambda entry: entry.order)
    templates.attach(app, locale_selector=locale, timezone_selector=lambda: app.config["ZONE"])


def _attach_probes(app: Flask) -> None:
    """``/healthz``: the process answers. ``/readyz``: it can also write, and the disk has room."""

    def healthz() -> Response:
        return jsonify(status="ok")

    def readyz() -> tuple[Response, int]:
        troubles = _troubles(app)
        said = {"status": "ok" if not troubles else "not ready", "troubles": troubles, **_copies(app)}
        return jsonify(said), 503 if troubles else 200

    for view in (healthz, readyz):
        setattr(view, "__door__", "open: monitoring asks without a person")  # noqa: B010 - a mark, not a field
        app.add_url_rule(f"/{view.__name__}", view.__name__, view)


def _copies(app: Flask) -> dict[str, str | None]:
    """When the last copy was made and when one was last put back; no reason to send people elsewhere."""
    found = copies(Path(app.config["BACKUPS"]))
    tried = max((one.tested_at for one in found if one.is_good), default=None)
    return {"copied_at": found[0].made_at if found else None, "restore_tried_at": tried}


def _troubles(app: Flask) -> list[str]:
    from sqlalchemy.exc import SQLAlchemyError

    from cstrain.kit import clock
    from cstrain.kit.db.engine import complaints

    found: list[str] = []
    stat = os.statvfs(app.config["INSTANCE"])
    if stat.f_bavail * stat.f_frsize < 200 * MEGABYTE:
        found.append("disk")
    if clock.now().year < 2026:
        found.append("clock")
    try:
        db.open_write(at=clock.now(), by="readyz", why="probe")
        db.database.session.execute(text("SELECT count(*) FROM alembic_version"))
        found += complaints()
    except SQLAlchemyError:
        found.append("database")
    finally:
        db.abandon()
    return found


def _check_doors(app: Flask) -> None:
    """An unmarked view keeps the application from starting."""
    setattr(app.view_functions["static"], "__door__", "open: the look of the pages")  # noqa: B010 - a mark
    bare = [name for name, view in app.view_functions.items() if not getattr(view, "__door__", None)]
    if bare:
        raise RuntimeError(f"doors without a mark (@needs or @open_to_all): {', '.join(sorted(bare))}")
