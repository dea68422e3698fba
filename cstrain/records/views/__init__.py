"""Records: signing, one's own record, other people's, the sheet, the check."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.kit import clock
from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.rules import May, local_date
from cstrain.records.queries import to_sign
from cstrain.records.views import beside, check, own, packs, person, prints, sheet, signing
from cstrain.records.views.blueprint import bp


def _to_sign(asked: Me) -> int:
    return len(to_sign(asked.id, local_date(clock.received(), clock.zone())))


MENU = [
    MenuEntry("records.mine", _lp("tab", "记录"), "scroll-text", place="tabs", order=40),
    MenuEntry("records.sign_list", _l("待我签字"), "pen-line", order=46, count=_to_sign),
    MenuEntry("records.papers", _l("审计包"), "archive", may=May.RECORD_SEE, order=30),
]

__all__ = ["MENU", "beside", "bp", "check", "own", "packs", "person", "prints", "sheet", "signing"]
