"""The desk: all content, one piece, its editor, imports and attachments, the export."""

from flask_babel import lazy_gettext as _l

from cstrain.content.queries import count_open
from cstrain.content.views import bring, card, change_day, editor, piece, products, shown, tree
from cstrain.content.views.blueprint import bp
from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.rules import May


def _waiting(_asked: Me) -> int:
    return count_open()


MENU = [
    MenuEntry("content.tree", _l("教学内容"), "folder-open", may=May.CONTENT_EDIT, order=86, count=_waiting),
]

__all__ = ["MENU", "bp", "bring", "card", "change_day", "editor", "piece", "products", "shown", "tree"]
