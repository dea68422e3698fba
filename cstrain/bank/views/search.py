"""The search over all banks, and what is done to many questions at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import request
from flask_babel import gettext as _

from cstrain.bank import actions
from cstrain.bank.queries import points, rules, standing_of
from cstrain.bank.queries.condition import condition
from cstrain.bank.queries.search import Found, Search, bank_names, saved_views, search
from cstrain.bank.views.banks import IN_FILTER
from cstrain.bank.views.blueprint import bp
from cstrain.bank.views.shown import today
from cstrain.bank.words import DIFFICULTIES, HEALTH, KINDS, SEEN, STATES, USED
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

NAMES = ("bank", "point", "kind", "rule", "state", "level", "seen", "used")


def _asked(given: Any) -> Search:
    return Search(given.get("q", "").strip()[:60], *(given.get(name, "") for name in NAMES))


@bp.get("/questions")
@needs(May.BANK_SEE)
def search_all() -> Any:
    return _page(_asked(request.args))


def _page(asked: Search, status: int = 200, done: actions.Done | None = None, refused: str = "") -> Page:
    on = today()
    found: Found = search(asked, on, request.args.get("page", 1, int))
    keeper = me()
    return page(
        "bank/search.html",
        status,
        asked=asked,
        listed=found,
        standing=standing_of(found.items, on),
        views=saved_views(keeper.id),
        done=done,
        refused=refused,
        failed=[(name, words_of(refusal)) for name, refusal in done.refused] if done else [],
        all_points=[one.name for one in points()],
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    states = [("", _("全部状态")), *((state, STATES[state][0]) for state in IN_FILTER), ("warned", _("有出题提示"))]
    return {
        "banks": [("", _("全部题库")), *((key, f"{key} {name}") for key, name in bank_names())],
        "points": [("", _("全部知识点")), *((one.name, one.path) for one in points())],
        "rules": [("", _("全部规则")), *((one.id, f"{one.id} {one.title}"[:40]) for one in rules().values())],
        "kinds": [("", _("全部题型")), *KINDS.items()],
        "states": states,
        "levels": [("", _("设定难度")), *DIFFICULTIES.items()],
        "seens": [("", _("实测难度")), *SEEN.items()],
        "useds": [("", _("考过多少")), *USED.items()],
    }


@bp.post("/questions")
@needs(May.BANK_EDIT)
def change_many() -> Any:
    """Retire, tag or move the ticked ones; the search stands in the address."""
    form, at, by = request.form, clock.received(), me().id
    ticked, act = form.getlist("question"), form.get("act", "")
    try:
        if act == "retire":
            done = actions.retire_many(ticked, reason=form.get("reason", "")[:300], at=at, by=by)
        else:
            done = actions.tag_many(ticked, form.get("to", ""), only=act == "move", at=at, by=by)
    except Refusal as refusal:
        return _page(_asked(request.args), 409, None, words_of(refusal))
    status = 200 if done.done or done.waiting else 409
    return _page(_asked(request.args), status, done)


LINES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("moved", {"state": "moved"}, "warn"),
    ("late", {"state": "late"}, "warn"),
    ("disputed", {"state": "disputed"}, "hold"),
    ("inverted", {"seen": "inverted"}, "bad"),
    ("old", {"state": "old"}, "warn"),
    ("often", {"used": "often"}, "warn"),
    ("undecided", {"state": "undecided"}, "info"),
    ("warned", {"state": "warned"}, "info"),
    ("never", {"state": "live", "used": "never"}, "mute"),
)


@bp.get("/questions/health")
@needs(May.BANK_SEE)
def health() -> Any:
    """Every line leads to its questions."""
    found = condition(today())
    lines = [(*HEALTH[code], found.counts[code], query, tone) for code, query, tone in LINES]
    return page("bank/health.html", found=found, lines=lines)


@bp.post("/questions/views")
@needs(May.BANK_SEE)
def keep_view() -> Any:
    """Keep this search under a name."""
    name = request.form.get("name", "").strip()[:40]
    query = request.form.get("query", "")
    if name:
        actions.keep_view(me().id, name, query, at=clock.received())
    return back("bank.search_all", **_asked_of(query))


def _asked_of(query: str) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(query) if name in ("q", *NAMES)}


@bp.post("/questions/views/<view_id>/drop")
@needs(May.BANK_SEE)
def drop_view(view_id: str) -> Any:
    actions.drop_view(me().id, view_id)
    return back("bank.search_all")
