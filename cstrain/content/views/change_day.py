"""Rule-change day on one screen: announced, rules, what they touch, mended side by side, card, signed receipts."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.bank import actions as bank_actions
from cstrain.bank import queries as bank
from cstrain.bank.models import QuestionVersion
from cstrain.bank.rules import difference
from cstrain.content import actions
from cstrain.content.forms import AnnouncedForm, CardForm
from cstrain.content.models import ChangeDay
from cstrain.content.queries import change_day as queries
from cstrain.content.rules.announcement import likely, repinned
from cstrain.content.views.blueprint import bp
from cstrain.content.words import CHANGE_DAYS
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

PER_PAGE, MEND_PER_PAGE = 20, 8


@bp.get("/rules/change-day")
@needs(May.RULES_KEEP)
def change_days() -> Any:
    return _days_page(AnnouncedForm())


def _days_page(form: AnnouncedForm, status: int = 200) -> Page:
    listed = db.database.paginate(queries.change_days(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "content/change_days.html",
        status,
        listed=listed,
        names=people.named(one.by for one in listed.items),
        form=form,
    )


@bp.post("/rules/change-day")
@needs(May.RULES_KEEP)
def begin_change_day() -> Any:
    form = AnnouncedForm()
    if not form.validate():
        return _days_page(form, 422)
    day = actions.open_change_day(
        form.title.data, form.announcement.data, form.effective_on.data, at=clock.received(), by=me().id
    )
    return back("content.change_day", day_id=day.id)


@bp.get("/rules/change-day/<day_id>")
@needs(May.RULES_KEEP)
def change_day(day_id: str) -> Any:
    return _day_page(queries.change_day(day_id), CardForm())


def _day_page(day: ChangeDay, form: CardForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    at, rules = clock.received(), queries.picked(day.id)
    found = queries.affected(rules, people.mine(me(), May.RULES_KEEP), at)
    texts = bank.rules()
    choices = queries.card_choices(rules, at) if day.state == "open" else []
    readers = queries.readers(day) if day.state != "open" else []
    if day.state == "open" and not form.card.data:
        form.card.data = day.announcement[:4000]
    return page(
        "content/change_day.html",
        status,
        day=day,
        rules=[(one, difference(one.before, one.after) if one.has_changed else ()) for one in rules],
        likely=[texts[name] for name in likely(day.announcement, texts)] if day.state == "open" else [],
        others=sorted(texts.values(), key=lambda one: one.id) if day.state == "open" else [],
        found=found,
        standing=bank.standing_of(found.questions, clock.local(at).date()),
        changes={one.question_id: bank.open_change(one.question_id) for one in found.questions[:MEND_PER_PAGE]},
        choices=choices,
        chosen=request.form.getlist("question") or [one.id for one in choices[: queries.ON_A_CARD]],
        readers=readers,
        signed=sum(one.signed_at is not None for one in readers),
        form=form,
        refused=words_of(refusal) if refusal else "",
        names=people.named([day.by, day.published_by, *(one.person_id for one, _count in found.papers)]),
    )


@bp.post("/rules/change-day/<day_id>/rules")
@needs(May.RULES_KEEP)
def pick_rules(day_id: str) -> Any:
    """Ticked ones, and those typed by number."""
    typed = request.form.get("more", "").replace("，", " ").replace("、", " ").split()
    known = bank.clocks()
    unknown = [name for name in typed if name not in known]
    if unknown:
        return _day_page(queries.change_day(day_id), CardForm(), 422, Refusal("rule_unknown", names="、".join(unknown)))
    actions.pick_rules(day_id, [*request.form.getlist("rule"), *typed], at=clock.received())
    return back("content.change_day", day_id=day_id, _anchor="rules")


@bp.post("/rules/change-day/<day_id>/pin")
@needs(May.RULES_KEEP)
def pin_anew(day_id: str) -> Any:
    """Looked at, nothing to change but the version of the rule."""
    try:
        actions.pin_anew(day_id, request.form.getlist("question"), at=clock.received(), by=me().id)
    except Refusal as refusal:
        return _mend_page(queries.change_day(day_id), 409, refusal)
    return back("content.mend", day_id=day_id)


@bp.get("/rules/change-day/<day_id>/mend")
@needs(May.RULES_KEEP)
def mend(day_id: str) -> Any:
    return _mend_page(queries.change_day(day_id))


def _mend_page(day: ChangeDay, status: int = 200, refusal: Refusal | None = None, typed: str = "") -> Page:
    rules = queries.picked(day.id)
    found = queries.affected(rules, people.mine(me(), May.RULES_KEEP), clock.received())
    shown = found.questions[:MEND_PER_PAGE]
    return page(
        "content/mend.html",
        status,
        day=day,
        rules=[(one, difference(one.before, one.after)) for one in rules if one.has_changed],
        left=len(found.questions),
        mended=len(found.mended),
        lines=[
            (one, bank.question_of(one), _text_of(one, rules, typed), bank.open_change(one.question_id))
            for one in shown
        ],
        typed=typed,
        refused=words_of(refusal) if refusal else "",
        problems=refusal.facts.get("problems", ()) if refusal else (),
    )


def _text_of(one: QuestionVersion, rules: list[queries.Picked], typed: str) -> str:
    """What was typed, else the text with the rules cited as they are now: the first thing to be mended is done."""
    if typed == one.question_id:
        return request.form.get("text", "")
    majors = {each.row.id: each.row.major for each in rules if each.has_changed and not each.row.withdrawn}
    return repinned(one.text, majors, one.inherited.get("规则", ""))


@bp.post("/rules/change-day/<day_id>/mend/<question_id>")
@needs(May.RULES_KEEP)
def save_mended(day_id: str, question_id: str) -> Any:
    day, form = queries.change_day(day_id), request.form
    edit = bank_actions.Edit(
        "major" if form.get("change") == "major" else "minor",
        form.get("reason", "").strip()[:300] or day.title,
        form.get("seen", 0, int),
    )
    try:
        bank_actions.hand_in(question_id, form.get("text", "")[:20_000], edit=edit, at=clock.received(), by=me().id)
    except Refusal as refusal:
        status = 422 if refusal.code == "text_has_errors" else 409
        return _mend_page(day, status, refusal, question_id)
    return back("content.mend", day_id=day_id)


@bp.post("/rules/change-day/<day_id>/publish")
@needs(May.RULES_KEEP)
def publish_card(day_id: str) -> Any:
    day, form, at = queries.change_day(day_id), CardForm(), clock.received()
    if not form.validate():
        return _day_page(day, form, 422)
    scope, rules = people.mine(me(), May.RULES_KEEP), queries.picked(day.id)
    found = queries.affected(rules, scope, at)
    readers = queries.readers_for(rules, found, scope, form.to.data == "all")
    try:
        actions.publish_card(day_id, form.card.data, request.form.getlist("question"), readers, at=at, by=me().id)
    except Refusal as refusal:
        return _day_page(queries.change_day(day_id), form, 409, refusal)
    return back("content.change_day", day_id=day_id, _anchor="receipts")


@bp.post("/rules/change-day/<day_id>/<any(remind, close):act>")
@needs(May.RULES_KEEP)
def follow_up(day_id: str, act: str) -> Any:
    """Tell those who have not signed once more, or end the day."""
    if act == "remind":
        actions.remind(day_id, at=clock.received())
    else:
        actions.close_change_day(day_id, at=clock.received())
    return back("content.change_day", day_id=day_id, _anchor="receipts")


@bp.app_template_global("change_days_of")
def days_of(rule_id: str) -> list[ChangeDay]:
    """Open change days that look at a rule, for those who keep rules."""
    return queries.open_days_of(rule_id) if me().can(May.RULES_KEEP) else []


bp.record(lambda state: state.app.jinja_env.globals.update(CHANGE_DAYS=CHANGE_DAYS))
