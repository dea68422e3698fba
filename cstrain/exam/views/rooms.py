"""场次: rooms are planned, one board each shows how everybody is getting on, and the invigilator acts on one or all."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import SelectChoice

from cstrain.exam import actions, queries
from cstrain.exam.forms import LetInForm, RoomActForm, RoomForm
from cstrain.exam.models import Attempt, ExamRoom
from cstrain.exam.rules.rooms import read_networks
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.invigilating import act_of
from cstrain.exam.views.shown import badge, own, runs, ticking
from cstrain.exam.words import ACTS
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import back, page, part, words_of
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.models import Person
from cstrain.people.rules import May

ALL = "all"
MOST_AWAY = 24 * 3600  # seconds


@bp.get("/invigilation")
@needs(May.EXAM_INVIGILATE)
def rooms() -> Any:
    """Rooms to come, open and just over; who keeps exams plans new ones."""
    return _rooms_page(RoomForm(formdata=None))


def _rooms_page(form: RoomForm, status: int = 200) -> Any:
    at = clock.received()
    found = queries.rooms(me(), me().id, at)
    exams = {each.id: each for each in queries.exams()}
    named = people.named([each.invigilator_id for each in found])
    return page("exam/rooms.html", status, rooms=found, exams=exams, people=named, form=form, at=at)


@bp.post("/invigilation")
@needs(May.EXAM_KEEP)
def plan_room() -> Any:
    """Plan one; the times are on the installation's wall clock, the code is made here."""
    form = RoomForm()
    exam_key = request.form.get("exam", "")
    form.validate()
    invigilator = people.by_number(form.invigilator_no.data or "")
    if not form.invigilator_no.errors and (invigilator is None or invigilator.disabled_at is not None):
        form.invigilator_no.errors = [_("没有这个工号。")]
    try:
        read_networks(form.network.data or "")
    except Refusal as refusal:
        form.network.errors = [words_of(refusal)]
    if form.errors or invigilator is None or exam_key not in {each.key for each in queries.exams()}:
        return _rooms_page(form, 422)
    code = f"{secrets.randbelow(10**6):06}"
    made = actions.open_room(exam_key, _terms(form, invigilator), code=code, by=me().id, at=clock.received())
    return back("exam.board", room_id=made.id)


def _terms(form: RoomForm, invigilator: Person) -> actions.RoomTerms:
    zone = clock.zone()
    return actions.RoomTerms(
        name=form.name.data,
        invigilator_id=invigilator.id,
        opens_at=form.opens_at.data.replace(tzinfo=zone),
        closes_at=form.closes_at.data.replace(tzinfo=zone),
        late_minutes=form.late_minutes.data,
        network=form.network.data or "",
        checks_identity=form.checks_identity.data,
        counts_away=form.counts_away.data,
        locks_moves=form.locks_moves.data,
    )


def _room(room_id: str) -> ExamRoom:
    return queries.room_seen(room_id, me(), me().id)


@bp.get("/invigilation/<room_id>")
@needs(May.EXAM_INVIGILATE)
def board(room_id: str) -> Any:
    """Everybody in the room: state, progress, last save, how often out of sight, devices."""
    return _board(_room(room_id), _act_form(room_id), LetInForm(formdata=None))


def _board(room: ExamRoom, form: RoomActForm, let_in_form: LetInForm, status: int = 200) -> Any:
    shown = _shown(room)
    return page("exam/board.html", status, **shown, form=form, let_in_form=let_in_form)


def _shown(room: ExamRoom) -> dict[str, Any]:
    exam = next(each for each in queries.exams() if each.id == room.exam_id)
    rows = queries.board(room)
    return {
        "room": room,
        "exam": exam,
        "rows": rows,
        "badge": badge,
        "runs": runs,
        "ticking": ticking,
        "at": clock.received(),
    }


@bp.get("/invigilation/<room_id>/now")
@needs(May.EXAM_INVIGILATE)
def board_now(room_id: str) -> Any:
    """The table alone, which the page asks for every ten seconds."""
    return part("exam/_board.html", **_shown(_room(room_id)))


def _act_form(room_id: str) -> RoomActForm:
    form = RoomActForm()
    form.event.choices = [SelectChoice(each.value, words) for each, words in ACTS.items()]
    running = [row for row in queries.board(_room(room_id)) if row.attempt]
    form.who.choices = [(ALL, _("全场"))] + [
        (row.attempt.id, f"{row.person.employee_no} {row.person.name}") for row in running if row.attempt
    ]
    return form


@bp.post("/invigilation/<room_id>/act")
@needs(May.EXAM_INVIGILATE)
def act_in_room(room_id: str) -> Any:
    """On one person or on all that are under way, in one write."""
    room, form = _room(room_id), _act_form(room_id)
    asked = act_of(form)
    if asked is None:
        form.event.choices = _act_form(room_id).event.choices
        return _board(room, form, LetInForm(formdata=None), 422)
    if form.who.data == ALL:
        done = actions.act_on_all(queries.room_papers(room.id), asked, by=me().id, at=clock.received())
        if not done:
            raise Refusal("nobody_to_act_on")
    else:
        paper = db.database.session.get(Attempt, form.who.data)
        if paper is None or paper.room_id != room.id:
            raise NotYours
        actions.act(paper.id, asked, by=me().id, at=clock.received())
    return back("exam.board", room_id=room_id)


@bp.post("/invigilation/<room_id>/let-in")
@needs(May.EXAM_INVIGILATE)
def let_in(room_id: str) -> Any:
    """Identity seen: the person may begin, also late."""
    room, form = _room(room_id), LetInForm()
    form.validate()
    person = people.by_number(form.employee_no.data or "")
    if not form.errors and person is None:
        form.employee_no.errors = [_("没有这个工号。")]
    if form.errors or person is None:
        return _board(room, _act_form(room_id), form, 422)
    actions.let_in(room.id, person.id, by=me().id, at=clock.received())
    return back("exam.board", room_id=room_id)


@bp.post("/invigilation/<room_id>/agree/<attempt_id>")
@needs(May.EXAM_INVIGILATE)
def agree(room_id: str, attempt_id: str) -> Any:
    """Where moves are locked: this person may go on at another device."""
    room, paper = _room(room_id), db.database.session.get(Attempt, attempt_id)
    if paper is None:
        raise NotYours
    actions.agree_to_move(room.id, paper)
    return back("exam.board", room_id=room_id)


@bp.post("/invigilation/<room_id>/end")
@needs(May.EXAM_INVIGILATE)
def end_room(room_id: str) -> Any:
    """Nobody begins here any more."""
    actions.end_room(_room(room_id).id, at=clock.received())
    return back("exam.board", room_id=room_id)


@bp.post("/exam/<attempt_id>/away")
@needs(May.LEARN)
def away(attempt_id: str) -> Any:
    """The page was out of sight for so many seconds: counted for the invigilator, and nothing else."""
    attempt = own(attempt_id)
    room = db.database.session.get(ExamRoom, attempt.room_id) if attempt.room_id else None
    seconds = request.form.get("seconds", "")
    if room is not None and room.counts_away and runs(attempt) and seconds.isdecimal() and int(seconds) <= MOST_AWAY:
        actions.note_away(attempt_id, int(seconds), clock.received())
    return "", 204
