"""The key that counts: the one of the pinned version, or the one that an approved regrade put in its place."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from cstrain.bank import queries as bank
from cstrain.bank.rules import Question
from cstrain.exam.models import Regrade
from cstrain.exam.rules.regrading import with_key
from cstrain.kit import db

NOTHING: Mapping[str, list[int] | None] = {}


def corrected(pinned: Mapping[str, Question], tried: Mapping[str, list[int] | None] = NOTHING) -> dict[str, Question]:
    """Questions by version id, with the keys that were changed after the fact; the last approved one counts.

    ``tried``: keys by version id that are not approved yet, to see what they would do.
    """
    query = select(Regrade.question_version_id, Regrade.right).where(
        Regrade.state == "approved", Regrade.question_version_id.in_(pinned)
    )
    found = dict(pinned)
    for version_id, right in db.database.session.execute(query.order_by(Regrade.settled_at, Regrade.id)):
        found[version_id] = with_key(pinned[version_id], right)
    return found | {each: with_key(pinned[each], right) for each, right in tried.items() if each in pinned}


def key_questions(version_ids: set[str]) -> dict[str, Question]:
    """The same from ids alone."""
    rows = bank.versions_by_id(version_ids)
    return corrected({each: bank.question_of(row) for each, row in rows.items()})
