"""Four eyes: what is handed in, who accepts it, and what a doubt does until one confirmed answer stands (domain H9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cstrain.bank import queries
from cstrain.bank.actions.save import MADE_HERE, Edit, check_text, drafted, save_question
from cstrain.bank.actions.writing import Act, told
from cstrain.bank.models import Question, QuestionChange, QuestionVersion
from cstrain.bank.rules import FREELY, Event, QuestionState, may_release, next_state, require_other
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.queries import decision

ALONE = "小改自行发布"  # the firm's decision
ALLOWED = "可以"


def _held(question_id: str) -> tuple[Question, QuestionVersion]:
    row, latest = db.lock(Question, question_id), queries.latest_version(question_id)
    if row is None or latest is None:
        raise NotYours
    return row, latest


@db.deed
def hand_in(question_id: str, text: str, *, edit: Edit, at: datetime, by: str) -> str:
    """Save a changed text as far as one person alone may.

    ``saved``: of a draft, at once. ``released``: a minor change that touches no answer, where the firm allows it; it is
    marked as seen by nobody else. ``waiting``: everything else of a question in use; the text in use stays until then.
    """
    row, latest = _held(question_id)
    how = {"change": edit.change, "reason": edit.reason, "seen": edit.seen}
    if QuestionState(row.state) in FREELY:
        save_question(question_id, text, at=at, by=by, **how)  # type: ignore[arg-type]
        return "saved"
    if row.state == QuestionState.RETIRED.value:
        raise Refusal("question_is_retired")
    draft = drafted(check_text(question_id, text, at))
    is_same = draft.bearing == latest.bearing
    if row.state == QuestionState.LIVE.value and may_release(edit.change, is_same, decision(ALONE) == ALLOWED):
        save_question(question_id, text, at=at, by=by, **how)  # type: ignore[arg-type]
        told(row, Event.RELEASE, edit.reason, Act(by, at, edit.reason, MADE_HERE))
        return "released"
    if not edit.reason.strip() and (edit.change == "major" or not is_same):
        raise Refusal("reason_needed")
    _put_down(row, latest, draft.text, edit, Act(by, at, edit.reason, MADE_HERE))
    return "waiting"


def _put_down(row: Question, latest: QuestionVersion, text: str, edit: Edit, act: Act) -> None:
    """Keep the text as a change that waits; one's own earlier one is replaced."""
    if text == latest.text:
        raise Refusal("text_is_the_same")
    if edit.seen and edit.seen != latest.seq:
        raise Refusal("text_changed_meanwhile", number=latest.number, by=latest.by, at=latest.at)
    waiting = queries.open_change(row.id)
    if waiting is not None:
        if waiting.by != act.by:
            raise Refusal("change_is_waiting")
        _close(waiting, "dropped", act)
    made = QuestionChange(
        question_id=row.id, seen=latest.seq, text=text, change=edit.change, reason=edit.reason, by=act.by, at=act.at
    )
    db.database.session.add(made)
    db.database.session.flush()


def _close(change: QuestionChange, state: str, act: Act) -> None:
    change.state, change.settled_by, change.settled_at, change.remark = state, act.by, act.at, act.reason
    db.database.session.flush()


@db.deed
def submit(question_id: str, *, at: datetime, by: str) -> None:
    """Hand a draft in, to be reviewed by somebody else."""
    row, _latest = _held(question_id)
    row.state = next_state(QuestionState(row.state), Event.SUBMIT).value
    told(row, Event.SUBMIT, "", Act(by, at, "", MADE_HERE))
    db.database.session.flush()


@db.deed
def drop_change(change_id: str, *, at: datetime, by: str) -> QuestionChange:
    """Take back one's own change before anybody has settled it."""
    change = _open(change_id)
    if change.by != by:
        raise NotYours
    _close(change, "dropped", Act(by, at, "", MADE_HERE))
    return change


def _open(change_id: str) -> QuestionChange:
    change = db.lock(QuestionChange, change_id)
    if change is None:
        raise NotYours
    if change.state != "open":
        raise Refusal("change_is_settled")
    return change


@dataclass
class Reviewed:
    """What became of a batch: numbers accepted, given back, and those that could not be accepted with the refusal."""

    accepted: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refusal]] = field(default_factory=list)


@db.deed
def review(accept: Sequence[str], give_back: Mapping[str, str], *, at: datetime, by: str) -> Reviewed:
    """Accept these and give those back with a reason. Each is named by its token (``queries.Awaiting.token``).

    What has changed since the page was shown, or is one's own, is refused one by one; the rest goes through.
    """
    done = Reviewed()
    for token in accept:
        question_id = queries.awaited_question(token)
        try:
            _accept(token, Act(by, at, "", MADE_HERE))
            done.accepted.append(question_id)
        except Refusal as refusal:
            done.refused.append((question_id, refusal))
    for token, reason in give_back.items():
        _give_back(token, Act(by, at, reason, MADE_HERE))
        done.returned.append(queries.awaited_question(token))
    return done


