"""A mentor's or trainer's own page: what awaits their confirmation, many people under one password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import ConfirmForm
from cstrain.curriculum.queries import Awaiting
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.shown import words_against
from cstrain.curriculum.words import ROLES
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import Me, me, needs, prove
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.people.rules import May

WRONG = ("wrong_password", "signing_locked")


@dataclass(frozen=True)
class Waiting:
    """One person's step that may be confirmed. ``id``: what its box sends; ``deputy_of``: in whose place."""

    id: str
    found: Awaiting
    person: Person
    deputy_of: Person | None


def waiting_count(asked: Me) -> int:
    return len(queries.to_confirm(asked.id, clock.received())) if asked.can(May.CONFIRM) else 0


def _waiting() -> list[Waiting]:
    found = queries.to_confirm(me().id, clock.received())
    whose = [one.board.enrolment.person_id for one in found]
    people = named([*whose, *(one.standpoint.deputy_of or "" for one in found)])
    return [
        Waiting(
            f"{one.board.enrolment.id}.{one.shown.key}",
            one,
            people[one.board.enrolment.person_id],
            people.get(one.standpoint.deputy_of or ""),
        )
        for one in found
    ]


def _grouped(listed: Iterable[Waiting]) -> list[tuple[str, list[Waiting]]]:
    """By what is to be confirmed: a class of ten people is one group."""
    groups: dict[str, list[Waiting]] = {}
    for one in listed:
        groups.setdefault(one.found.shown.step.title, []).append(one)
    return list(groups.items())


@bp.get("/confirm")
@needs(May.CONFIRM)
def confirm() -> Any:
    return _page(set(), ConfirmForm())


def _page(ticked: set[str], form: ConfirmForm, status: int = 200, *, wrong: str = "", nobody: bool = False) -> Page:
    listed = _waiting()
    return page(
        "curriculum/confirm.html",
        status,
        groups=_grouped(listed),
        total=len(listed),
        ticked=ticked,
        form=form,
        wrong=wrong,
        nobody=nobody,
        confirmed=request.args.get("confirmed", 0, int),
        ROLES=ROLES,
    )


@bp.post("/confirm")
@needs(May.CONFIRM)
def save_confirmations() -> Any:
    """Everything ticked is confirmed with one password, or nothing is."""
    form, ticked = ConfirmForm(), set(request.form.getlist("step"))
    mine = {one.id for one in _waiting()}
    if not ticked <= mine:
        raise NotYours
    if not form.validate() or not ticked:
        return _page(ticked, form, 422, nobody=not ticked)
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(ticked, form, 409, wrong=words_against(refusal))
    for one in sorted(ticked):
        enrolment_id, _dot, key = one.partition(".")
        actions.confirm_step(enrolment_id, key, proof, at=clock.received())
    return back("curriculum.confirm", confirmed=len(ticked))
