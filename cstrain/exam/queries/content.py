"""Exams as content: versions, publications, and what the bank holds for a draw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from cstrain.bank import queries as bank
from cstrain.bank.rules import Pool
from cstrain.curriculum import queries as curriculum
from cstrain.curriculum.rules import Kind
from cstrain.exam.models import Exam, ExamVersion, Panel, Publication
from cstrain.exam.queries.lines import with_line
from cstrain.exam.rules.blueprint import Blueprint, Supply, read_blueprint
from cstrain.exam.rules.drawing import assemble
from cstrain.kit import clock, db
from cstrain.kit.content import Document, read
from cstrain.kit.errors import NotYours
from cstrain.people import queries as people
from cstrain.people.queries.decisions import WAITING
from cstrain.people.rules import local_date


@lru_cache(maxsize=64)
def _read(text: str, name: str) -> Document:
    return read(text, name)


def document_of(version: ExamVersion) -> Document:
    """The version's text as a document; the same text is read once."""
    return _read(version.text, f"{version.exam.key}.md")


def exam_by_key(key: str) -> Exam:
    """The exam; 404 when there is none."""
    found = db.database.session.scalar(select(Exam).where(Exam.key == key))
    if found is None:
        raise NotYours
    return found


def exam_of(panel: Panel) -> Exam:
    return db.database.session.get_one(Exam, panel.exam_id)


def exams() -> list[Exam]:
    return list(db.database.session.scalars(select(Exam).order_by(Exam.key)))


def newest_version(exam_id: str) -> ExamVersion | None:
    query = select(ExamVersion).where(ExamVersion.exam_id == exam_id).order_by(ExamVersion.number.desc()).limit(1)
    return db.database.session.scalar(query)


def _titles(keys: Iterable[str]) -> dict[str, str]:
    """What steps of courses call these exams."""
    found = db.database.session.scalars(select(Exam).where(Exam.key.in_(set(keys))))
    return {exam.key: exam.name for exam in found}


def _waiting(names: list[str]) -> dict[str, list[str]]:
    """For the page of decisions: the exams that cannot be published before these are made."""
    found: dict[str, list[str]] = {}
    for exam in exams():
        version = newest_version(exam.id)
        blueprint = read_blueprint(document_of(version), {})[0] if version else None
        if blueprint is not None and blueprint.line_decision in names:
            found.setdefault(blueprint.line_decision, []).append(exam.name)
    return found


curriculum.TITLES[Kind.EXAM.value] = _titles
WAITING.append(_waiting)


def blueprint_of(version: ExamVersion) -> tuple[Blueprint, dict[str, str]]:
    """The version's blueprint with the firm's decisions of now, and those decisions (pinned into the attempt).

    The pass line is the one a panel has set, if one has.
    """
    decided = people.decided()
    return with_line(version.exam_id, blueprint_with(version, decided), decided)


def blueprint_with(version: ExamVersion, decided: dict[str, str]) -> Blueprint:
    """The version's blueprint with these decisions filled in. A stored version was read without problems."""
    return _blueprint(version.text, f"{version.exam.key}.md", tuple(sorted(decided.items())))


@lru_cache(maxsize=64)
def _blueprint(text: str, name: str, decided: tuple[tuple[str, str], ...]) -> Blueprint:
    found, problems = read_blueprint(_read(text, name), dict(decided))
    if found is None:
        raise ValueError(f"a stored exam with problems: {problems[0]}")
    return found


def _open(at: datetime) -> Select[Any]:
    return (
        select(Publication)
        .where(
            Publication.withdrawn_at.is_(None),
            Publication.opens_at <= at,
            Publication.closes_at.is_(None) | (Publication.closes_at > at),
        )
        .order_by(Publication.opens_at.desc())
    )


def is_open(found: Publication, at: datetime) -> bool:
    """May an attempt begin under this publication."""
    has_closed = found.closes_at is not None and found.closes_at <= at
    return found.withdrawn_at is None and found.opens_at <= at and not has_closed


def publications(exam_id: str, at: datetime) -> list[Publication]:
    """Publications of an exam that are open at ``at``, newest first."""
    return list(db.database.session.scalars(_open(at).where(Publication.exam_id == exam_id)))


def open_publications(at: datetime) -> dict[str, Publication]:
    """Per exam the publication a person would sit now; one query."""
    found: dict[str, Publication] = {}
    for each in db.database.session.scalars(_open(at)):
        found.setdefault(each.exam_id, each)
    return found


def publication(exam_key: str, at: datetime) -> Publication | None:
    """The publication a person would sit now."""
    return next(iter(publications(exam_by_key(exam_key).id, at)), None)


def supplies(blueprint: Blueprint, at: datetime) -> list[Supply]:
    """Per draw how many live questions there are."""
    return [Supply(draw, len(pool)) for (_, draw), pool in zip(blueprint.draws, pools(blueprint, at), strict=True)]


def short_exams(at: datetime) -> list[tuple[Exam, list[Supply]]]:
    """Exams open now for which the bank holds too few questions: whoever begins would be refused."""
    open_now = open_publications(at)
    found = []
    for exam in exams():
        if exam.id in open_now:
            lacking = [one for one in supplies(blueprint_of(open_now[exam.id].version)[0], at) if one.short]
            found.append((exam, lacking))
    return [(exam, lacking) for exam, lacking in found if lacking]


def pools(blueprint: Blueprint, at: datetime) -> list[Pool]:
    """Per draw the questions it may take."""
    cells = [bank.Cell(draw.point, draw.kind, draw.difficulty) for _, draw in blueprint.draws]
    found = bank.pools(set(cells), local_date(at, clock.zone()))
    return [found[cell] for cell in cells]


def drawn(blueprint: Blueprint, at: datetime, seed: str, seen: frozenset[str]) -> list[str]:
    """The versions of a paper in its order, each ready to be asked at that moment. Refusal ``bank_is_short``."""
    for _ in range(2):
        paper = assemble(blueprint, pools(blueprint, at), seed, seen)
        pinned = bank.ready(paper, local_date(at, clock.zone()))
        if len(pinned) == len(paper):
            break
        bank.forget_pools()
    return [pinned[question_id] for question_id in paper]