def _accept(token: str, act: Act) -> None:
    kind, name, seq = queries.parsed(token)
    if kind == "c":
        _accept_change(name, act)
        return
    row, latest = _held(name)
    require_other(latest.by, act.by)
    if latest.seq != seq:
        raise Refusal("text_changed_meanwhile", number=latest.number, by=latest.by, at=latest.at)
    row.state = next_state(QuestionState(row.state), Event.ACCEPT).value
    told(row, Event.ACCEPT, "", act)
    db.database.session.flush()


def _accept_change(change_id: str, act: Act) -> None:
    """The change becomes the version that counts, under its author's name; on a disputed question it settles the dispute."""
    change = _open(change_id)
    require_other(change.by, act.by)
    row, _latest = _held(change.question_id)
    event = Event.CONFIRM if row.state == QuestionState.DISPUTED.value else Event.ACCEPT
    after = next_state(QuestionState(row.state), event)
    save_question(
        row.id, change.text, at=act.at, by=change.by, change=change.change, reason=change.reason, seen=change.seen
    )
    if row.state != QuestionState.RETIRED.value:
        row.state = after.value
    _close(change, "accepted", act)
    told(row, event, change.reason, act)
    if event is Event.CONFIRM:
        _tell_outcome(row, change.reason, act)
    db.database.session.flush()


def _give_back(token: str, act: Act) -> None:
    kind, name, _seq = queries.parsed(token)
    if not act.reason.strip():
        raise Refusal("reason_needed")
    if kind == "c":
        change = _open(name)
        _close(change, "returned", act)
        author, question_id = change.by, change.question_id
    else:
        row, latest = _held(name)
        row.state = next_state(QuestionState(row.state), Event.RETURN).value
        told(row, Event.RETURN, act.reason, act)
        author, question_id = latest.by, row.id
        db.database.session.flush()
    _tell(author, "change_returned", f"change_returned:{token}:{act.at.isoformat()}", question_id, act)


def _tell(person_id: str, kind: str, key: str, question_id: str, act: Act) -> None:
    if queries.is_person(person_id):
        facts = {"question": question_id, "reason": act.reason}
        people.tell(person_id, kind, key, facts=facts, link=f"/bank/question/{question_id}", at=act.at)


@db.deed
def dispute(question_id: str, *, reason: str, at: datetime, by: str) -> None:
    """Doubt a question: it leaves papers and practice until one confirmed answer stands (domain H9)."""
    row, _latest = _held(question_id)
    _turn(row, Event.DISPUTE, Act(by, at, reason, MADE_HERE))


@db.deed
def confirm(question_id: str, *, reason: str, at: datetime, by: str) -> None:
    """Confirm the answer of a disputed question as it stands now: it may be asked again.

    Not by who wrote it here. Those who saw another key than the one that stands now are told.
    """
    row, latest = _held(question_id)
    if latest.origin == MADE_HERE:
        require_other(latest.by, by)
    waiting = queries.open_change(question_id)
    if waiting is not None:
        raise Refusal("change_is_waiting")
    act = Act(by, at, reason, MADE_HERE)
    _turn(row, Event.CONFIRM, act)
    _tell_outcome(row, reason, act)


@db.deed
def check(question_id: str, *, at: datetime, by: str) -> None:
    """Looked at again, nothing to change: the next look is due in ninety days."""
    row, latest = _held(question_id)
    row.state = next_state(QuestionState(row.state), Event.CHECK).value
    row.review_on = queries.next_look(at) if not latest.citations else None
    told(row, Event.CHECK, "", Act(by, at, "", MADE_HERE))
    db.database.session.flush()


def _turn(row: Question, event: Event, act: Act) -> None:
    if not act.reason.strip():
        raise Refusal("reason_needed")
    row.state = next_state(QuestionState(row.state), event).value
    told(row, event, act.reason, act)
    db.database.session.flush()


def _tell_outcome(row: Question, reason: str, act: Act) -> None:
    """Who raised the doubt learns what came of it; who saw a key that no longer stands learns the one that does."""
    raised = queries.last_dispute(row.id)
    if raised is None:
        return
    _tell(raised.by, "dispute_settled", f"dispute_settled:{raised.id}", row.id, Act(act.by, act.at, reason, MADE_HERE))
    for person_id in sorted(queries.saw_another_key(row.id, raised.seq, act.at)):
        facts = {"question": row.id}
        link = f"/question/{row.id}/answer"
        people.tell(person_id, "key_changed", f"key_changed:{row.id}:{row.latest}", facts=facts, link=link, at=act.at)
