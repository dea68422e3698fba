"""What the layout needs on every page, also on one that says that the database is away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from cstrain.kit import clock
from cstrain.kit.web import registry
from cstrain.people.doors import Me, installation, locale
from cstrain.people.views.blueprint import bp
from cstrain.people.words import ROLES

LOOPBACK = ("127.0.0.1", "localhost", "::1")
KIND = 20  # as the menu's orders run: deciding, doing, following, content, house


@dataclass(frozen=True)
class Shown:
    """A menu entry as the layout shows it."""

    endpoint: str
    url: str
    label: str
    icon: str
    count: int
    current: bool
    parted: bool  # another kind of work begins here


@dataclass(frozen=True)
class Who:
    """Who is signed in, as the frame names them."""

    name: str
    roles: str
    url: str
    help_url: str


def _entries(asked: Me, place: str) -> list[Shown]:
    mine = [entry for entry in registry().menu if entry.place == place and (entry.may is None or asked.can(entry.may))]
    kinds = [entry.order // KIND for entry in mine]
    urls = [url_for(entry.endpoint) for entry in mine]
    return [
        Shown(
            entry.endpoint,
            url,
            str(entry.label),
            entry.icon,
            entry.count(asked) if entry.count else 0,
            request.endpoint == entry.endpoint or request.path.startswith(url + "/"),
            place == "rail" and kind != before,
        )
        for entry, url, kind, before in zip(mine, urls, kinds, kinds[:1] + kinds, strict=False)
    ]


class Entries:
    """The entries of one place, found when a page writes them: an exam's page has no menu, a phone's page no rail."""

    def __init__(self, asked: Me, place: str) -> None:
        self.asked, self.place = asked, place

    @cached_property
    def shown(self) -> list[Shown]:
        try:
            return _entries(self.asked, self.place)
        except SQLAlchemyError:
            current_app.logger.exception("the menu of %s could not be read", request.path)
            return []

    def __len__(self) -> int:
        return len(self.shown)

    def __iter__(self) -> Iterator[Shown]:
        return iter(self.shown)


def roles_in_words(roles: Iterable[str]) -> str:
    """培训师、带教人; 学员 for whoever holds no role."""
    return "、".join(str(ROLES[role]) for role in roles) or _("学员")


@bp.app_template_filter("people_role")
def role_in_words(role: str) -> str:
    return str(ROLES[role])


def _warnings() -> list[dict[str, str]]:
    """Said on every page that comes unencrypted from another machine: what does not work there."""
    encrypted = request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    if encrypted or request.host.rsplit(":", 1)[0].strip("[]") in LOOPBACK:
        return []
    text = _("断网续答、扫码和通行密钥不能用，同一网络里的人能看见密码。请在前面放一个 HTTPS 代理。")
    return [{"tone": "warn", "title": _("这里没有加密。"), "text": text}]


def _signed_in(asked: Me) -> dict[str, Any]:
    return {
        "signed_in": Who(asked.name, roles_in_words(asked.roles), url_for("people.account"), url_for("running.guide")),
        "own_frame": "desk" if asked.roles else "phone",
        "theme": asked.theme,
        "nav": Entries(asked, "rail"),
        "tabs": Entries(asked, "tabs"),
        "sign_out_url": url_for("people.logout"),
    }


@bp.app_context_processor
def frame() -> dict[str, Any]:
    """Language, theme, menu, who is signed in, what this installation is; what cannot be read is left out."""
    known: dict[str, Any] = {"local": clock.local, "own_frame": "phone", "lang": "zh-CN", "home_url": "/"}
    if not request:
        return known
    known |= {"language_url": url_for("people.language"), "banners": _warnings()}
    try:
        known["lang"] = "en" if locale() == "en" else "zh-CN"
        home = installation()
        known |= {"installation": home, "is_demo": home is not None and home.is_demo}
        asked: Me | None = request.environ.get("cstrain.me")
        return known | (_signed_in(asked) if asked else {})
    except SQLAlchemyError:
        current_app.logger.exception("the frame of %s could not be read", request.path)
        return known
