"""Messages to oneself."""

from __future__ import annotations

from typing import Any

from flask import redirect

from cstrain.kit import clock, db
from cstrain.kit.web import back, page
from cstrain.people import actions
from cstrain.people.doors import me, needs, own_path
from cstrain.people.models import InboxItem
from cstrain.people.queries import inbox, unread
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp
from cstrain.people.words import INBOX, ROLES

PER_PAGE = 30


def said(item: InboxItem) -> str:
    """The message in the reader's language; a role among the facts is named in it too."""
    facts = dict(item.facts)
    if facts.get("role") in ROLES:
        facts["role"] = ROLES[facts["role"]]
    return str(INBOX[item.kind]) % facts if facts else str(INBOX[item.kind])


@bp.get("/inbox")
@needs(May.LEARN)
def messages() -> Any:
    asked = me()
    listed = db.database.paginate(inbox(asked.id), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page("people/messages.html", listed=listed, said=said, unread=unread(asked.id))


@bp.post("/inbox/<item_id>/read")
@needs(May.LEARN)
def read_message(item_id: str) -> Any:
    """Mark it read and go where it points."""
    item = actions.mark_read(item_id, me().id, clock.received())
    target = own_path(item.link)
    return redirect(target, 303) if target else back("people.messages")


@bp.post("/inbox/read")
@needs(May.LEARN)
def read_all_messages() -> Any:
    actions.mark_all_read(me().id, clock.received())
    return back("people.messages")
