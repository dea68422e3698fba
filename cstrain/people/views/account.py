"""One's own account: password, looks, sessions, one-time code."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.paper import qr
from cstrain.kit.web import Page, back, page
from cstrain.people import actions
from cstrain.people.actions.sessions import CODE_LASTS
from cstrain.people.doors import here, me, needs, passkeys_work_here, prove_current
from cstrain.people.doors.asking import is_alive
from cstrain.people.forms import LooksForm, OwnPasswordForm
from cstrain.people.queries import living_passkeys, open_sessions
from cstrain.people.rules import May
from cstrain.people.rules.keys import SigningKey
from cstrain.people.rules.passwords import password_fault
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
    if not who.password_is_own and form.current:
        del form.current
    return page("people/own_password.html", status, form=form, first=not who.password_is_own, number=who.employee_no)


@bp.post("/password")
@needs(May.LEARN)
def save_own_password() -> Any:
    form, asked = OwnPasswordForm(), me()
    if not asked.person.password_is_own:
        del form.current
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
    try:
        opened = prove_current(form.current.data)
    except Refusal as refusal:
        if refusal.code != "wrong_password":
            raise
        form.current.errors = [PASSWORD_FAULTS["wrong"]]
        return False
    key += [opened] if opened is not None else []
    return True


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
