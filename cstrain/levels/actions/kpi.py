"""A sheet of KPI facts is taken in: planned again inside the write, all or nothing, old values kept."""

from __future__ import annotations

from datetime import datetime

from cstrain.certification.queries import today
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.levels.actions.proposals import propose
from cstrain.levels.models import KpiFact, KpiImport
from cstrain.levels.queries.kpi import EVERY_TEAM, kpi_plan
from cstrain.levels.rules.kpi import KpiLine


@db.deed
def import_kpi(sheet: Sheet, *, by: str, at: datetime, file: str = "", teams: frozenset[str] = EVERY_TEAM) -> KpiImport:
    """Import ``sheet`` for somebody who may for ``teams``; refused whole when one row cannot be.

    Whoever reaches the next level by it is proposed in the same transaction.
    """
    planned = kpi_plan(sheet, today(at), teams)
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    session = db.database.session
    made = KpiImport(
        file=file[:200],
        by=by,
        at=at,
        new=len(planned.of("new")),
        changed=len(planned.of("changed")) + len(planned.of("back")),
        same=len(planned.of("same")),
    )
    session.add(made)
    session.flush()
    session.add_all([_fact(line, made) for line in planned.news])
    session.flush()
    propose(sorted({line.person_id for line in planned.news}), at=at)
    return made


def _fact(line: KpiLine, taken_in: KpiImport) -> KpiFact:
    return KpiFact(
        person_id=line.person_id,
        month=line.month,
        indicator=line.indicator,
        number=line.before.number + 1 if line.before else 1,
        num=None if line.value is None else line.value.numerator,
        den=1 if line.value is None else line.value.denominator,
        unit=line.unit,
        source=line.source,
        import_id=taken_in.id,
    )
