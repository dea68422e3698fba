"""What a trainer does to many questions at once, and the searches they keep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.bank import queries
from cstrain.bank.actions.review import hand_in
from cstrain.bank.actions.save import Edit, retire
from cstrain.bank.actions.writing import note_text
from cstrain.bank.models import SavedView
from cstrain.bank.queries.search import PER_PAGE, saved_views, unfound
from cstrain.bank.rules.versions import with_points
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal

MOST_VIEWS = 20


@dataclass
class Done:
    """What became of many: numbers that count at once, that wait for a reviewer, and the refused with why."""

    done: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refusal]] = field(default_factory=list)


def _require_few(question_ids: Sequence[str]) -> list[str]:
    if not question_ids:
        raise Refusal("nothing_ticked")
    return list(dict.fromkeys(question_ids))[:PER_PAGE]


@db.deed
def retire_many(question_ids: Sequence[str], *, reason: str, at: datetime, by: str) -> Done:
    """Take these out of use for one reason."""
    found = Done()
    for question_id in _require_few(question_ids):
        try:
            retire(question_id, reason=reason, at=at, by=by)
            found.done.append(question_id)
        except Refusal as refusal:
            found.refused.append((question_id, refusal))
    return found


@db.deed
def tag_many(question_ids: Sequence[str], point: str, *, only: bool, at: datetime, by: str) -> Done:
    """Put these under a knowledge point: beside those they have, or (``only``) in place of them. A minor change each."""
    if point not in {one.name for one in queries.points()}:
        raise Refusal("point_unknown", name=point)
    found = Done()
    for question_id in _require_few(question_ids):
        latest = queries.latest_version(question_id)
        if latest is None:
            raise NotYours
        held = [] if only else latest.used("point")
        text = with_points(latest.text, dict.fromkeys([*held, point]))
        edit = Edit("minor", f"知识点：{point}", latest.seq)
        try:
            came = hand_in(question_id, text, edit=edit, at=at, by=by)
            (found.waiting if came == "waiting" else found.done).append(question_id)
        except Refusal as refusal:
            found.refused.append((question_id, refusal))
    return found


@db.deed
def keep_view(person_id: str, name: str, query: str, *, at: datetime) -> SavedView:
    """Keep a search under a name; the same name takes the new one."""
    clean = re.sub(r"(^|&)(page|csrf_token)=[^&]*", "", query).strip("&")[:400]
    rows = select(SavedView).where(SavedView.person_id == person_id, SavedView.name == name)
    held = db.database.session.scalar(rows)
    if held is None:
        if len(saved_views(person_id)) >= MOST_VIEWS:
            raise Refusal("too_many_views", most=MOST_VIEWS)
        held = SavedView(person_id=person_id, name=name, query=clean, at=at)
        db.database.session.add(held)
    held.query, held.at = clean, at
    db.database.session.flush()
    return held


@db.deed
def drop_view(person_id: str, view_id: str) -> None:
    """Keep it no longer."""
    held = db.database.session.get(SavedView, view_id)
    if held is None or held.person_id != person_id:
        raise NotYours
    db.database.session.delete(held)
    db.database.session.flush()


@db.deed
def find_more(most: int = 1000) -> int:
    """Let the search find questions that were there before it; returns how many."""
    versions = unfound(most)
    for version in versions:
        note_text(version.question_id, queries.question_of(version), is_new=True)
    db.database.session.flush()
    return len(versions)


@jobs.handles("find")
def find_all(_body: dict[str, Any], _at: datetime) -> None:
    """The job's handler; what is found already costs a look."""
    while find_more():
        pass
