"""Robots, hours and what left the house, for administrators; one's own address for mail."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.notices.views import channels, mail
from cstrain.notices.views.blueprint import bp
from cstrain.people.rules import May

MENU = [MenuEntry("notices.channels", _l("通知"), "send", may=May.NOTICES_KEEP, order=103)]

__all__ = ["MENU", "bp", "channels", "mail"]
