"""Getting in and out."""

from __future__ import annotations

from typing import Any

from flask import request, session, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect

from cstrain.kit import clock
from cstrain.kit.web import Page, back, page, registry
from cstrain.people import actions
from cstrain.people.doors import Attempt, attempt_sign_in, installation, me, needs, open_to_all, own_path, who
from cstrain.people.forms import SignInForm
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp

TONGUES = {"zh-CN": "zh_Hans_CN", "en": "en"}
FORGET = '"cache", "storage"'


def enter(person_id: str) -> None:
    """Begin a session and give the browser a fresh cookie: nothing of the stranger's session goes on."""
    request.environ["cstrain.actor"] = person_id
    agent = request.headers.get("User-Agent", "")
    cookie_id = actions.start_session(person_id, address=request.remote_addr or "", agent=agent, at=clock.received())
    kept = session.get("language")
    session.clear()
    session["sid"] = cookie_id
    if kept:
        session["language"] = kept


def _login_page(form: SignInForm, status: int = 200, tried: Attempt | None = None) -> Page:
    home = installation()
    return page(
        "people/login.html",
        status,
        form=form,
        tried=tried,
        firm=home.name if home else "",
        may_set_up=home is not None and bool(home.setup_code_hash),
        was_in="sid" in session,
    )


@bp.route("/login", methods=["GET", "POST"])
@open_to_all("one must get in")
def login() -> Any:
    if request.method == "POST":
        return _sign_in(SignInForm())
    if who() is not None:
        return back("people.home")
    return _login_page(SignInForm(data={"next": own_path(request.args.get("next")) or ""}))


def _sign_in(form: SignInForm) -> Any:
    if not form.validate():
        return _login_page(form, 422)
    tried = attempt_sign_in(form.number.data, form.password.data)
    if not tried.person_id:
        return _login_page(form, 429 if tried.minutes else 422, tried)
    enter(tried.person_id)
    if tried.recovered:
        actions.begin_recovery(tried.person_id, clock.received())
        return back("people.own_password")
    if tried.fresh:
        actions.rehash(tried.person_id, tried.fresh)
    if tried.sealed:
        actions.begin_key(tried.person_id, tried.sealed, clock.received())
    return redirect(own_path(form.next.data) or url_for("people.home"), 303)


@bp.post("/logout")
@open_to_all("whoever wants out gets out, also after the session has ended")
def logout() -> Any:
    found = who()
    if found is not None:
        request.environ["cstrain.actor"] = found.id
        actions.end_session(found.session_id, found.id, why="logout", at=clock.received())
    kept = session.get("language")
    session.clear()
    if kept:
        session["language"] = kept
    answer = back("people.login")
    answer.headers["Clear-Site-Data"] = FORGET
    return answer


@bp.post("/language")
@open_to_all("a stranger too must be able to read the sign-in page")
def language() -> Any:
    chosen = TONGUES.get(request.form.get("lang", ""))
    if chosen is not None:
        session["language"] = chosen
        found = who()
        if found is not None:
            request.environ["cstrain.actor"] = found.id
            actions.choose_looks(found.id, language=chosen)
    return redirect(own_path(request.form.get("next")) or url_for("people.home"), 303)


@bp.get("/")
@needs(May.LEARN)
def home() -> Any:
    """The first page of one's menu."""
    asked = me()
    first = next(entry for entry in registry().menu if entry.may is None or asked.can(entry.may))
    return back(first.endpoint)


def told_of(tried: Attempt | None) -> tuple[str, str] | None:
    """Title and text of what the sign-in page says after a wrong try; the same for numbers nobody has."""
    if tried is None:
        return None
    if tried.minutes:
        return _("试得太多了。"), _("请过 %(minutes)s 分钟再试，或请管理员重置密码。", minutes=tried.minutes)
    return _("工号或密码不对。"), _("还可以试 %(left)s 次，之后要等 15 分钟。", left=tried.left)


bp.add_app_template_global(told_of, "sign_in_told")
