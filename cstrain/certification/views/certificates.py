"""Certificates: the list, one of them, its print, and the steps in its life."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cstrain.certification import actions, queries
from cstrain.certification.forms import ReasonForm, SignedReasonForm
from cstrain.certification.models import Certificate
from cstrain.certification.queries import CertificateFilter
from cstrain.certification.rules.certificate import NEXT, Event, State
from cstrain.certification.views.blueprint import bp
from cstrain.certification.views.sentences import line_words
from cstrain.certification.words import BASES, CERTIFICATE, scope_words
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.paper import qr
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import Page, back, download, page, words_of
from cstrain.people.doors import ALL_TEAMS, me, needs, person_for, prove
from cstrain.people.queries import mine, named, teams
from cstrain.people.rules import May
from cstrain.records import actions as record_actions
from cstrain.records import queries as records

PER_PAGE = 50
WRONG = ("wrong_password", "signing_locked")
TITLES = ("编号", "证书", "工号", "姓名", "小组", "岗位", "店铺 / 平台", "条件", "生效", "到期", "依据", "状态")


def _filter() -> CertificateFilter:
    given = request.args
    state = given.get("show", "")
    return CertificateFilter(
        words=given.get("q", "").strip(),
        name=given.get("name", ""),
        state=state if state in CERTIFICATE else "",
        team=given.get("team", ""),
    )


@bp.get("/certificates")
@needs(May.GATE_SEE)
def certificates() -> Any:
    shown, at = _filter(), clock.received()
    scope = mine(me(), May.GATE_SEE)
    listed = db.database.paginate(
        queries.certificate_list(scope, shown, at), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False
    )
    on, covered = queries.today(at), me().may[May.GATE_SEE]
    counts = queries.states_counted(scope, at)
    return page(
        "certification/certificates.html",
        shown=shown,
        listed=listed,
        standings={each.id: queries.standing_of(each, on).word for each in listed.items},
        figures=[
            {
                "value": counts.get(word, 0),
                "label": label,
                "tone": tone if counts.get(word) else None,
                "url": url_for("certification.certificates", show=word),
                "current": shown.state == word,
            }
            for word, (label, _icon, tone) in CERTIFICATE.items()
            if counts.get(word) or word in ("in_force", "conditional", "suspended")
        ],
        teams=[("", _("全部小组")), *((team.id, team.name) for team, _n in teams() if covered & {ALL_TEAMS, team.id})],
        names=[("", _("全部证书")), *((name, name) for name in queries.certificate_names())],
    )


@bp.get("/certificates/export")
@needs(May.GATE_SEE)
def export_certificates() -> Any:
    """The certificates the filter shows, all pages of them."""
    at = clock.received()
    rows = db.database.session.scalars(queries.certificate_list(mine(me(), May.GATE_SEE), _filter(), at))
    on = queries.today(at)
    return download(write(TITLES, [_line(each, on) for each in rows], "证书"), "证书.xlsx", XLSX)


def _line(each: Certificate, on: Any) -> list[object]:
    return [
        each.no,
        each.name,
        each.person.employee_no,
        each.person.name,
        each.person.team.name if each.person.team else "",
        each.scope.get("post_name", ""),
        scope_words(each.scope),
        _("有条件") if each.conditional else "",
        clock.local(each.valid_from).date().isoformat(),
        each.valid_until.isoformat(),
        str(BASES[each.basis]),
        str(CERTIFICATE[queries.standing_of(each, on).word][0]),
    ]


def _seen(no: str) -> Certificate:
    """One's own certificate, or that of somebody whose gate one may see; else 404."""
    found = queries.by_number(no)
    if found is None:
        raise NotYours
    if found.person_id != me().id:
        if not me().can(May.GATE_SEE):
            raise NotYours
        person_for(found.person_id, May.GATE_SEE)
    return found


@bp.get("/certificate/<no>")
@needs(May.LEARN)
def certificate(no: str) -> Any:
    found, at = _seen(no), clock.received()
    history = queries.moves(found.id)
    own = found.person_id == me().id
    team_id = found.person.team_id
    may_move = not own and (me().can(May.SUSPEND, team_id) if team_id else me().can_for_all(May.SUSPEND))
    events = [event for event in (Event.SUSPEND, Event.RESTORE, Event.REVOKE) if (State(found.state), event) in NEXT]
    return page(
        "certification/certificate.html",
        held=found,
        own=own,
        standing=queries.standing_of(found, queries.today(at)).word,
        history=history,
        reasons=queries.reasons(found.person_id, [each.entry_seq for each in history]),
        people=named({each.by for each in history}),
        events=[event.value for event in events] if may_move else [],
        sees_gate=me().can(May.GATE_SEE) and not own,
        debt=queries.owed(found),
        may_renew=not own and me().can(May.GATE_DECIDE, team_id),
        basis=_basis_of(found),
    )


