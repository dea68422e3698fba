"""Banks, questions, the editor, the rule register; and the globals with which any page shows a question."""

from flask_babel import lazy_gettext as _l

from cstrain.bank.queries import count_awaiting, open_work, rule_counts
from cstrain.bank.views import banks, editor, exchange, question, review, rules, search, shown
from cstrain.bank.views.blueprint import bp
from cstrain.bank.views.shown import today
from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.rules import May


def _open_questions(asked: Me) -> int:
    return open_work(today()) if asked.can(May.BANK_EDIT) else 0


def _late_rules(asked: Me) -> int:
    return rule_counts(today())["late"] if asked.can(May.RULES_KEEP) else 0


def _to_review(_asked: Me) -> int:
    return count_awaiting()


MENU = [
    MenuEntry("bank.banks", _l("题库"), "library-big", may=May.BANK_SEE, order=82, count=_open_questions),
    MenuEntry("bank.review", _l("题目复核"), "eye", may=May.BANK_REVIEW, order=83, count=_to_review),
    MenuEntry("bank.rules", _l("规则登记"), "scale", may=May.BANK_SEE, order=84, count=_late_rules),
]

__all__ = ["MENU", "banks", "bp", "editor", "exchange", "question", "review", "rules", "search", "shown"]
