"""练习: what is due, one card at a time, 错题本, what is left to be fluent."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.drill.views import cards, group, hearing, lists
from cstrain.drill.views.blueprint import bp
from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May

MENU = [
    MenuEntry("drill.today", _lp("tab", "练习"), "repeat", place="tabs", order=30),
    MenuEntry("drill.heat", _l("练习情况"), "grid-3x3", may=May.COHORT_SEE, order=41),
]

__all__ = ["MENU", "bp", "cards", "group", "hearing", "lists"]
