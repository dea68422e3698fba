"""Levels: the board, one person's ladder and one's own, KPI facts by sheet."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.levels import queries
from cstrain.levels.views import board, kpi, person
from cstrain.levels.views.blueprint import bp
from cstrain.people.doors import Me
from cstrain.people.queries import mine
from cstrain.people.rules import May


def _to_decide(asked: Me) -> int:
    return queries.count_to_decide(mine(asked, May.LEVELS_DECIDE)) if asked.can(May.LEVELS_DECIDE) else 0


MENU = [
    MenuEntry("levels.board", _l("等级与晋升"), "trending-up", may=May.LEVELS_SEE, order=22, count=_to_decide),
]

__all__ = ["MENU", "board", "bp", "kpi", "person"]
