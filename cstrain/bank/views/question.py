"""One question: what it asks, how it stands, how it came to be; and the acts that turn its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cstrain.bank import actions
from cstrain.bank.forms import ReasonForm
from cstrain.bank.models import Proposal, Question, QuestionVersion, RuleVersion
from cstrain.bank.queries import (
    alone,
    bank,
    events,
    history,
    known,
    latest_version,
    observed,
    open_change,
    proposals,
    question_of,
    question_row,
    rule_versions,
    standing_of,
    version,
)
from cstrain.bank.rules import Change, Event, difference, lint
from cstrain.bank.views.blueprint import bp
from cstrain.bank.views.shown import today
from cstrain.bank.words import EVENTS, ORIGINS
from cstrain.kit import clock, db, files
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, inline_file, page
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May


@dataclass(frozen=True)
class Moved:
    """A cited rule that moved on: what it said when it was cited, and the difference to what it says now."""

    rule_id: str
    pinned: int
    now: int  # 0: withdrawn
    lines: tuple[Change, ...]


@dataclass(frozen=True)
class Past:
    """A version in the history with what it changed against the one before."""

    version: QuestionVersion
    lines: tuple[Change, ...]


def row_or_404(question_id: str) -> tuple[Question, QuestionVersion]:
    """The question and its version that counts."""
    row, latest = question_row(question_id), latest_version(question_id)
    if row is None or latest is None:
        raise NotYours
    return row, latest


def moved_rules(latest: QuestionVersion) -> list[Moved]:
    """Each cited rule that moved on since the citation was made."""
    standing = standing_of([latest], today())[latest.id]
    wanted = [(rule_id, major) for rule_id, pinned, now in standing.moved for major in (pinned, now or pinned)]
    held = rule_versions(wanted)
    return [
        Moved(rule_id, pinned, now, _rule_difference(held.get((rule_id, pinned)), held.get((rule_id, now or pinned))))
        for rule_id, pinned, now in standing.moved
    ]


def _rule_difference(old: RuleVersion | None, new: RuleVersion | None) -> tuple[Change, ...]:
    return difference(old.text, new.text) if old is not None and new is not None else ()


def question_page(question_id: str, form: ReasonForm, act: str = "", status: int = 200) -> Page:
    """The page of a question; ``act`` names the form that was refused."""
    row, latest = row_or_404(question_id)
    versions, told = history(question_id), events(question_id)
    question, waiting = question_of(latest), open_change(question_id)
    return page(
        "bank/question.html",
        status,
        row=row,
        bank=bank(row.bank_key),
        latest=latest,
        question=question,
        standing=standing_of([latest], today())[latest.id],
        moved=moved_rules(latest),
        doubts=lint(question, known(row.bank_key, today=today())),
        proposals=[(one, difference(latest.text, one.text)) for one in proposals(question_id)],
        observed=observed(latest.id),
        waiting=(waiting, difference(latest.text, waiting.text)) if waiting else None,
        alone=alone(question_id),
        on=today(),
        past=_past(versions),
        told=told,
        names=named([*(one.by for one in versions), *(one.by for one in told), *([waiting.by] if waiting else [])]),
        form=form,
        act=act,
        EVENTS=EVENTS,
        ORIGINS=ORIGINS,
    )


def _past(versions: list[QuestionVersion]) -> list[Past]:
    older = [*versions[1:], None][: len(versions)]
    return [
        Past(one, difference(before.text, one.text) if before is not None else ())
        for one, before in zip(versions, older, strict=True)
    ]


@bp.get("/bank/question/<question_id>")
@needs(May.BANK_SEE)
def question(question_id: str) -> Any:
    return question_page(question_id, ReasonForm())


DEEDS: dict[Event, Callable[..., Any]] = {
    Event.RETIRE: actions.retire,
    Event.RESTORE: actions.restore,
}


@bp.post("/bank/question/<question_id>/<any(retire, restore):act>")
@needs(May.BANK_EDIT)
def turn(question_id: str, act: str) -> Any:
    return _settled(question_id, act, DEEDS[Event(act)])


@bp.post("/bank/question/<question_id>/dispute")
@needs(May.BANK_REVIEW)
def dispute(question_id: str) -> Any:
    return _settled(question_id, "dispute", actions.dispute)


@bp.post("/bank/question/<question_id>/confirm")
@needs(May.BANK_REVIEW)
def confirm(question_id: str) -> Any:
    return _settled(question_id, "confirm", actions.confirm)


def _settled(question_id: str, act: str, deed: Callable[..., Any]) -> Any:
    row_or_404(question_id)
    form = ReasonForm()
    if not form.validate():
        return question_page(question_id, form, act, 422)
    deed(question_id, reason=form.reason.data, at=clock.received(), by=me().id)
    return back("bank.question", question_id=question_id)


@bp.post("/bank/question/<question_id>/<any(submit, check):act>")
@needs(May.BANK_EDIT)
def step(question_id: str, act: str) -> Any:
    """Hand a draft in, or say that it was looked at again."""
    row_or_404(question_id)
    deed = actions.submit if act == "submit" else actions.check
    deed(question_id, at=clock.received(), by=me().id)
    return back("bank.question", question_id=question_id)


@bp.post("/bank/proposal/<proposal_id>/<any(take, decline):act>")
@needs(May.BANK_EDIT)
def settle(proposal_id: str, act: str) -> Any:
    part_id = _part_of_proposal(proposal_id)
    deed = actions.take_proposal if act == "take" else actions.decline_proposal
    deed(proposal_id, at=clock.received(), by=me().id)
    if "-" in part_id:
        return back("bank.question", question_id=part_id)
    return back("bank.rule", rule_id=part_id)


def _part_of_proposal(proposal_id: str) -> str:
    found = db.database.session.get(Proposal, proposal_id)
    if found is None:
        raise NotYours
    return found.part_id


@bp.get("/bank/picture/<version_id>/<name>")
@needs(May.LEARN)
def picture(version_id: str, name: str) -> Any:
    found = version(version_id)
    digest = found.pictures.get(f"img/{name}") if found is not None else None
    if digest is None:
        raise NotYours
    data = files.fetch(digest)
    return inline_file(data, name, files.kind_of(data)[0])
