"""The janitor's round of the statistics: each graded paper is worked out once, so that an analysis reads and adds up."""

from __future__ import annotations

from datetime import datetime, timedelta

from cstrain.bank import actions as bank
from cstrain.exam import queries
from cstrain.exam.models import Tally
from cstrain.kit import db

OFTEN = timedelta(days=1)  # how often figures are reported back to the bank
ROUND = 200  # papers at one go of the janitor
AT_ONCE = 20  # papers in one write, so that nobody's save waits for long


def tally_papers(at: datetime) -> int:
    """Keep the tallies of papers graded since; returns how many. They are worked out before the write is opened."""
    kept = 0
    for _ in range(0, ROUND, AT_ONCE):
        papers = queries.untallied(AT_ONCE)
        items = queries.worked_out(papers)
        found = {(each.id, each.version): items[each.id] for each in papers}
        db.abandon()
        if not found:
            break
        kept += _keep(found, at)
    return kept


def _keep(found: dict[tuple[str, int], queries.Items], at: datetime) -> int:
    """What another process kept meanwhile, or was graded anew, is left out."""
    with db.transaction(at=at, by="clock", why="exam: papers worked out"):
        fresh = {(each.id, each.version) for each in queries.untallied(ROUND)}
        for (attempt_id, version), items in found.items():
            if (attempt_id, version) in fresh:
                db.database.session.add(Tally(attempt_id=attempt_id, attempt_version=version, items=items, at=at))
        return len(fresh & found.keys())


def report_items(at: datetime) -> int:
    """Once a day tell the bank how its questions did, exam by exam; returns how many figures changed."""
    told = 0
    for key, exam_id in [(exam.key, exam.id) for exam in queries.exams()]:
        last = queries.reported_at(key)
        newest = queries.newest_tally(exam_id)
        if newest is None or (last is not None and (at - last < OFTEN or newest <= last)):
            continue
        exam = queries.exam_by_key(key)
        rows = queries.item_rows(exam, queries.sat(exam))
        reports = [
            bank.Report(
                row.version.id,
                row.seen.figures.n,
                round(1000 * row.seen.figures.p),
                tuple(flag.value for flag in row.seen.flags),
            )
            for row in rows
        ]
        db.abandon()
        with db.transaction(at=at, by="clock", why="exam: figures of questions"):
            told += bank.report_observed(key, reports, at=at)
    db.abandon()
    return told
