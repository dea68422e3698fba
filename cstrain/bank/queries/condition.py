"""How the banks are as a whole: each line a number with the search that leads to its questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from cstrain.bank.models import Observed, Question, QuestionVersion, Rule
from cstrain.bank.queries.health import banks
from cstrain.bank.queries.questions import supply
from cstrain.bank.queries.register import citations_by_rule, points
from cstrain.bank.queries.review import count_awaiting
from cstrain.bank.queries.search import inverted, worn
from cstrain.bank.queries.standing import is_live, latest
from cstrain.kit import db

THIN = 3  # questions under a knowledge point: fewer come round again at once


@dataclass(frozen=True)
class Condition:
    """Counts over all banks by their code; ``trust``: bank → (questions in order, questions in use)."""

    counts: dict[str, int]
    trust: list[tuple[str, str, int, int]]
    thin: list[tuple[str, int]] = field(default_factory=list)  # knowledge points with few questions
    bare: list[Rule] = field(default_factory=list)  # rules that no question asks about

    @property
    def is_sound(self) -> bool:
        return not (any(self.counts.values()) or self.thin or self.bare)


def condition(on: date) -> Condition:
    """The health of all banks; a constant number of queries."""
    held = banks(on)
    old = _old(on)
    return Condition(
        {
            "moved": sum(one.moved for one in held),
            "late": sum(one.late for one in held),
            "old": sum(old.values()),
            "disputed": sum(one.count("disputed") for one in held),
            "review": count_awaiting(),
            "undecided": sum(one.undecided for one in held),
            "warned": sum(one.warned for one in held),
            "never": _never(),
            "often": _count_of(worn().subquery()),
            "inverted": len(inverted()),
        },
        [
            (one.bank.key, one.bank.name, one.ready - old.get(one.bank.key, 0), one.count("live"))
            for one in held
            if one.count("live")
        ],
        _thin(on),
        _bare(),
    )


def _old(on: date) -> dict[str, int]:
    rows = select(Question.bank_key, func.count()).where(is_live(), Question.review_on < on)
    return dict(db.database.session.execute(rows.group_by(Question.bank_key)).all())


def _never() -> int:
    """Questions in use that stood in no exam yet; 0 while no exam has been reported at all."""
    session = db.database.session
    if session.scalar(select(Observed.id).limit(1)) is None:
        return 0
    rows = select(func.count()).select_from(Question).join(QuestionVersion, latest())
    return session.scalar(rows.where(is_live(), QuestionVersion.id.not_in(select(Observed.version_id)))) or 0


def _count_of(rows: object) -> int:
    return db.database.session.scalar(select(func.count()).select_from(rows)) or 0  # type: ignore[arg-type]


def _thin(on: date) -> list[tuple[str, int]]:
    """Knowledge points of the file under which a paper finds few questions, the emptiest first."""
    found: dict[str, int] = {one.name: 0 for one in points()}
    for (name, _kind, _level), count in supply(on).items():
        if name in found:
            found[name] += count
    return sorted(((name, count) for name, count in found.items() if count < THIN), key=lambda one: (one[1], one[0]))


def _bare() -> list[Rule]:
    rules = list(db.database.session.scalars(select(Rule).where(Rule.withdrawn == "").order_by(Rule.id)))
    cited = citations_by_rule([rule.id for rule in rules])
    return [rule for rule in rules if not cited.get(rule.id, (0, 0))[0]]
