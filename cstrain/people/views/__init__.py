"""Sign-in, one's own account, people, decisions, audit, inbox, first start."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.queries import unread
from cstrain.people.queries.decisions import open_count
from cstrain.people.rules import May
from cstrain.people.views import (
    account,
    audit,
    decisions,
    frame,
    grants,
    inbox,
    moves,
    passkeys,
    person,
    roster,
    setup,
    sheet,
    sign_in,
    teams,
)
from cstrain.people.views.blueprint import bp


def _unread(asked: Me) -> int:
    return unread(asked.id)


def _open_decisions(asked: Me) -> int:
    return open_count() if asked.can(May.DECISIONS_MAKE) else 0


MENU = [
    MenuEntry("people.messages", _l("消息"), "inbox", order=8, count=_unread),
    MenuEntry("people.everyone", _l("人员"), "users", may=May.PEOPLE_SEE, order=64),
    MenuEntry("people.team_list", _l("小组"), "building-2", may=May.PEOPLE_KEEP, order=66),
    MenuEntry("people.store_list", _l("店铺"), "store", may=May.PEOPLE_KEEP, order=67),
    MenuEntry(
        "people.open_decisions", _l("由企业决定"), "scale", may=May.DECISIONS_SEE, order=100, count=_open_decisions
    ),
    MenuEntry("people.trail", _l("变更记录"), "scroll-text", may=May.AUDIT_SEE, order=102),
    MenuEntry("people.account", _l("我的账号"), "circle-user-round", order=110),
]

__all__ = [
    "MENU",
    "account",
    "audit",
    "bp",
    "decisions",
    "frame",
    "grants",
    "inbox",
    "moves",
    "passkeys",
    "person",
    "roster",
    "setup",
    "sheet",
    "sign_in",
    "teams",
]
