"""Panels: the line that holds, who judges, what they said, what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from cstrain.exam.models import Exam, Judgement, Panel, PanelJudge, PanelPlace
from cstrain.exam.queries.keys import key_questions
from cstrain.exam.queries.statistics import item_rows, sat
from cstrain.exam.rules.standard_setting import FEWEST, Round, Standard, angoff, attainable
from cstrain.kit import db
from cstrain.kit.errors import NotYours

Figures = dict[str, dict[int, int]]  # judge → place → percent


def panel(panel_id: str) -> Panel:
    """The panel; 404 when there is none."""
    found = db.database.session.get(Panel, panel_id)
    if found is None:
        raise NotYours
    return found


def panels(exam_id: str) -> list[Panel]:
    """Newest first."""
    return list(db.database.session.scalars(select(Panel).where(Panel.exam_id == exam_id).order_by(Panel.at.desc())))


def running_panel(exam_id: str) -> Panel | None:
    return next((each for each in panels(exam_id) if each.state in (Round.BLIND, Round.TALK)), None)


def panel_places(panel_id: str) -> list[PanelPlace]:
    query = select(PanelPlace).where(PanelPlace.panel_id == panel_id).order_by(PanelPlace.place)
    return list(db.database.session.scalars(query))


def panel_judges(panel_id: str) -> list[PanelJudge]:
    query = select(PanelJudge).where(PanelJudge.panel_id == panel_id).order_by(PanelJudge.id)
    return list(db.database.session.scalars(query))


def figures_of(panel_id: str, rounds: Iterable[str] = (Round.BLIND.value, Round.TALK.value)) -> Figures:
    """Per judge and place the newest figure of these rounds."""
    query = select(Judgement).where(Judgement.panel_id == panel_id, Judgement.round.in_(list(rounds)))
    found: Figures = {}
    for each in db.database.session.scalars(query.order_by(Judgement.id)):
        found.setdefault(each.person_id, {})[each.place] = each.percent
    return found


@dataclass(frozen=True)
class Outcome:
    """What the judges' figures come to: ``line`` is the smallest score in whole points that is not below the cut."""

    standard: Standard
    line: Fraction
    judges: tuple[str, ...]
    figures: Figures


def outcome(found: Panel) -> Outcome | None:
    """From the judges who handed in the blind round, complete papers only; None while fewer than three have."""
    places = panel_places(found.id)
    figures = figures_of(found.id)
    judges = tuple(
        each.person_id
        for each in panel_judges(found.id)
        if each.blind_at is not None and len(figures.get(each.person_id, {})) == len(places)
    )
    if len(judges) < FEWEST:
        return None
    rows = [[figures[judge][each.place] / 100 for each in places] for judge in judges]
    standard = angoff(rows, [float(Fraction(each.points)) for each in places])
    return Outcome(standard, attainable(standard.cut), judges, figures)


@dataclass(frozen=True)
class PlaceSeen:
    """One question in the discussion: its figures, and how people really did (None below 30 of them)."""

    place: PanelPlace
    number: str
    stem: str
    percents: tuple[int, ...]
    real: float | None
    n: int

    @property
    def mean(self) -> float:
        return sum(self.percents) / len(self.percents)


def discussed(exam: Exam, found: Panel, came_to: Outcome) -> list[PlaceSeen]:
    """Every question with the spread of the judges and the real facility of first attempts."""
    real = {row.version.id: row for row in item_rows(exam, sat(exam))}
    places = panel_places(found.id)
    questions = key_questions({each.question_version_id for each in places})
    seen = []
    for each in places:
        row = real.get(each.question_version_id)
        known = row.seen.figures if row is not None else None
        question = questions[each.question_version_id]
        percents = tuple(came_to.figures[judge][each.place] for judge in came_to.judges)
        is_enough = known is not None and known.n >= 30
        seen.append(
            PlaceSeen(
                each, question.id, question.stem, percents, known.p if known and is_enough else None,
                known.n if known else 0,
            )
        )  # fmt: skip
    return seen
