"""What is found here: who asks, what is answered, which tokens there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select

from cstrain.api.models import Access, ApiToken
from cstrain.api.rules import Rights, TokenState, hashed, public_key, sealed, state_of, usable_until
from cstrain.certification import queries as certification
from cstrain.certification.queries.certificates import CLEARED, UNKNOWN
from cstrain.kit import clock, db, secrets_file
from cstrain.kit.text import folded_number
from cstrain.levels import queries as levels
from cstrain.people import queries as people
from cstrain.people.models import FormerNumber, Person
from cstrain.people.rules import end_of, local_date

SKEW = timedelta(minutes=2)  # by which the clocks of two servers may differ
EMPTY: dict[str, Any] = {
    "scope": {},
    "conditions": {},
    "since": "",
    "certificate_valid_until": "",
    "basis": "",
    "certificates": [],
}
NO_LEVEL: dict[str, Any] = {"level": "", "name": "", "since": "", "ladder": "", "ladder_version": 0, "basis": ""}
DEMO = "演示：人和成绩都是编的，证书不作数"


# Tokens ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asking:
    """Whose token it is: its id and what it opens."""

    token_id: str
    rights: Rights


def asking(secret: str, at: datetime) -> Asking | None:
    """The token of this secret, if it holds at ``at``. A wrong one, none, an old and a revoked one cost the same."""
    row = db.database.session.scalar(select(ApiToken).where(ApiToken.secret_hash == hashed(secret)))
    if row is None or standing(row, at) is not TokenState.GOOD:
        return None
    stores = tuple(store.id for store in row.stores)
    return Asking(row.id, Rights(row.sees_clearance, row.sees_level, stores))


def standing(row: ApiToken, at: datetime) -> TokenState:
    return state_of(row.expires_on, row.revoked_at, local_date(at, clock.zone()))


def token_list() -> Select[Any]:
    """Every token there ever was, newest first."""
    return select(ApiToken).order_by(ApiToken.issued_at.desc(), ApiToken.id)


def uses(token_ids: Iterable[str]) -> dict[str, list[Access]]:
    """Per token from which addresses it asked, the latest first."""
    wanted = set(token_ids)
    found: dict[str, list[Access]] = {token_id: [] for token_id in wanted}
    rows = select(Access).where(Access.token_id.in_(wanted)).order_by(Access.last_at.desc())
    for row in db.database.session.scalars(rows):
        found[row.token_id].append(row)
    return found


# Answers --------------------------------------------------------------------------------------------------------------
def seen(employee_no: str, stores: Iterable[str]) -> str | None:
    """The id of the person with this number, today's or a former one, whose store is among ``stores``.

    One query, so that somebody elsewhere cannot be told from nobody, not even by the time it takes.
    """
    if "\x00" in employee_no:
        return None
    folded, wanted = folded_number(employee_no), tuple(stores)
    now = select(Person.id).where(Person.folded_no == folded, Person.store_id.in_(wanted))
    former = select(Person.id).join(FormerNumber, FormerNumber.person_id == Person.id)
    before = former.where(FormerNumber.folded_no == folded, Person.store_id.in_(wanted))
    return db.database.session.scalar(now.union_all(before).limit(1))


def clearance_answer(employee_no: str, rights: Rights, at: datetime) -> dict[str, Any]:
    """May this person serve customers? The signed answer; see docs/api.md."""
    person_id = seen(employee_no, rights.stores)
    found: dict[str, Any] = {"status": UNKNOWN, "version": 0}
    if person_id is not None:
        found = certification.clearance(employee_no, at)
    if found["status"] != CLEARED:
        return _answer("clearance", employee_no, {**EMPTY, **_status(found)}, at, [])
    told = [_without_flag(each) for each in found["certificates"] if each["clears"]]
    said = {name: found[name] for name in EMPTY} | {"certificates": told}
    ends = [datetime.fromisoformat(each["certificate_valid_until"]) for each in told]
    return _answer("clearance", employee_no, {**said, **_status(found)}, at, ends)


def _status(found: dict[str, Any]) -> dict[str, Any]:
    return {"status": found["status"], "version": found["version"]}


def _without_flag(certificate: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in certificate.items() if name != "clears"}


def level_answer(employee_no: str, rights: Rights, at: datetime) -> dict[str, Any]:
    """At which level does this person stand? The signed answer; a level that rests is told as ``on_hold``."""
    person_id = seen(employee_no, rights.stores)
    if person_id is None:
        return _answer("level", employee_no, {"status": "unknown", **NO_LEVEL}, at, [])
    found = levels.level_of(person_id, at)
    ends = [end_of(each.valid_until, clock.zone()) for each in certification.in_force(person_id, at)]
    if found["level"] is None:
        return _answer("level", employee_no, {"status": "none", **NO_LEVEL}, at, ends)
    said = {name: found[name] for name in ("level", "name", "since", "ladder", "basis")}
    facts = {"status": "on_hold" if found["on_hold"] else "held", **said, "ladder_version": found["version"]}
    return _answer("level", employee_no, facts, at, ends)


def _answer(kind: str, employee_no: str, facts: dict[str, Any], at: datetime, ends: list[datetime]) -> dict[str, Any]:
    """The whole answer, sealed: to be used for five minutes, and not past any of ``ends``."""
    as_of = at.replace(microsecond=0)
    times = {"as_of": moment(as_of), "answer_valid_until": moment(usable_until(as_of, ends))}
    return sealed({"type": kind, **house(), "employee_no": employee_no, **facts, **times}, seed())


def moment(at: datetime) -> str:
    return clock.local(at).isoformat(timespec="seconds")


def house() -> dict[str, Any]:
    """Which installation speaks; a demo says so in words as well."""
    home = people.installation()
    if home is None:
        raise LookupError("nothing is installed here yet")
    said: dict[str, Any] = {"installation": {"id": home.id, "kind": home.kind, "name": home.name}}
    return said | ({"notice": DEMO} if home.is_demo else {})


def require_clock(at: datetime) -> None:
    """A clock that stands before what was written last knows no date that can be relied on."""
    latest = db.database.session.scalar(select(func.max(db.AuditRow.at)))
    if at.year < 2026 or (latest is not None and at < latest - SKEW):
        raise LookupError(f"the clock says {at.isoformat()}, the last deed was at {latest}")


# Keys -----------------------------------------------------------------------------------------------------------------
def seed() -> bytes:
    """The private key of answers; lies in INSTANCE with the other secrets, mode 0600."""
    return secrets_file.secret(Path(current_app.config["INSTANCE"]), "token")


def public() -> bytes:
    return public_key(seed())
