"""Classes: called by a trainer, signed in to with a code or ticked, closed, printed."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import Called
from cstrain.curriculum.forms import MeetingCodeForm, MeetingForm, choices
from cstrain.curriculum.models import Meeting
from cstrain.curriculum.queries import meetings as found
from cstrain.curriculum.rules.meetings import Presence, code_at, seconds_left
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.enrolling import own_teams
from cstrain.curriculum.words import PRESENCES
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.paper import qr
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import Reserved, Shut, confirm, me, needs, reserve
from cstrain.people.rules import May

PER_PAGE = 30
TICKS = (Presence.PRESENT, Presence.LATE, Presence.LEFT, Presence.ABSENT)


@bp.get("/meetings")
@needs(May.ENROL)
def meetings() -> Any:
    query = found.in_scope(me(), me().id)
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    counts = found.counted([one.id for one in listed.items])
    return page("curriculum/meetings.html", listed=listed, counts=counts, PRESENCES=PRESENCES)


def _filled(form: MeetingForm) -> MeetingForm:
    form.team.choices = choices([("", _("不限小组")), *own_teams(May.ENROL)])
    batches = [(one.id, one.name) for one in queries.cohorts_in_scope(me())]
    form.batch.choices = choices([("", _("不限批次")), *batches])
    if not form.is_submitted():
        form.starts.data = clock.local(clock.received()).replace(tzinfo=None, second=0, microsecond=0)
    return form


@bp.get("/meetings/new")
@needs(May.ENROL)
def new_meeting() -> Any:
    return page("curriculum/new_meeting.html", form=_filled(MeetingForm()))


@bp.post("/meetings/new")
@needs(May.ENROL)
def save_meeting() -> Any:
    form, asked = _filled(MeetingForm()), me()
    if not form.validate() or form.starts.data is None:
        return page("curriculum/new_meeting.html", 422, form=form)
    team, batch = form.team.data or "", form.batch.data or ""
    people = found.callable_people(asked, team, batch)
    starts = form.starts.data.replace(tzinfo=clock.zone()).astimezone(UTC)
    said = Called(str(form.title.data), starts, team or None, batch or None, tuple(people))
    made = actions.call_meeting(said, by=asked.id, at=clock.received())
    return back("curriculum.meeting", meeting_id=made.id)


def _mine(meeting_id: str) -> Meeting:
    return found.meeting(meeting_id, me(), me().id)


@bp.get("/meetings/<meeting_id>")
@needs(May.ENROL)
def meeting(meeting_id: str) -> Any:
    one = _mine(meeting_id)
    counts = found.counted([one.id]).get(one.id, {})
    return page(
        "curriculum/meeting.html",
        one=one,
        people=found.people_of(one.id),
        counts=counts,
        ticked=request.args.get("ticked", ""),
        TICKS=[(each.value, PRESENCES[each.value][0]) for each in TICKS],
        PRESENCES=PRESENCES,
    )


@bp.get("/meetings/<meeting_id>/screen")
@needs(May.ENROL)
def meeting_screen(meeting_id: str) -> Any:
    """The code and its QR, large; the page comes anew when the code does."""
    one, at = _mine(meeting_id), clock.received()
    if one.closed_at is not None:
        return back("curriculum.meeting", meeting_id=one.id)
    code = code_at(one.secret, at)
    address = url_for("curriculum.sign_in_to", meeting_id=one.id, code=code, _external=True)
    counts = found.counted([one.id]).get(one.id, {})
    came = sum(counts.get(state, 0) for state in ("present", "late", "left"))
    return page(
        "curriculum/meeting_screen.html",
        one=one,
        code=code,
        picture=qr(address, _("签到二维码")),
        seconds=seconds_left(at),
        came=came,
        total=sum(counts.values()),
    )


@bp.post("/meetings/<meeting_id>/tick")
@needs(May.ENROL)
def tick_presence(meeting_id: str) -> Any:
    one, allowed = _mine(meeting_id), {each.value for each in TICKS}
    states = {
        line.person_id: Presence(given)
        for line in found.people_of(one.id)
        if (given := request.form.get(f"p-{line.person_id}", "")) in allowed
    }
    actions.tick_presence(one.id, states, by=me().id, at=clock.received())
    if request.form.get("close"):
        actions.close_meeting(one.id, at=clock.received())
    return back("curriculum.meeting", meeting_id=one.id, ticked="1")


@bp.get("/meetings/<meeting_id>/print")
@needs(May.ENROL)
def print_meeting(meeting_id: str) -> Any:
    """签到表: the list with empty cells to sign in, and some lines for whoever was not expected."""
    one = _mine(meeting_id)
    return page("curriculum/print_meeting.html", one=one, people=found.people_of(one.id), PRESENCES=PRESENCES)


# Whoever comes --------------------------------------------------------------------------------------------------------
@bp.get("/sign-in")
@needs(May.LEARN)
def my_meetings() -> Any:
    return page("curriculum/my_meetings.html", listed=found.own_open(me().id, clock.received()), PRESENCES=PRESENCES)


def _sign_in_page(meeting_id: str, form: MeetingCodeForm, status: int = 200) -> Page:
    one, line = found.own_meeting(meeting_id, me().id)
    return page("curriculum/sign_in_to.html", status, one=one, line=line, form=form, PRESENCES=PRESENCES)


@bp.get("/sign-in/<meeting_id>")
@needs(May.LEARN)
def sign_in_to(meeting_id: str) -> Any:
    """Where the QR leads, its code filled in; the deed is a button."""
    return _sign_in_page(meeting_id, MeetingCodeForm(data={"code": request.args.get("code", "")[:6]}))


@bp.post("/sign-in/<meeting_id>")
@needs(May.LEARN)
def save_sign_in_to(meeting_id: str) -> Any:
    """Wrong codes are counted like wrong passwords, so that nobody tries a million from home."""
    form, asked, at = MeetingCodeForm(), me(), clock.received()
    found.own_meeting(meeting_id, asked.id)
    if not form.validate():
        return _sign_in_page(meeting_id, form, 422)
    db.abandon()
    tried: Reserved | Shut = reserve("code", f"meet:{asked.id}")
    if isinstance(tried, Shut):
        raise Refusal("too_many_tries", minutes=tried.minutes)
    try:
        actions.sign_in_to(meeting_id, asked.id, str(form.code.data), at=at)
    except Refusal as refusal:
        if refusal.code != "meeting_code_is_over":
            raise
        form.code.errors = [words_of(refusal)]
        return _sign_in_page(meeting_id, form, 422)
    confirm(tried)
    return back("curriculum.sign_in_to", meeting_id=meeting_id)
