"""情景模拟: one's own scenes, talks with the script, rooms of three, the printed script and its picture, scoring, what was scored."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May
from cstrain.roleplay.views import drawn, own, played, rooms, scoring, solo
from cstrain.roleplay.views.blueprint import bp

MENU = [MenuEntry("roleplay.to_score", _l("情景模拟"), "messages-square", may=May.ROLEPLAY_SCORE, order=42)]

__all__ = ["MENU", "bp", "drawn", "own", "played", "rooms", "scoring", "solo"]
