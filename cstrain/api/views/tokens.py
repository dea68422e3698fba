"""The administrators' page: which systems may ask, a new token, one revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request

from cstrain.api import actions, queries
from cstrain.api.forms import HookForm, IssueForm, RevokeForm
from cstrain.api.models import Access, ApiToken, Hook
from cstrain.api.rules import Rights, TokenState
from cstrain.api.views.blueprint import bp
from cstrain.api.words import SEES, TOKENS
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs, require_all_teams
from cstrain.people.forms import choices
from cstrain.people.queries import named, stores
from cstrain.people.rules import May, local_date

PER_PAGE = 50
USUAL = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """A token as the list shows it."""

    token: ApiToken
    badge: tuple[Any, str, str]
    sees: str
    stores: str
    by: str
    used: Access | None
    addresses: int
    is_good: bool
    hook: Hook | None


def _line(row: ApiToken, uses: list[Access], names: dict[str, Any], hooks: list[Hook]) -> Line:
    state = queries.standing(row, clock.received())
    sees = [word for word, on in zip(SEES.values(), (row.sees_clearance, row.sees_level), strict=True) if on]
    return Line(
        row,
        TOKENS[state.value],
        "、".join(str(word) for word in sees),
        "、".join(store.name for store in row.stores),
        names[row.issued_by].name,
        uses[0] if uses else None,
        len(uses),
        state is TokenState.GOOD,
        hooks[0] if hooks else None,
    )


@bp.get("/tokens")
@needs(May.TOKENS_KEEP)
def token_list() -> Any:
    require_all_teams(May.TOKENS_KEEP)
    listed = db.database.paginate(queries.token_list(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    rows: list[ApiToken] = listed.items
    uses, names = queries.uses(row.id for row in rows), named(row.issued_by for row in rows)
    hooks = queries.hook_list(row.id for row in rows)
    lines = [_line(row, uses[row.id], names, hooks.get(row.id, [])) for row in rows]
    return page("api/token_list.html", listed=listed, lines=lines, address=request.url_root)


def _issue_form() -> IssueForm:
    form = IssueForm()
    form.stores.choices = choices((store.id, store.name) for store, _people in stores())
    if form.expires_on.data is None and not form.is_submitted():
        form.expires_on.data = local_date(clock.received(), clock.zone()) + USUAL
    return form


def _issue_page(form: IssueForm, status: int = 200) -> Page:
    return page("api/new_token.html", status, form=form)


@bp.get("/tokens/new")
@needs(May.TOKENS_KEEP)
def new_token() -> Any:
    require_all_teams(May.TOKENS_KEEP)
    return _issue_page(_issue_form())


@bp.post("/tokens/new")
@needs(May.TOKENS_KEEP)
def save_new_token() -> Any:
    """The secret stands in the answer to the deed and nowhere else."""
    asked, form = require_all_teams(May.TOKENS_KEEP), _issue_form()
    if not form.validate():
        return _issue_page(form, 422)
    sees = form.sees.data
    rights = Rights("clearance" in sees, "level" in sees, tuple(form.stores.data))
    said = actions.Issue(form.name.data, rights, form.expires_on.data)
    made, secret = actions.issue(said, by=asked.id, at=clock.received())
    return page("api/issued_token.html", token=made, secret=secret, address=request.url_root)


def _revoke_page(row: ApiToken, form: RevokeForm, status: int = 200) -> Page:
    return page("api/revoke_token.html", status, token=row, form=form)


def _token(token_id: str) -> ApiToken:
    require_all_teams(May.TOKENS_KEEP)
    row = db.database.session.get(ApiToken, token_id)
    if row is None:
        raise NotYours
    return row


@bp.get("/tokens/<token_id>/revoke")
@needs(May.TOKENS_KEEP)
def revoke_token(token_id: str) -> Any:
    return _revoke_page(_token(token_id), RevokeForm())


@bp.post("/tokens/<token_id>/revoke")
@needs(May.TOKENS_KEEP)
def save_revocation(token_id: str) -> Any:
    row, form = _token(token_id), RevokeForm()
    if not form.validate():
        return _revoke_page(row, form, 422)
    actions.revoke(row.id, reason=form.reason.data, by=me().id, at=clock.received())
    return back("api.token_list")


def _hook_page(row: ApiToken, form: HookForm, status: int = 200) -> Page:
    return page("api/new_hook.html", status, token=row, form=form)


@bp.get("/tokens/<token_id>/hook")
@needs(May.TOKENS_KEEP)
def new_hook(token_id: str) -> Any:
    return _hook_page(_token(token_id), HookForm())


@bp.post("/tokens/<token_id>/hook")
@needs(May.TOKENS_KEEP)
def save_new_hook(token_id: str) -> Any:
    """The secret stands in the answer to the deed and nowhere else."""
    row, form = _token(token_id), HookForm()
    if not form.validate():
        return _hook_page(row, form, 422)
    try:
        made, secret = actions.add_hook(row.id, str(form.address.data), by=me().id, at=clock.received())
    except Refusal as refusal:
        if not refusal.code.startswith("address_"):
            raise
        form.address.errors = [words_of(refusal)]
        return _hook_page(row, form, 422)
    return page("api/issued_hook.html", token=row, hook=made, secret=secret)


@bp.post("/tokens/<token_id>/hook/<hook_id>/end")
@needs(May.TOKENS_KEEP)
def end_hook(token_id: str, hook_id: str) -> Any:
    _token(token_id)
    actions.end_hook(hook_id, by=me().id, at=clock.received())
    return back("api.token_list")


__all__ = [
    "end_hook",
    "new_hook",
    "new_token",
    "revoke_token",
    "save_new_hook",
    "save_new_token",
    "save_revocation",
    "token_list",
]
