"""Changes that files bring to parts changed here since: taken or declined by a person."""

from __future__ import annotations

from datetime import datetime

from cstrain.bank.actions.drafts import draft_of_question, draft_of_rule
from cstrain.bank.actions.writing import Act, add_question_version, add_rule_version
from cstrain.bank.models import Proposal, Question, Rule
from cstrain.bank.queries.questions import latest_version
from cstrain.bank.queries.reading import part_of
from cstrain.bank.queries.register import rule_history
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal


@db.deed
def take_proposal(proposal_id: str, *, at: datetime, by: str, reason: str = "") -> None:
    """Make the proposed text the version that counts: major when it changes the answer."""
    proposal = _open(proposal_id)
    if "-" in proposal.part_id:
        _take_question(proposal, at, by, reason)
    else:
        _take_rule(proposal, at, by, reason)
    _settle(proposal, "taken", at, by)


@db.deed
def decline_proposal(proposal_id: str, *, at: datetime, by: str) -> None:
    """Keep what was made here; the same text is not proposed again."""
    _settle(_open(proposal_id), "declined", at, by)


def _open(proposal_id: str) -> Proposal:
    proposal = db.lock(Proposal, proposal_id)
    if proposal is None:
        raise NotYours
    if proposal.state != "open":
        raise Refusal("proposal_is_settled")
    return proposal


def _settle(proposal: Proposal, state: str, at: datetime, by: str) -> None:
    proposal.state, proposal.settled_at, proposal.settled_by = state, at, by
    db.database.session.flush()


def _take_question(proposal: Proposal, at: datetime, by: str, reason: str) -> None:
    row, latest = db.lock(Question, proposal.part_id), latest_version(proposal.part_id)
    assert row is not None
    assert latest is not None
    draft = draft_of_question(part_of("题库", proposal.text, proposal.inherited), proposal.pictures)
    number = (latest.major + 1, 0) if draft.bearing != latest.bearing else (latest.major, latest.minor + 1)
    row.latest += 1
    add_question_version(row, draft, number, Act(by, at, reason or draft.declared.reason, proposal.origin))


def _take_rule(proposal: Proposal, at: datetime, by: str, reason: str) -> None:
    row = db.lock(Rule, proposal.part_id)
    assert row is not None
    latest = rule_history(row.id)[0]
    draft = draft_of_rule(part_of("规则", proposal.text, proposal.inherited))
    major = max(latest.major, draft.declared.major)
    if draft.bearing != latest.bearing:
        major = max(latest.major + 1, draft.declared.major)
    number = (major, 0) if major > latest.major else (latest.major, latest.minor + 1)
    row.latest += 1
    add_rule_version(row, draft, number, Act(by, at, reason or draft.declared.reason, proposal.origin))
