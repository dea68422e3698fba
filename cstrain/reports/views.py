"""Today: the first page of everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.certification.rules.gate import Need
from cstrain.certification.rules.readiness import State
from cstrain.certification.words import NEEDS, WHY, figure
from cstrain.curriculum.queries import ShownStep
from cstrain.curriculum.words import STANDINGS
from cstrain.kit import clock
from cstrain.kit.web import MenuEntry, page
from cstrain.levels.words import gap_words
from cstrain.notices.words import KINDS
from cstrain.people.doors import me, needs
from cstrain.people.rules import May, local_date
from cstrain.people.words import INBOX
from cstrain.reports import queries
from cstrain.reports.words import WAITING

bp = Blueprint("reports", __name__)


MENU = [
    MenuEntry("reports.today", _lp("tab", "今日"), "house", place="tabs", order=1),
    MenuEntry("reports.today", _lp("tab", "今日"), "house", order=1),
]


@bp.get("/today")
@needs(May.LEARN)
def today() -> Any:
    """A learner sees the day and the way to going live; whoever has roles sees what waits for them."""
    asked, at = me(), clock.received()
    found = queries.learning(asked.id, at)
    has_roles = set(asked.may) != {May.LEARN}
    return page(
        "reports/desk.html" if has_roles and not found.is_learning else "reports/today.html",
        found=found,
        gaps=[_gap(state, found) for state in found.ready.states] if found.ready else [],
        steps=[_step(one) for one in found.board.day(found.board.current).steps] if found.board else [],
        next_url=step_url(found.board.next) if found.board and found.board.next else None,
        waiting=[(one, *WAITING[one.code]) for one in queries.waiting(asked, asked.id, at)] if has_roles else [],
        stuck=queries.stuck(asked, at) if has_roles else [],
        mending=queries.mending(asked, at) if has_roles else None,
        messages=[(one, message(one)) for one in queries.messages(asked.id)],
        told=[(one, KINDS[one.kind]) for one in queries.told(asked, at)] if has_roles else [],
        level_gaps=[gap_words(gap) for gap in found.level.lacking] if found.level else [],
        at=clock.local(at),
        on=local_date(at, clock.zone()),
    )


def message(item: Any) -> str:
    """An inbox item in words."""
    words = INBOX.get(item.kind)
    return str(words) % item.facts if words is not None else str(item.kind)


def step_url(one: ShownStep) -> str:
    """Where a step is done."""
    return url_for("curriculum.step", key=one.key)


def _step(one: ShownStep) -> dict[str, Any]:
    word, icon, tone = STANDINGS[one.standing]
    return {
        "title": one.step.title,
        "icon_name": icon,
        "tone": tone,
        "meta": one.step.kind + (f"·{one.step.duration}" if one.step.duration else ""),
        "url": step_url(one),
        "mark": None if one.standing in ("locked", "open", "signed") else (word, icon, tone),
        "now": one.standing == "running",
        "locked": one.standing == "locked",
    }


WAYS: dict[Need, tuple[str, Any]] = {
    Need.SHEET: ("records.mine", _l("去签字")),
    Need.FLUENT: ("drill.today", _l("去练")),
    Need.ROLEPLAY: ("roleplay.scenes", _l("去练")),
}


def _gap(state: State, found: queries.Learning) -> dict[str, Any]:
    """One condition as a line of the checklist: the fact with its figure, the why, its own way on."""
    need, targets = state.condition.need, state.condition.targets
    sitting = found.ready.evidence.exams.get(targets[0]) if found.ready and need is Need.EXAM and targets else None
    line: dict[str, Any] = {
        "title": _("%(need)s：%(figure)s", need=NEEDS[need.value], figure=figure(state, sitting)),
        "icon_name": "circle-check" if state.is_met else ("pen-line" if state.why == "owed" else "circle-dot"),
        "tone": "ok" if state.is_met else ("warn" if state.why == "owed" else "mute"),
        "why": str(WHY[state.why]) if state.why else None,
    }
    if not state.is_met and need in WAYS:
        endpoint, act = WAYS[need]
        line |= {"url": url_for(endpoint), "act": act}
    if not state.is_met and need is Need.EXAM and state.condition.targets:
        line |= {"url": url_for("exam.brief", key=state.condition.targets[0]), "act": _l("看考试")}
    return line
