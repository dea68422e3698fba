"""The state of the installation, for whoever answers for it."""

from flask_babel import lazy_gettext as _l

from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May
from cstrain.running.views import state
from cstrain.running.views.blueprint import bp

MENU = [MenuEntry("running.state", _l("系统状况"), "gauge", may=May.RUNNING_SEE, order=106)]

__all__ = ["MENU", "bp", "state"]
