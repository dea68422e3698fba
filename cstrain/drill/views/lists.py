"""What is due today, what is left to be fluent, 错题本."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.drill import queries, rules
from cstrain.drill.rules import ItemState
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import Road, now, road
from cstrain.drill.words import line_words, so_far, to_do
from cstrain.kit import db
from cstrain.kit.web import page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

PER_PAGE = 20


@dataclass(frozen=True)
class BankLine:
    """One bank on the page of what is due. ``opens``: day of the course on which it opens, 0 when it is open."""

    key: str
    name: str
    done: int
    total: int
    due: int
    opens: int


@dataclass(frozen=True)
class Listed:
    """One page of a list that was computed, not selected."""

    items: Sequence[ItemState]
    page: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)


@bp.get("/drill")
@needs(May.LEARN)
def today() -> Any:
    at, on = now()
    mine = road(at)
    return page(
        "drill/today.html",
        road=mine,
        line=line_words(mine.targets[0].times, mine.targets[0].seconds) if mine.targets else "",
        done=sum(state.is_fluent for state in mine.states),
        total=len(mine.states),
        due=len(rules.due(mine.open, on)),
        waiting=sum(not state.is_fluent for state in mine.open),
        banks=_bank_lines(mine, on),
        wrong=queries.count_wrong(me().id),
    )


def _bank_lines(mine: Road, on: date) -> list[BankLine]:
    names = queries.bank_names(mine.banks)
    lines = []
    for key in mine.banks:
        states = mine.of(key)
        if states:
            done = sum(state.is_fluent for state in states)
            due = len(rules.due(states, on))
            lines.append(BankLine(key, names.get(key, key), done, len(states), due, mine.shut.get(key, 0)))
    return lines


@bp.get("/drill/left")
@needs(May.LEARN)
def left() -> Any:
    """Which questions are missing, and what to do about each."""
    at, on = now()
    chosen = request.args.get("bank", "")
    missing = [state for state in road(at).open if not state.is_fluent]
    banks = queries.bank_names({state.item.bank for state in missing})
    shown = [state for state in missing if not chosen or state.item.bank == chosen]
    shown.sort(key=lambda state: (state.left_today(on) == 0, state.item.bank, state.item.id))
    number = min(max(1, request.args.get("page", 1, int)), max(1, -(-len(shown) // PER_PAGE)))
    part = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        "drill/left.html",
        listed=Listed(part, number, len(shown)),
        versions=queries.versions_of(state.item.id for state in part),
        banks=[("", _("全部题库")), *sorted(banks.items())],
        chosen=chosen,
        on=on,
        so_far=so_far,
        to_do=to_do,
    )


@bp.get("/drill/wrong")
@needs(May.LEARN)
def wrong() -> Any:
    listed = db.database.paginate(
        queries.wrong_answers(me().id), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
    )
    versions = queries.versions_of(answer.question_id for answer in listed.items)
    can_drill = bool(queries.targets(me().id))
    return page("drill/wrong.html", listed=listed, versions=versions, can_drill=can_drill)
