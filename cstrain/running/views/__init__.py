"""The state of the installation, for whoever answers for it."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May
from cstrain.running.views import first_day, guide, state
from cstrain.running.views.blueprint import bp

MENU = [
    MenuEntry("running.first_day", _l("上线第一天"), "flag", may=May.RUNNING_SEE, order=101),
    MenuEntry("running.state", _l("系统状况"), "gauge", may=May.RUNNING_SEE, order=106),
    MenuEntry("running.guide", _l("帮助"), "circle-help", order=112),
]

__all__ = ["MENU", "bp", "first_day", "guide", "state"]
