"""Certification: the gate, certificates, red lines, take-over, and the page that verifies for outsiders."""

from flask_babel import lazy_gettext as _l

from cstrain.certification import queries
from cstrain.certification.views import (
    certificates,
    gate,
    person,
    redline,
    renewal,
    sentences,
    takeover,
    together,
    verify,
)
from cstrain.certification.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.queries import mine
from cstrain.people.rules import May


def _ready(asked: Me) -> int:
    return queries.count_ready(mine(asked, May.GATE_DECIDE), clock.received()) if asked.can(May.GATE_DECIDE) else 0


def _to_approve(asked: Me) -> int:
    return queries.count_to_approve(asked.id, clock.received())


MENU = [
    MenuEntry("certification.gate", _l("上岗准入"), "shield-check", may=May.GATE_SEE, order=20, count=_ready),
    MenuEntry("certification.certificates", _l("证书"), "award", may=May.GATE_SEE, order=24),
    MenuEntry("certification.red_lines", _l("红线事件"), "octagon-alert", may=May.RED_LINE, order=26),
    MenuEntry("certification.take_over", _l("存量认定"), "user-round-check", may=May.TAKE_OVER, order=68),
    MenuEntry(
        "certification.approve_list",
        _l("批准存量认定"),
        "user-round-check",
        may=May.TAKE_OVER_APPROVE,
        order=28,
        count=_to_approve,
    ),
]

__all__ = [
    "MENU",
    "bp",
    "certificates",
    "gate",
    "person",
    "redline",
    "renewal",
    "sentences",
    "takeover",
    "together",
    "verify",
]
