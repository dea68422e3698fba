"""One person's ladder: what they hold, what the next level asks, the figures behind it, proposals, the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from cstrain.certification import queries as certification
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.levels import actions, queries
from cstrain.levels.forms import PromotionForm
from cstrain.levels.models import Promotion
from cstrain.levels.queries import LadderInForce, Standing
from cstrain.levels.rules.promotion import month_text, months_offered
from cstrain.levels.views.blueprint import bp
from cstrain.levels.views.board import badge_of
from cstrain.levels.views.kpi import value_text
from cstrain.people.doors import me, needs, person_for, prove
from cstrain.people.models import Person
from cstrain.people.queries import deputy_for, named
from cstrain.people.rules import May

WRONG = ("wrong_password", "signing_locked")
APPROVE, DECLINE = "approve", "decline"


def ladder_facts(shown: Person, at: datetime) -> dict[str, Any]:
    """What both the supervisor's page and one's own show."""
    held = queries.in_force()
    standing = queries.standings([shown.id], held, at)[shown.id] if held else None
    facts = queries.facts_about(shown.id)
    promotions = queries.promotions_of(shown.id)
    imports = queries.imports_of(facts)
    seqs = [row.entry_seq for row in promotions if row.entry_seq]
    return {
        "shown": shown,
        "held": held,
        "standing": standing,
        "row": queries.row_of(shown, standing, queries.open_promotions([shown.id]).get(shown.id)) if standing else None,
        "holdings": queries.holdings_of(shown.id),
        "promotions": promotions,
        "reasons": certification.reasons(shown.id, seqs) if seqs else {},
        "facts": [fact for fact in facts if _counts(fact, facts)],
        "old": {fact.id: [one for one in facts if _before(one, fact)] for fact in facts if fact.number > 1},
        "imports": imports,
        "people": named({row.settled_by for row in promotions} | {row.by for row in imports.values()}),
        "value": value_text,
        "at": clock.local(at),
    }


def _place(fact: Any) -> tuple[str, str]:
    return fact.month, fact.indicator


def _counts(fact: Any, facts: list[Any]) -> bool:
    return all(_place(other) != _place(fact) or other.number <= fact.number for other in facts)


def _before(one: Any, fact: Any) -> bool:
    return _place(one) == _place(fact) and one.number < fact.number


@bp.get("/levels/<person_id>")
@needs(May.LEVELS_SEE)
def person(person_id: str) -> Any:
    shown, at = person_for(person_id, May.LEVELS_SEE), clock.received()
    return _page(shown, at, _form(shown, at))


def _open(shown: Person) -> Promotion | None:
    return queries.open_promotions([shown.id]).get(shown.id)


def _form(shown: Person, at: datetime) -> PromotionForm:
    form = PromotionForm()
    form.decision.choices = [SelectChoice(APPROVE, _("批准晋升")), SelectChoice(DECLINE, _("这次不批准"))]
    holdings = queries.holdings_of(shown.id)
    on = certification.today(at)
    months = months_offered(on, holdings[0].since if holdings else None)
    form.month.choices = [SelectChoice(month, month) for month in months]
    if not form.is_submitted():
        held = queries.in_force()
        form.seen.data = queries.standings([shown.id], held, at)[shown.id].hash if held else ""
        form.month.data = month_text(on) if month_text(on) in months else months[-1] if months else ""
    return form


def _page(shown: Person, at: datetime, form: PromotionForm, status: int = 200, wrong: str = "") -> Page:
    asked = me()
    facts = ladder_facts(shown, at)
    may_decide = asked.can(May.LEVELS_DECIDE, shown.team_id) if shown.team_id else asked.can_for_all(May.LEVELS_DECIDE)
    waiting = _open(shown) if may_decide else None
    return page(
        "levels/person.html",
        status,
        **facts,
        badge_of=badge_of,
        form=form,
        wrong=wrong,
        waiting=waiting,
        refused=_refused(facts["held"], facts["standing"], shown) if waiting else "",
        principal=deputy_for(asked.id, May.LEVELS_DECIDE, shown.team_id, certification.today(at)),
        done=request.args.get("done", ""),
    )


def _refused(held: LadderInForce | None, standing: Standing | None, shown: Person) -> str:
    """Why the signed-in person cannot decide now; "" when they can."""
    if shown.id == me().id:
        return words_of(Refusal("own_level"))
    if held is None or standing is None:
        return words_of(Refusal("ladder_not_chosen"))
    if held.ladder.undecided:
        return words_of(Refusal("ladder_undecided", decisions="、".join(held.ladder.undecided)))
    return ""


@bp.post("/levels/<person_id>")
@needs(May.LEVELS_DECIDE)
def decide(person_id: str) -> Any:
    shown, at = person_for(person_id, May.LEVELS_DECIDE), clock.received()
    waiting, form = _open(shown), _form(shown, at)
    if waiting is None:
        if queries.promotions_of(shown.id):
            raise Refusal("promotion_is_settled")
        raise NotYours
    if not _is_whole(form):
        return _page(shown, at, form, 422)
    promotion_id, decision = waiting.id, form.decision.data
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(person_for(person_id, May.LEVELS_DECIDE), at, form, 409, words_of(refusal))
    if decision == APPROVE:
        month, seen = form.month.data or "", form.seen.data or ""
        actions.approve(promotion_id, month=month, seen=seen, proof=proof, at=at)
    else:
        actions.decline(promotion_id, reason=form.reason.data or "", proof=proof, at=at)
    return back("levels.person", person_id=person_id, done=decision)


def _is_whole(form: PromotionForm) -> bool:
    """Not approving asks for a reason; the field says so itself."""
    if not form.validate():
        return False
    if form.decision.data == DECLINE and not form.reason.data:
        form.reason.errors = [words_of(Refusal("level_reason_needed"))]
        return False
    return True


@bp.get("/levels/mine")
@needs(May.LEARN)
def mine() -> Any:
    """One's own ladder: what is held, what the next level asks, what lacks."""
    return page("levels/mine.html", **ladder_facts(person_for(me().id, May.LEARN), clock.received()))
