"""Figures of an exam over everybody's first attempts; no names, so all teams count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

from sqlalchemy import func, select

from cstrain.bank import queries as bank
from cstrain.bank.models import QuestionVersion
from cstrain.bank.rules import Question
from cstrain.exam.models import Attempt, Exam, ExamVersion, Slot
from cstrain.exam.queries.content import blueprint_with
from cstrain.exam.queries.keys import corrected
from cstrain.exam.queries.tallies import BLANK, NOT_REACHED, Items, first_attempts, options_of, right_of, worked_out
from cstrain.exam.rules.statistics.form import Bar, Form, Paper, bars, statistics
from cstrain.exam.rules.statistics.shown import Flag, Seen, seen
from cstrain.kit import db

ORDER = {flag: place for place, flag in enumerate(Flag)}


@dataclass(frozen=True)
class Sat:
    """One first attempt with what its places came to."""

    attempt: Attempt
    items: Items


@dataclass(frozen=True)
class ItemRow:
    """One question version. ``shown``: on how many papers of the exam it stood, whatever the attempt."""

    version: QuestionVersion
    question: Question
    seen: Seen
    shown: int
    papers: int

    @property
    def exposure(self) -> int:
        """Per cent of the papers, rounded."""
        return round(100 * self.shown / self.papers) if self.papers else 0


@dataclass(frozen=True)
class FormRow:
    """An exam's form statistics, and the bars of its scores."""

    version: ExamVersion
    form: Form
    bars: list[Bar]


def sat(exam: Exam) -> list[Sat]:
    """Everybody's first attempt; what the janitor has not worked out yet is worked out here."""
    rows = db.database.session.execute(first_attempts(exam.id)).all()
    fresh = worked_out([attempt for attempt, tally in rows if tally is None])
    return [Sat(attempt, tally.items if tally else fresh[attempt.id]) for attempt, tally in rows]


def _columns(people: Sequence[Sat], index: dict[str, int]) -> Any:
    """The columns of the item analysis. numpy is loaded by whoever looks at an analysis, not by every server process."""
    import numpy as np

    from cstrain.exam.rules.statistics.items import Responses

    def column(name: str) -> Iterator[Any]:
        return chain.from_iterable(one.items[name] for one in people)

    item = np.array([index[version] for version in column("versions")], np.int64)
    points, share = np.array(list(column("points"))), np.array(list(column("shares")), np.float64)
    states = np.array(list(column("states")), np.int64)
    person = np.repeat(np.arange(len(people)), [len(one.items["versions"]) for one in people])
    full = np.bincount(person, weights=points)[person]
    earned = np.bincount(person, weights=points * share)[person]
    is_whole = (np.bincount(person, weights=states == NOT_REACHED) == 0)[person] & (full > points)
    rest = np.where(is_whole, (earned - points * share) / np.where(full > points, full - points, 1), np.nan)
    reached = states != NOT_REACHED
    rows, options = _ticked(column("chosen"))
    return Responses(
        person=person[reached],
        item=item[reached],
        share=share[reached],
        total=np.round(earned / full, 12)[reached],  # equal scores are equal, whatever order they were added in
        rest=rest[reached],
        seconds=np.array(list(column("seconds")), np.float64)[reached],
        blank=states[reached] == BLANK,
        chosen=((np.cumsum(reached) - 1)[np.array(rows, np.int64)], np.array(options, np.int64)),
    )


def _ticked(chosen: Iterable[Any]) -> tuple[list[int], list[int]]:
    """(row, option) of everything ticked; what was not reached has nothing ticked."""
    rows: list[int] = []
    options: list[int] = []
    for row, ticked in enumerate(chosen):
        if isinstance(ticked, int):
            rows.append(row)
            options.append(ticked)
        elif ticked is not None:
            rows += [row] * len(ticked)
            options += ticked
    return rows, options


def item_rows(exam: Exam, people: Sequence[Sat]) -> list[ItemRow]:
    """Every question version that stood on a first paper: those to look at first, then by number."""
    if not people:
        return []
    from cstrain.exam.rules.statistics.items import analyse

    ids = sorted({version for one in people for version in one.items["versions"]})
    versions = bank.versions_by_id(ids)
    questions = corrected({each: bank.question_of(version) for each, version in versions.items()})
    index = {each: place for place, each in enumerate(ids)}
    figures = analyse(_columns(people, index), len(ids), [options_of(questions[each]) for each in ids])
    shown, papers = _exposure(exam.id)
    found = [
        ItemRow(versions[each], questions[each], seen(one, right_of(questions[each])), shown.get(each, 0), papers)
        for each, one in zip(ids, figures, strict=True)
        if one is not None
    ]
    return sorted(found, key=_place)


def _place(row: ItemRow) -> tuple[int, str, int]:
    first = min((ORDER[flag] for flag in row.seen.flags if flag is not Flag.FEW), default=len(ORDER))
    return first, row.version.question_id, row.version.seq


def _exposure(exam_id: str) -> tuple[dict[str, int], int]:
    """On how many papers each version stood, and how many papers there were: all attempts, void ones too."""
    session = db.database.session
    papers = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.exam_id == exam_id)) or 0
    query = select(Slot.question_version_id, func.count()).join(Attempt, Attempt.id == Slot.attempt_id)
    query = query.where(Attempt.exam_id == exam_id).group_by(Slot.question_version_id)
    return {str(version): int(count) for version, count in session.execute(query)}, papers


def versions_sat(exam: Exam, people: Sequence[Sat]) -> list[ExamVersion]:
    """Versions of the exam that somebody sat first, newest first."""
    ids = {one.attempt.version_id for one in people}
    query = select(ExamVersion).where(ExamVersion.id.in_(ids)).order_by(ExamVersion.number.desc())
    return list(db.database.session.scalars(query))


def form_row(version: ExamVersion, people: Sequence[Sat], line: Fraction | None = None) -> FormRow | None:
    """The statistics of one version's papers; ``line``: the one of the newest attempt unless another is asked about."""
    mine = sorted(
        (one for one in people if one.attempt.version_id == version.id), key=lambda one: one.attempt.started_at
    )
    if not mine:
        return None
    newest = mine[-1]
    line = line or newest.attempt.line
    papers = [_paper(one) for one in mine]
    full = blueprint_with(version, newest.attempt.decided).full
    scores = [paper.score for paper in papers]
    return FormRow(version, statistics(papers, newest.items["points"], float(line)), bars(scores, full, line))


def _paper(one: Sat) -> Paper:
    items = one.items
    score = one.attempt.score or Fraction(0)
    return Paper(
        score, bool(one.attempt.passed), tuple(items["shares"]), tuple(items["points"]), tuple(items["versions"])
    )
