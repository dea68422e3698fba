"""What is due today, what is left to be fluent, 错题本."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank import queries as bank
from cstrain.drill import queries, rules
from cstrain.drill.queries import Way
from cstrain.drill.rules import Confidence, ItemState
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import Progress, now, progress, states_of
from cstrain.drill.words import line_words, seconds_text, so_far, to_do
from cstrain.kit import db
from cstrain.kit.errors import NotYours
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
    at, _on = now()
    way = queries.way(me().id)
    far = progress(way, at)
    strictest = way.targets[0] if way.targets else None
    return page(
        "drill/today.html",
        way=way,
        decided=all(target.is_decided for target in way.targets),
        line=line_words(strictest.times, strictest.seconds) if strictest else "",
        far=far,
        waiting=queries.waiting(me().id, way, at),
        lacking=sum(total - done for key, (done, total) in far.banks.items() if key not in way.shut),
        banks=_bank_lines(way, far),
        wrong=queries.count_wrong(me().id),
    )


def _bank_lines(way: Way, far: Progress) -> list[BankLine]:
    names = queries.bank_names(way.banks)
    return [
        BankLine(key, names.get(key, key), done, total, way.shut.get(key, 0))
        for key, (done, total) in far.banks.items()
    ]


@bp.get("/drill/left")
@needs(May.LEARN)
def left() -> Any:
    """Which questions are missing, and what to do about each."""
    at, on = now()
    chosen = request.args.get("bank", "")
    way = queries.way(me().id)
    missing = [state for state in states_of(way, at, way.open) if not state.is_fluent] if way.open else []
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
        today=len(rules.due(missing, on)),
        beside=queries.beside(me().id, way.targets[0], at) if way.targets else None,
        seconds_text=seconds_text,
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
    reviews = queries.reviews_of(answer.id for answer in listed.items)
    sure = {each for each, review in reviews.items() if review.confidence == Confidence.SURE.value}
    can_drill = bool(queries.targets(me().id))
    return page("drill/wrong.html", listed=listed, versions=versions, sure=sure, can_drill=can_drill)


@bp.get("/drill/book/<question_id>")
@needs(May.LEARN)
def wrong_one(question_id: str) -> Any:
    """One question of the 错题本: what was answered, the key, and why; 404 for one never answered."""
    given = queries.latest_answer(me().id, question_id)
    version = bank.version(given.version_id) if given else None
    if given is None or version is None:
        raise NotYours
    held = queries.card(me().id, question_id)
    return page("drill/wrong_one.html", given=given, question=bank.question_of(version), card=held)