def _basis_of(found: Certificate) -> dict[str, Any]:
    """What the certificate rests on: steps signed, exam passed, who decided; of a take-over who approved."""
    if found.take_over is not None:
        people = named([found.take_over.prepared_by, found.take_over.settled_by or ""])
        return {"take_over": found.take_over, "people": people}
    decision = found.decision
    assert decision is not None
    people = named([decision.decided_by, decision.deputy_of_id or ""])
    conditions = decision.snapshot["conditions"]
    steps = next((each["done"] for each in conditions if each["need"] == "记录表"), 0)
    exam = any(each["need"] == "考试" and each["met"] for each in conditions)
    return {"decision": decision, "people": people, "steps": steps, "exam": exam, "lines": _lines(found)}


def _lines(found: Certificate) -> list[str]:
    """Pass lines of the exams it rests on that were decided other than the judges said."""
    sat = [entry.body for entry in records.facts(found.person_id, "exam_result") if entry.seq < found.entry_seq]
    told = [body["line_set"] for body in sat if body["passed"] == 1 and "decided" in body.get("line_set", {})]
    return [line_words(each) for each in told]


@bp.get("/certificate/<no>/print")
@needs(May.LEARN)
def print_certificate(no: str) -> Any:
    """One page A4. What it says may be over tomorrow: the verify page decides."""
    found = _seen(no)
    link = url_for("certification.verify", no=found.no, c=found.check_code, _external=True)
    entry = records.entry(found.person_id, _issued_seq(found))
    shown = records.private(entry) if entry else {}
    return page(
        "certification/print_certificate.html",
        held=found,
        standing=queries.standing_of(found, queries.today(clock.received())),
        qr=qr(link, _("核验二维码")),
        basis=_basis_of(found),
        signer=shown.get("actor", {}),
        signed_at=entry.local_at if entry else None,
        starts=clock.local(found.valid_from),
    )


@bp.post("/certificate/<no>/pdf")
@needs(May.LEARN)
def certificate_pdf(no: str) -> Any:
    """Asked for here, made by the worker, fetched where the record's papers are."""
    found = _seen(no)
    link = url_for("certification.verify", no=found.no, c=found.check_code, _external=True)
    asked = {"no": found.no, "link": link}
    made = record_actions.order_paper("certificate", asked, [found.person_id], by=me().id, at=clock.received())
    return back("records.paper", order_id=made.id)


def _issued_seq(found: Certificate) -> int:
    return next((each.entry_seq for each in queries.moves(found.id) if each.event == "issue"), found.entry_seq)


def _to_move(no: str) -> Certificate:
    """A certificate of somebody whose certificates one may suspend; else 404."""
    found = queries.by_number(no)
    if found is None:
        raise NotYours
    person_for(found.person_id, May.SUSPEND)
    return found


def _move_page(found: Certificate, event: str, form: Any, status: int = 200, wrong: str = "") -> Page:
    on = queries.today(clock.received())
    return page(
        f"certification/{event}.html",
        status,
        held=found,
        standing=queries.standing_of(found, on).word,
        form=form,
        wrong=wrong,
    )


@bp.get("/certificate/<no>/suspend")
@needs(May.SUSPEND)
def suspend(no: str) -> Any:
    return _move_page(_to_move(no), "suspend", ReasonForm())


@bp.post("/certificate/<no>/suspend")
@needs(May.SUSPEND)
def save_suspension(no: str) -> Any:
    """At once and without a password: whoever must stop serving stops now."""
    found, form = _to_move(no), ReasonForm()
    if not form.validate():
        return _move_page(found, "suspend", form, 422)
    actions.suspend(no, reason=form.reason.data or "", by=me().id, at=clock.received())
    return back("certification.certificate", no=no)


@bp.get("/certificate/<no>/restore")
@needs(May.SUSPEND)
def restore(no: str) -> Any:
    return _move_page(_to_move(no), "restore", SignedReasonForm())


@bp.post("/certificate/<no>/restore")
@needs(May.SUSPEND)
def save_restoration(no: str) -> Any:
    return _signed_move(no, Event.RESTORE)


@bp.get("/certificate/<no>/revoke")
@needs(May.SUSPEND)
def revoke(no: str) -> Any:
    return _move_page(_to_move(no), "revoke", SignedReasonForm())


@bp.post("/certificate/<no>/revoke")
@needs(May.SUSPEND)
def save_revocation(no: str) -> Any:
    return _signed_move(no, Event.REVOKE)


def _signed_move(no: str, event: Event) -> Page | Response:
    found, form = _to_move(no), SignedReasonForm()
    if not form.validate():
        return _move_page(found, event.value, form, 422)
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _move_page(found, event.value, form, 409, words_of(refusal))
    act = actions.restore if event is Event.RESTORE else actions.revoke
    act(no, reason=form.reason.data or "", by=proof.person_id, at=clock.received(), proof=proof)
    return back("certification.certificate", no=no)
