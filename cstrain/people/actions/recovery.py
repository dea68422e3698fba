"""Back in without the password: by one's own recovery code, or because two people saw that it is really them.

The code seals the signing key a second time, so whoever recovers by it signs on with the same key at once. After the two
people's check there is a new key, which is not held; its signatures bear the mark of a reset for 72 hours.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.people.actions.keys import Sealed, seal_key
from cstrain.people.actions.people import locked
from cstrain.people.actions.sessions import reset_password
from cstrain.people.actions.tray import tell
from cstrain.people.models import IdentityCheck, RecoveryCode
from cstrain.people.queries.grants import holders
from cstrain.people.queries.keys import living_key, recovery_of
from cstrain.people.rules import May
from cstrain.people.rules.keys import SigningKey
from cstrain.people.rules.recovery import code_of, require_two


def make_recovery(key: SigningKey) -> tuple[str, Sealed]:
    """A code of 80 random bits and the key sealed with it; to be called before the deed."""
    plain = new_id(16)
    return code_of(plain), seal_key(key, plain)


@db.deed
def keep_recovery(person_id: str, sealed: Sealed, at: datetime) -> None:
    """The code just made; the one before it ends. Refusal ``no_key_yet``."""
    person, held = locked(person_id), living_key(person_id)
    if held is None or held.public != sealed.public:
        raise Refusal("no_key_yet")
    end_recovery(person.id, at)
    made = RecoveryCode(person_id=person.id, public=sealed.public, salt=sealed.salt, box=sealed.box, made_at=at)
    db.database.session.add(made)
    db.database.session.flush()


@db.deed
def end_recovery(person_id: str, at: datetime) -> None:
    """The key in it is forgotten."""
    rows = select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.ended_at.is_(None))
    for row in db.database.session.scalars(rows):
        row.ended_at, row.salt, row.box = at, None, None
    db.database.session.flush()


@db.deed
def begin_recovery(person_id: str, at: datetime) -> None:
    """Signed in with the code: the next page asks for a new password, and once more for the code, which opens the key."""
    person, row = locked(person_id), recovery_of(person_id)
    if row is None:
        raise NotYours
    row.used_at, person.password_is_own = at, False
    person.password_set_at = at
    tell(person.id, "recovered", f"recovered:{row.id}", facts={}, link="/account", at=at)


@db.deed
def identify(person_id: str, *, first: str, second: str, at: datetime) -> str:
    """Two people have seen that it is them: a new first password, shown once; the key that follows is not held.

    Refusals ``two_others_needed``, ``second_may_not``, ``account_is_shut``.
    """
    person = locked(person_id)
    require_two(person.id, first, second)
    if second not in {one.id for one in holders(May.SIGNING_RELEASE, person.team_id, at)}:
        raise Refusal("second_may_not")
    plain = reset_password(person, by=first, at=at)
    db.database.session.add(IdentityCheck(person_id=person.id, first_id=first, second_id=second, at=at))
    db.database.session.flush()
    tell(person.id, "identified", f"identified:{at.isoformat()}", facts={}, link="/account", at=at)
    return plain
