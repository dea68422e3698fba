"""The rule register: overdue first; one rule with its versions and what cites it."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank import actions
from cstrain.bank.forms import NewRuleForm, RuleForm
from cstrain.bank.models import RuleVersion
from cstrain.bank.queries import (
    RuleFilter,
    citations_by_rule,
    citing,
    platforms,
    proposals,
    registers,
    rule_counts,
    rule_history,
    rule_row,
    rules_listed,
    standing_of,
)
from cstrain.bank.queries import rule as rule_text
from cstrain.bank.queries import rules as rule_texts
from cstrain.bank.rules import Change, difference
from cstrain.bank.rules.register import OWN_PLATFORM
from cstrain.bank.rules.skeleton import RULE_SKELETON
from cstrain.bank.views.blueprint import CHECK, bp
from cstrain.bank.views.shown import today
from cstrain.bank.words import ORIGINS, STATES
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May

PER_PAGE = 40
CITED_PER_PAGE = 20


@bp.get("/rules")
@needs(May.BANK_SEE)
def rules() -> Any:
    on, given = today(), request.args
    shown = RuleFilter(given.get("q", "").strip(), given.get("platform", ""), given.get("state", ""))
    rows = db.database.paginate(rules_listed(shown, on), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    ids = [row.id for row in rows.items]
    return page(
        "bank/rules.html",
        listed=rows,
        texts=rule_texts(ids),
        cited=citations_by_rule(ids),
        counts=rule_counts(on),
        shown=shown,
        on=on,
        platforms=[("", _("全部平台")), *((name, name) for name in platforms())],
        states=[("", _("全部状态")), ("late", STATES["late"][0]), ("withdrawn", STATES["withdrawn"][0])],
    )


@bp.get("/rules/<rule_id>")
@needs(May.LEARN)
def rule(rule_id: str) -> Any:
    """Open to everyone who learns: lessons and explanations link here. What cites it is for those who keep the banks."""
    row, text = rule_row(rule_id), rule_text(rule_id)
    if row is None or text is None:
        raise NotYours
    keeps = me().can(May.BANK_SEE)
    versions = rule_history(rule_id) if keeps else []
    cited_by = db.database.paginate(
        citing(rule_id), per_page=CITED_PER_PAGE, max_per_page=CITED_PER_PAGE, error_out=False
    )
    return page(
        "bank/rule.html",
        row=row,
        rule=text,
        on=today(),
        keeps=keeps,
        past=_past(versions),
        cited_by=cited_by,
        standing=standing_of(cited_by.items, today()),
        proposals=[(one, difference(versions[0].text, one.text)) for one in proposals(rule_id)] if versions else [],
        names=named(version.by for version in versions),
        ORIGINS=ORIGINS,
    )


def _edit_page(rule_id: str, form: RuleForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    row, versions = rule_row(rule_id), rule_history(rule_id)
    if row is None:
        raise NotYours
    return page(
        "bank/edit_rule.html",
        status,
        row=row,
        latest=versions[0],
        form=form,
        written=actions.check_rule(rule_id, form.text.data or ""),
        cited=citations_by_rule([rule_id]).get(rule_id, (0, 0))[0],
        refused=words_of(refusal) if refusal else "",
    )


def _kept_registers() -> list[tuple[str, str]]:
    """Registers of platforms; the charter is a text of its own and is kept as such."""
    return [
        (one.key, one.name) for one in registers() if one.kind == "rules" and one.defaults.get("平台") != OWN_PLATFORM
    ]


def _new_page(key: str, form: NewRuleForm, status: int = 200) -> Page:
    kept = _kept_registers()
    chosen = key if key in dict(kept) else next((one for one, _name in kept), "")
    if not chosen:
        raise NotYours
    number = actions.next_rule(chosen)
    if not form.text.data:
        form.text.data = RULE_SKELETON.format(number)
    written = actions.check_new_rule(chosen, form.text.data)
    return page("bank/new_rule.html", status, form=form, registers=kept, chosen=chosen, number=number, written=written)


@bp.get("/rules/new")
@needs(May.RULES_KEEP)
def new_rule() -> Any:
    return _new_page(request.args.get("register", ""), NewRuleForm())


@bp.post("/rules/new")
@needs(May.RULES_KEEP)
def add_rule() -> Any:
    form, key = NewRuleForm(), request.form.get("register", "")
    if request.form.get("act") == CHECK:
        return _new_page(key, form)
    if not form.validate() or key not in dict(_kept_registers()) or actions.check_new_rule(key, form.text.data).errors:
        return _new_page(key, form, 422)
    made = actions.add_rule(key, form.text.data, at=clock.received(), by=me().id)
    return back("bank.rule", rule_id=made.rule_id)


@bp.get("/rules/<rule_id>/edit")
@needs(May.RULES_KEEP)
def edit_rule(rule_id: str) -> Any:
    if rule_row(rule_id) is None:
        raise NotYours
    latest = rule_history(rule_id)[0]
    return _edit_page(rule_id, RuleForm(text=latest.text, seen=latest.seq))


@bp.post("/rules/<rule_id>/edit")
@needs(May.RULES_KEEP)
def save_rule(rule_id: str) -> Any:
    form = RuleForm()
    if request.form.get("act") == CHECK:
        return _edit_page(rule_id, form)
    if not form.validate() or actions.check_rule(rule_id, form.text.data).errors:
        return _edit_page(rule_id, form, 422)
    try:
        actions.save_rule(
            rule_id,
            form.text.data,
            at=clock.received(),
            by=me().id,
            change=form.change.data,
            reason=form.reason.data or "",
            seen=form.seen.data or 0,
        )
    except Refusal as refusal:
        return _edit_page(rule_id, form, 409, refusal)
    return back("bank.rule", rule_id=rule_id)


def _past(versions: list[RuleVersion]) -> list[tuple[RuleVersion, tuple[Change, ...]]]:
    older = [*versions[1:], None][: len(versions)]
    return [
        (one, difference(before.text, one.text) if before is not None else ())
        for one, before in zip(versions, older, strict=True)
    ]
