"""What was scored: every criterion with its points, the comment, who signed; and the voiding of a session."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cstrain.kit import clock
from cstrain.kit.content import number_text
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.people.rules import May
from cstrain.records import queries as records
from cstrain.records.models import SignatureRequest
from cstrain.records.words import METHODS, ROLES
from cstrain.roleplay import actions, queries
from cstrain.roleplay.forms import VoidForm
from cstrain.roleplay.models import RoleplaySession
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.standing import state_of
from cstrain.roleplay.words import STATES

SIGNERS = ("trainee", "trainer", "supervisor")


def _seen(session_id: str) -> tuple[RoleplaySession, Person]:
    """One's own session, one that one scored, or one of somebody whose scenes one may score or record one may see."""
    made = queries.session(session_id)
    if made is None:
        raise NotYours
    if me().id in (made.person_id, made.scored_by):
        return made, named([made.person_id])[made.person_id]
    may = May.ROLEPLAY_SCORE if me().can(May.ROLEPLAY_SCORE) else May.RECORD_SEE
    return made, person_for(made.person_id, may)


@bp.get("/roleplay/session/<session_id>")
@needs(May.LEARN)
def played(session_id: str) -> Any:
    """From the document as it was frozen when it was scored; a talk with the script has a page of its own."""
    if queries.session(session_id) is None and queries.talk(session_id) is not None:
        return back("roleplay.talk", talk_id=session_id)
    made, whose = _seen(session_id)
    entry = records.entry(made.person_id, made.entry_seq)
    assert entry is not None
    document = records.private(entry).get("result", {})
    state = STATES[_state(made, document)]
    signed = [(role, records.is_signed(made.person_id, made.subject, role)) for role in SIGNERS]
    given = [(role, one) for role, one in signed if one is not None]
    return page(
        "roleplay/played.html",
        made=made,
        whose=whose,
        document=document,
        state=state,
        METHODS=METHODS,
        ROLES=ROLES,
        earned=number_text(sum((Fraction(one["points"]) for one in document.get("criteria", ())), Fraction(0))),
        name=queries.names_of([made.scenario_key]).get(made.scenario_key, made.scenario_key),
        at=clock.local(made.scored_at),
        signatures=[(role, one, records.private(one).get("actor", {})) for role, one in given],
        waiting=_waiting(made),
        names=named([made.scored_by, made.voided_by]),
        own=me().id == made.person_id,
        may_void=_may_void(made, whose),
    )


def _waiting(made: RoleplaySession) -> list[SignatureRequest]:
    """Signatures still to come, the agent's first."""
    asked = [one for one in records.waiting_on_record(made.person_id) if one.subject == made.subject]
    return sorted(asked, key=lambda one: SIGNERS.index(one.role))


def _state(made: RoleplaySession, document: dict[str, Any]) -> str:
    """As the record has it now; what was scored, once the document is erased."""
    found = queries.results([made.person_id], [made.scenario_key])[made.person_id]
    result = next((one for one in found if one.session_id == made.id), None)
    if made.voided_at is not None or result is None:
        return "voided"
    return state_of(result, Fraction(document["line"]) if document else result.points + (not made.passed))


def _may_void(made: RoleplaySession, whose: Person) -> bool:
    return made.voided_at is None and me().can(May.ROLEPLAY_SCORE, whose.team_id) and me().id != made.person_id


def _held(session_id: str) -> tuple[RoleplaySession, Person]:
    made = queries.session(session_id)
    if made is None:
        raise NotYours
    return made, person_for(made.person_id, May.ROLEPLAY_SCORE)


@bp.get("/roleplay/session/<session_id>/void")
@needs(May.ROLEPLAY_SCORE)
def void(session_id: str) -> Any:
    return _void_page(*_held(session_id), VoidForm())


def _void_page(made: RoleplaySession, whose: Person, form: VoidForm, status: int = 200) -> Page:
    name = queries.names_of([made.scenario_key]).get(made.scenario_key, made.scenario_key)
    at = clock.local(made.scored_at)
    return page("roleplay/void.html", status, made=made, whose=whose, form=form, name=name, at=at)


@bp.post("/roleplay/session/<session_id>/void")
@needs(May.ROLEPLAY_SCORE)
def save_void(session_id: str) -> Any:
    made, whose = _held(session_id)
    form = VoidForm()
    if not form.validate():
        return _void_page(made, whose, form, 422)
    actions.void_session(made.id, reason=form.reason.data or "", by=me().id, at=clock.received())
    return back("roleplay.played", session_id=session_id)
