"""One's own account: password, looks, sessions, one-time code."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.paper import qr
from cstrain.kit.web import Page, back, page
from cstrain.people import actions
from cstrain.people.actions.sessions import CODE_LASTS
from cstrain.people.doors import (
    Shut,
    confirm,
    here,
    me,
    needs,
    open_recovery,
    passkeys_work_here,
    prove_current,
    reserve,
)
from cstrain.people.doors.asking import is_alive
from cstrain.people.forms import LooksForm, OwnPasswordForm, RecoveryForm
from cstrain.people.queries import living_passkeys, open_sessions, recovery_of
from cstrain.people.rules import May
from cstrain.people.rules.keys import SigningKey
from cstrain.people.rules.passwords import password_fault
from cstrain.people.rules.recovery import read_code
from cstrain.people.views.blueprint import bp
from cstrain.people.views.sign_in import enter
from cstrain.people.words import PASSWORD_FAULTS

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Chrome·Windows, as far as a browser says what it is."""
    found = [next((name for sign, name in kinds if sign in agent), "") for kinds in (BROWSERS, SYSTEMS)]
    return "·".join(name for name in found if name) or _("未知设备")


@bp.get("/account")
@needs(May.LEARN)
def account() -> Any:
    return _account_page(LooksForm(data={"language": me().person.language or "zh_Hans_CN", "theme": me().person.theme}))


def _account_page(form: LooksForm, status: int = 200) -> Page:
    asked, at = me(), clock.received()
    living = [(row, used) for row, used in open_sessions(asked.id) if is_alive(row, used, at)]
    sessions = [(row, used, device_of(row.agent), row.id == asked.session_id) for row, used in living]
    return page(
        "people/account.html",
        status,
        form=form,
        mine=asked.person,
        sessions=sessions,
        passkeys=living_passkeys(asked.id),
        can_add=passkeys_work_here(),
        host=here().rp,
    )


@bp.post("/account/looks")
@needs(May.LEARN)
def save_looks() -> Any:
    form = LooksForm()
    if not form.validate():
        return _account_page(form, 422)
    actions.choose_looks(me().id, language=form.language.data, theme=form.theme.data)
    return back("people.account")


@bp.post("/account/sessions/<session_id>/end")
@needs(May.LEARN)
def close_session(session_id: str) -> Any:
    actions.end_session(session_id, me().id, why="closed", at=clock.received())
    return back("people.account")


@bp.post("/account/sessions/end")
@needs(May.LEARN)
def close_other_sessions() -> Any:
    actions.end_sessions(me().id, why="closed", at=clock.received(), but=me().session_id)
    return back("people.account")


@bp.get("/password")
@needs(May.LEARN)
def own_password() -> Any:
    return _password_page(OwnPasswordForm())


def _password_page(form: OwnPasswordForm, status: int = 200) -> Page:
    who = me().person
    recovering = _needs_current(form)
    first = not who.password_is_own and not recovering
    return page(
        "people/own_password.html", status, form=form, first=first, recovering=recovering, number=who.employee_no
    )


def _needs_current(form: OwnPasswordForm) -> bool:
    """The handed-out password was given a minute ago, so it is not asked for again; a recovery code is: it opens the key.

    Returns whether somebody is here by their recovery code.
    """
    who = me().person
    row = recovery_of(who.id)
    recovering = not who.password_is_own and row is not None and row.used_at is not None
    if recovering:
        form.current.label.text = _("恢复码，再输一次")
    elif not who.password_is_own and form.current:
        del form.current
    return recovering


@bp.post("/password")
@needs(May.LEARN)
def save_own_password() -> Any:
    form, asked = OwnPasswordForm(), me()
    _needs_current(form)
    key: list[SigningKey] = []
    if not form.validate() or not _is_good(form, key):
        return _password_page(form, 422)
    own = actions.own_password(form.password.data, *key)
    actions.set_own_password(asked.id, own, clock.received())
    enter(asked.id)
    return back("people.home")


def _is_good(form: OwnPasswordForm, key: list[SigningKey]) -> bool:
    """Whether the new password will do; what is wrong stands at the fields. ``key`` gets the one the old one opens.

    The current one is proved before anything is compared with it, so that the page is no way to guess it.
    """
    who = me().person
    stored = who.password_hash
    fault = password_fault(form.password.data, told=(who.employee_no, who.name))
    if fault is None and form.password.data != form.again.data:
        form.again.errors = [PASSWORD_FAULTS["not_the_same"]]
        return False
    if fault is None and form.current is not None and not _is_proved(form, key):
        return False
    if fault is None and actions.is_right(stored, form.password.data):
        fault = "same_as_before"
    if fault is not None:
        form.password.errors = [PASSWORD_FAULTS[fault]]
    return fault is None


def _is_proved(form: OwnPasswordForm, key: list[SigningKey]) -> bool:
    if not me().person.password_is_own:
        return _is_recovered(form, key)
    try:
        opened = prove_current(form.current.data)
    except Refusal as refusal:
        if refusal.code != "wrong_password":
            raise
        form.current.errors = [PASSWORD_FAULTS["wrong"]]
        return False
    key += [opened] if opened is not None else []
    return True


def _is_recovered(form: OwnPasswordForm, key: list[SigningKey]) -> bool:
    """The recovery code opens the key that goes on under the new password. Wrong ones count like wrong signatures."""
    who = me().id
    db.abandon()
    tried = reserve("sign", who)
    if isinstance(tried, Shut):
        raise Refusal("signing_locked", minutes=tried.minutes)
    opened = open_recovery(who, read_code(form.current.data or "") or "")
    if opened is None:
        form.current.errors = [PASSWORD_FAULTS["wrong_recovery"]]
        return False
    confirm(tried)
    key.append(opened)
    return True


@bp.get("/account/recovery")
@needs(May.LEARN)
def recovery() -> Any:
    return _recovery_page(RecoveryForm())


def _recovery_page(form: RecoveryForm, status: int = 200) -> Page:
    held = recovery_of(me().id)
    return page("people/recovery.html", status, form=form, made_at=held.made_at if held else None, code=None)


@bp.post("/account/recovery")
@needs(May.LEARN)
def make_recovery() -> Any:
    """A new code, shown in the answer and kept nowhere; the one before it ends."""
    form, asked = RecoveryForm(), me()
    if not form.validate():
        return _recovery_page(form, 422)
    try:
        key = prove_current(form.password.data)
    except Refusal as refusal:
        if refusal.code != "wrong_password":
            raise
        form.password.errors = [PASSWORD_FAULTS["wrong"]]
        return _recovery_page(form, 422)
    if key is None:
        raise Refusal("no_key_yet")
    code, sealed = actions.make_recovery(key)
    actions.keep_recovery(asked.id, sealed, clock.received())
    return page("people/recovery.html", form=RecoveryForm(formdata=None), made_at=None, code=code)


@bp.get("/account/code")
@needs(May.CONFIRM)
def code() -> Any:
    """A GET shows no code: it would have to make one."""
    return page("people/code.html", code=None, minutes=int(CODE_LASTS.total_seconds() // 60))


@bp.post("/account/code")
@needs(May.CONFIRM)
def show_code() -> Any:
    made = actions.show_code(me().id, clock.received())
    return page(
        "people/code.html",
        code=made,
        picture=qr(made, _("一次性代码")),
        until=clock.local(clock.received() + CODE_LASTS),
        minutes=int(CODE_LASTS.total_seconds() // 60),
    )
