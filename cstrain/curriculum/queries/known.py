"""What a check of lessons, modules and courses needs to know of all that is loaded already."""

from __future__ import annotations

from sqlalchemy import func, select

from cstrain.bank import queries as bank
from cstrain.bank.models import Question
from cstrain.bank.rules import QuestionState
from cstrain.curriculum.models import Material, MaterialVersion
from cstrain.curriculum.queries.material import document, live
from cstrain.curriculum.rules import Known, read_modules
from cstrain.curriculum.rules.checks import meaning
from cstrain.kit import db


def known() -> Known:
    """Rules, questions, decisions, lessons, charters, banks, modules, and what step ids ever meant.

    Later rooms add what they know with ``dataclasses.replace``: scenarios, exams, gates; the loader adds pictures.
    """
    around = bank.known()
    return Known(
        rules=around.rules,
        questions=around.questions,
        decisions=around.decisions,
        lessons=frozenset(live("课文")),
        charters=frozenset(live("章程")),
        banks=_banks(),
        modules={key: read_modules(document(version))[0] for key, version in live("模块").items()},
    )


def _banks() -> dict[str, int]:
    """Questions in use per bank."""
    rows = select(Question.bank_key, func.count()).where(Question.state == QuestionState.LIVE.value)
    return dict(db.database.session.execute(rows.group_by(Question.bank_key)).all())


def former_steps(key: str) -> dict[str, tuple[str, str]]:
    """What each step id of a modules file meant when it first stood there: (kind, first target)."""
    query = select(MaterialVersion).join(Material).where(Material.kind == "模块", Material.key == key)
    found: dict[str, tuple[str, str]] = {}
    for version in db.database.session.scalars(query.order_by(MaterialVersion.number)):
        for step in read_modules(document(version))[0].steps.values():
            found.setdefault(step.id, meaning(step))
    return found
