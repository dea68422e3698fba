"""How a text is shown at the desk: Markdown as safe HTML, its {names} as links."""

from __future__ import annotations

from datetime import date
from html import escape

from flask import current_app, g, url_for
from flask_babel import gettext as _

from cstrain.bank.rules import Change, difference
from cstrain.content.queries import Piece
from cstrain.content.rules.kinds import LESSON, SCENARIO
from cstrain.content.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.content import is_id, parent_id
from cstrain.kit.content.render import plain, render
from cstrain.people.queries import decided
from cstrain.people.rules import local_date


def today() -> date:
    """This day on the installation's calendar."""
    return local_date(clock.received(), clock.zone())


def _firm() -> dict[str, str]:
    """The firm's decisions, read once a request."""
    if "content_decided" not in g:
        g.content_decided = decided()
    found: dict[str, str] = g.content_decided
    return found


def _reference(name: str) -> str:
    """The HTML of {name}: a link to what it names, or the firm's value."""
    url = _url(name)
    if url:
        return f'<a class="ref" href="{escape(url)}">{escape(name)}</a>'
    if any(is_id(kind, name) for kind in ("phrase", "script")):
        return escape(name)
    value = _firm().get(name)
    if value is not None:
        return escape(value)
    return f'<span class="unset">{escape(_("%(name)s（待定）", name=name))}</span>'


def _url(name: str) -> str:
    if is_id("rule", name):
        return url_for("bank.rule", rule_id=name)
    if is_id("lesson", name):
        return url_for("content.piece", kind=LESSON.slug, key=name)
    if is_id("scenario", name):
        return url_for("content.piece", kind=SCENARIO.slug, key=name)
    number = parent_id(name) or name
    return url_for("bank.question", question_id=number) if is_id("question", number) else ""


@bp.app_template_global("content_html")
def html(markdown: str, version_id: str = "") -> str:
    """Running text of a piece as safe HTML; pictures come from the version that shows them."""
    served = version_id and "curriculum.material" in current_app.view_functions
    return render(markdown, refs=_reference, image_base=f"/material/{version_id}" if served else "")


@bp.app_template_global("content_plain")
def plain_text(text: str) -> str:
    """Text of a list line or an attribute as safe HTML."""
    return plain(text, refs=_reference)


@bp.app_template_global("content_own_page")
def own_page(found: Piece) -> str:
    """Where a piece is looked at: banks and registers have pages in their own room."""
    if found.kind.slug == "bank":
        return url_for("bank.bank", key=found.key)
    if found.kind.slug == "rules":
        return url_for("bank.rules", platform=found.document.head.own("平台"))
    return url_for("content.piece", kind=found.kind.slug, key=found.key)


def changes(old: str, new: str) -> tuple[Change, ...]:
    """The difference of two texts, as people read it; empty when there is none."""
    return difference(old, new) if old != new else ()
