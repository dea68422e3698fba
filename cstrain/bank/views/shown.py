"""What the question macros need while they write: texts as HTML, rules behind a question, keys in words.

Any room's page may show a question, so these are globals of the templates. What they read is read once a request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from html import escape
from typing import Any

from flask import current_app, g, url_for
from flask_babel import gettext as _

from cstrain.bank.queries import Moved, clocks, moved_in, rules
from cstrain.bank.rules import Graded, Question, Rule, filled, grade, key_of, plain_order
from cstrain.bank.views.blueprint import bp
from cstrain.bank.words import DIFFICULTIES, KINDS, SCORINGS, STATES, VERDICTS
from cstrain.kit import clock
from cstrain.kit.content import Citation, is_id
from cstrain.kit.content.numbers import number_text
from cstrain.kit.content.render import plain, render
from cstrain.people.queries import decided
from cstrain.people.rules import local_date


def today() -> date:
    """This day on the installation's calendar."""
    return local_date(clock.received(), clock.zone())


def firm() -> dict[str, str]:
    """The firm's decisions, read once a request."""
    if "bank_decided" not in g:
        g.bank_decided = decided()
    found: dict[str, str] = g.bank_decided
    return found


def _rules() -> dict[str, Rule]:
    if "bank_rules" not in g:
        g.bank_rules = rules()
    found: dict[str, Rule] = g.bank_rules
    return found


def _reference(name: str, linked: bool) -> str | None:
    """The HTML of {name}: the firm's value, or a link to the rule or lesson (only once the answer is known)."""
    if is_id("rule", name) or is_id("lesson", name):
        url = _url(name) if linked else ""
        return f'<a class="ref" href="{escape(url)}">{escape(name)}</a>' if url else escape(name)
    if any(is_id(kind, name) for kind in ("question", "subquestion", "scenario", "phrase", "script")):
        return escape(name)
    value = firm().get(name)
    return (
        escape(value) if value is not None else f'<span class="unset">{escape(_("%(name)s（待定）", name=name))}</span>'
    )


def _url(name: str) -> str:
    if is_id("rule", name):
        return url_for("bank.rule", rule_id=name)
    return lesson_url(name)


@bp.app_template_global("bank_lesson_url")
def lesson_url(key: str) -> str:
    """Where the lesson is read, "" while there is no such page."""
    return url_for("curriculum.lesson", key=key) if "curriculum.lesson" in current_app.view_functions else ""


@bp.app_template_global("bank_html")
def html(markdown: str, question: Question | None = None, linked: bool = False) -> str:
    """Markdown of a stem, an explanation or a rule as safe HTML."""
    base = question.image_base if question else ""
    return render(markdown, refs=lambda name: _reference(name, linked), image_base=base)


@bp.app_template_global("bank_plain")
def plain_text(text: str, question: Question | None = None, linked: bool = False) -> str:
    """Option and answer text as safe HTML: escaped, never Markdown; a picture alone is a picture."""
    base = question.image_base if question else ""
    return plain(text, refs=lambda name: _reference(name, linked), image_base=base)


@bp.app_template_global("bank_order")
def order_of(question: Question, order: Any = None) -> Any:
    """The order given, else the one that gives nothing away."""
    return plain_order(question) if order is None else order


@bp.app_template_global("bank_key")
def key(question: Question) -> Any:
    """The answer that earns everything, with the firm's values."""
    return key_of(question, firm())


@bp.app_template_global("bank_grade")
def graded(question: Question, answer: Any) -> Graded:
    """What an answer is worth by the firm's decisions of today."""
    return grade(question, answer, firm())


@bp.app_template_global("bank_wording")
def wording(text: str) -> str:
    """Plain text of a key with the firm's values in it."""
    return filled(text, firm())


@bp.app_template_global("bank_rules")
def rules_behind(question: Question) -> list[Rule]:
    """The rules a question cites, as they read now."""
    held = _rules()
    return [held[cited.id] for cited in question.citations if cited.id in held]


def _clocks() -> dict[str, Any]:
    if "bank_clocks" not in g:
        g.bank_clocks = clocks()
    found: dict[str, Any] = g.bank_clocks
    return found


@bp.app_template_global("bank_stale")
def stale(cited: Iterable[Citation]) -> tuple[Moved, ...]:
    """Of what a question, a lesson or a scene cites: the rules that say something else by now."""
    return moved_in({one.id: one.major for one in cited}, _clocks())


@bp.app_template_global("bank_share")
def share(fraction: Fraction) -> str:
    """A share in per cent, rounded down to a tenth."""
    tenths = fraction.numerator * 1000 // fraction.denominator
    return f"{number_text(Fraction(tenths, 10))}%"


@bp.app_template_global("bank_points")
def points(found: Fraction) -> str:
    """Points as people write them: 2, 0.5."""
    return number_text(found)


WORDS = {
    "BANK_KINDS": KINDS,
    "BANK_DIFFICULTIES": DIFFICULTIES,
    "BANK_VERDICTS": VERDICTS,
    "BANK_SCORINGS": SCORINGS,
    "BANK_STATES": STATES,
}
bp.record(lambda state: state.app.jinja_env.globals.update(WORDS))

__all__ = ["firm", "today"]
