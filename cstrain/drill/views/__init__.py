"""练习: what is due, one card at a time, 错题本, what is left to be fluent."""

from flask_babel import lazy_pgettext as _lp

from cstrain.drill.views import cards, lists
from cstrain.drill.views.blueprint import bp
from cstrain.kit.web import MenuEntry

MENU = [MenuEntry("drill.today", _lp("tab", "练习"), "repeat", place="tabs", order=30)]

__all__ = ["MENU", "bp", "cards", "lists"]
