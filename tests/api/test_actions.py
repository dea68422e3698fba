"""Api: tokens issued, revoked, noted; answers follow a certificate's life. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cstrain.api import actions, queries
from cstrain.api.models import Access, ApiToken
from cstrain.api.rules import Rights, hashed
from cstrain.certification import actions as certification
from cstrain.certification.models import Certificate
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.models import Person
from tests.api import acts
from tests.api.acts import NOW, TODAY
from tests.cast import Cast

pytestmark = pytest.mark.data
LATER = NOW + timedelta(minutes=1)


def everything() -> str:
    """Every cell of every table, as text."""
    tables = db.Base.metadata.sorted_tables
    return "\n".join(repr(tuple(row)) for table in tables for row in db.database.session.execute(select(table)))


def rights(cast: Cast) -> Rights:
    return Rights(True, True, (cast.store,))


# Tokens ---------------------------------------------------------------------------------------------------------------
def test_a_secret_is_kept_nowhere(context: Flask, cast: Cast) -> None:
    secret = acts.token(cast)
    row = db.database.session.scalars(select(ApiToken)).one()
    kept = everything()
    assert secret not in kept
    assert secret.split("_", 2)[2] not in kept
    assert row.secret_hash == hashed(secret)
    assert secret.startswith(f"cst_{row.prefix}_")
    assert (row.issued_by, row.issued_at, row.revoked_at) == (cast.admin.id, NOW, None)
    assert [store.id for store in row.stores] == [cast.store]
    audit = db.database.session.scalars(select(db.AuditRow).where(db.AuditRow.table == "api_token")).one()
    assert (audit.actor, audit.new["secret_hash"], audit.new["expires_on"]) == (cast.admin.id, "•", "2027-01-31")


def test_two_tokens_have_nothing_in_common(context: Flask, cast: Cast) -> None:
    one, other = acts.token(cast), acts.token(cast)
    assert one.split("_", 2)[1:] != other.split("_", 2)[1:]
    found = queries.asking(one, NOW)
    assert found is not None
    assert found.rights == rights(cast)
    second = queries.asking(other, NOW)
    assert second is not None
    assert second.token_id != found.token_id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": date(2026, 10, 25)}, "token_until_out_of_range"),
        ({"until": date(2027, 10, 27)}, "token_until_out_of_range"),
        ({"clearance": False, "level": False}, "token_opens_nothing"),
        ({"stores": ()}, "token_without_store"),
        ({"stores": ("0" * 16,)}, "token_without_store"),
    ],
)
def test_what_cannot_be_issued_is_not(context: Flask, cast: Cast, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        acts.token(cast, **change)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert db.database.session.scalars(select(ApiToken)).all() == []


def test_a_token_opens_until_its_last_day_is_over(context: Flask, cast: Cast) -> None:
    secret = acts.token(cast, until=date(2026, 10, 27))
    midnight = datetime.fromisoformat("2026-10-28T00:00:00+08:00")
    assert queries.asking(secret, midnight - timedelta(microseconds=1)) is not None
    assert queries.asking(secret, midnight) is None
    for wrong in ("", "x", secret[:-1], secret + "A", secret.upper(), secret.split("_", 2)[2], hashed(secret)):
        assert queries.asking(wrong, NOW) is None, wrong


def test_a_revoked_token_opens_nothing_and_says_why(context: Flask, cast: Cast) -> None:
    secret = acts.token(cast)
    row = db.database.session.scalars(select(ApiToken)).one()

    def revoke(reason: str) -> None:
        with db.transaction(at=LATER, by=cast.second_admin.id, why="revoke"):
            actions.revoke(row.id, reason=reason, by=cast.second_admin.id, at=LATER)

    with pytest.raises(Refusal, match="reason_needed"):
        revoke("  ")
    assert queries.asking(secret, LATER) is not None
    revoke(" 供应商换了 ")
    assert queries.asking(secret, LATER) is None
    assert (row.revoked_at, row.revoked_by, row.revoked_why) == (LATER, cast.second_admin.id, "供应商换了")
    with pytest.raises(Refusal, match="token_is_revoked"):
        revoke("again")
    with pytest.raises(NotYours), db.transaction(at=LATER, why="revoke"):
        actions.revoke("0" * 16, reason="x", by=cast.admin.id, at=LATER)


def test_the_stores_of_a_token_cannot_be_changed(context: Flask, cast: Cast) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    acts.token(cast)
    other = acts.other_store()
    for statement in (f"UPDATE api_token_store SET store_id = '{other}'", "DELETE FROM api_token_store"):
        with pytest.raises(DBAPIError, match="append-only"), db.database.engine.begin() as connection:
            connection.execute(text(statement))


def test_use_is_noted_once_a_minute_and_address(context: Flask, cast: Cast) -> None:
    acts.token(cast)
    token_id = db.database.session.scalars(select(ApiToken.id)).one()

    def noted() -> list[tuple[str, datetime, datetime]]:
        db.abandon()
        return [(row.address, row.first_at, row.last_at) for row in queries.uses([token_id])[token_id]]

    actions.note_use(token_id, "10.0.0.1", NOW)
    actions.note_use(token_id, "10.0.0.1", NOW + timedelta(seconds=59))
    assert noted() == [("10.0.0.1", NOW, NOW)]
    actions.note_use(token_id, "10.0.0.1", NOW + timedelta(seconds=60))
    actions.note_use(token_id, "10.0.0.2", NOW + timedelta(seconds=61))
    assert noted() == [
        ("10.0.0.2", NOW + timedelta(seconds=61), NOW + timedelta(seconds=61)),
        ("10.0.0.1", NOW, NOW + timedelta(seconds=60)),
    ]
    assert Access.__noted__


# Whom a token sees ----------------------------------------------------------------------------------------------------
def test_a_token_sees_the_people_of_its_stores(context: Flask, cast: Cast) -> None:
    other = acts.other_store()
    stores = (cast.store, other)
    assert queries.seen("CS-20418", (cast.store,)) == cast.trainee.id
    assert queries.seen("CS-20418", stores) == cast.trainee.id
    assert queries.seen("CS-20418", (other,)) is None
    assert queries.seen("CS-20418", ()) is None
    assert queries.seen("CS-30001", stores) is None, "belongs to no store"
    for number in ("", "CS-99999", "CS-20418\x00", "%", "CS_20418", "x" * 5000, "'; DROP TABLE person; --"):
        assert queries.seen(number, stores) is None, number
    for number in ("cs-20418", "ＣＳ－２０４１８", " CS- 20418 "):
        assert queries.seen(number, stores) == cast.trainee.id, number
    with db.transaction(at=NOW, by=cast.admin.id, why="number"):
        people.change_number(cast.trainee.id, "CS-1", reason="x", by=cast.admin.id, at=NOW)
    assert queries.seen("CS-20418", stores) == queries.seen("CS-1", stores) == cast.trainee.id
    assert queries.seen("CS-20418", (other,)) is None


# A certificate's life -------------------------------------------------------------------------------------------------
EVENTS: tuple[str, ...] = (
    *("suspend", "restore", "revoke", "issue", "short", "take_leave", "return_to_work", "retrain", "go_live"),
    *("leave", "shut", "open", "move away", "move back", "a day", "a year"),
)


class Life:
    """One agent and a plain model of what holds: certificates as [state, last day], newest last."""

    def __init__(self, cast: Cast, number: str, other: str) -> None:
        self.cast, self.at, self.other = cast, NOW, other
        with db.transaction(at=NOW, why="hire"):
            person, _password = people.add_person(
                number, "新人", team=cast.presale, store=cast.store, joined_on=TODAY, by=cast.admin.id, at=NOW
            )
            self.id, self.number = person.id, number
        self.certificates: list[tuple[str, str, date]] = []  # number, state, last day
        self.here = True
        self.version = -1

    @property
    def today(self) -> date:
        return (self.at + timedelta(hours=8)).date()

    def issue(self, days: int) -> None:
        until = self.today + timedelta(days=days)
        self.certificates = [
            (no, "replaced" if state == "in_force" else state, last) for no, state, last in self.certificates
        ]
        no = acts.certify(self, self.cast, at=self.at, until=until)
        self.certificates.append((no, "in_force", until))

    def on_certificate(self, event: str) -> None:
        if not self.certificates:
            return
        no, state, last = self.certificates[-1]
        table = {("in_force", "suspend"): "suspended", ("suspended", "restore"): "in_force"}
        table |= {("in_force", "revoke"): "revoked", ("suspended", "revoke"): "revoked"}
        new = table.get((state, event))
        if new is None or (event == "restore" and last < self.today):
            return
        deed: Callable[..., Certificate] = getattr(certification, event)
        with db.transaction(at=self.at, by=self.cast.supervisor.id, why=event):
            deed(no, reason="x", by=self.cast.supervisor.id, at=self.at)
        self.certificates[-1] = (no, new, last)

    def on_person(self, event: str) -> None:
        by = self.cast.admin.id
        try:
            with db.transaction(at=self.at, by=by, why=event):
                if event == "shut":
                    people.shut_account(self.id, at=self.at)
                elif event == "open":
                    people.open_account(self.id)
                elif event.startswith("move"):
                    db.database.session.get_one(Person, self.id).store_id = (
                        self.cast.store if event == "move back" else self.other
                    )
                    self.here = event == "move back"
                else:
                    people.change_state(self.id, event, on=self.today, reason="x", by=by, at=self.at)
        except Refusal:
            pass

    def live(self, event: str) -> None:
        self.at += timedelta(minutes=7)
        match event:
            case "issue":
                self.issue(300)
            case "short":
                self.issue(0)
            case "suspend" | "restore" | "revoke":
                self.on_certificate(event)
            case "a day":
                self.at += timedelta(days=1)
            case "a year":
                self.at += timedelta(days=366)
            case _:
                self.on_person(event)

    def expected(self) -> str:
        if not self.here:
            return "unknown"
        row = db.database.session.get_one(Person, self.id)
        holds = any(state == "in_force" and self.today <= last for _no, state, last in self.certificates)
        works = row.state == "at_work" and row.disabled_at is None
        return "cleared" if holds and works else "not_cleared"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(lived=st.lists(st.sampled_from(EVENTS), max_size=14))
def test_cleared_is_whoever_holds_a_certificate_in_force_and_is_at_work(
    context: Flask, cast: Cast, lived: list[str]
) -> None:
    rows = db.database.session.execute(select(Person.id)).all()
    life = Life(cast, f"X{len(rows)}", acts.other_store())
    for event in ["issue", *lived]:
        life.live(event)
        answer = queries.clearance_answer(life.number, rights(cast), life.at)
        assert answer["status"] == life.expected(), (lived, event)
        until = datetime.fromisoformat(answer["answer_valid_until"])
        assert until <= life.at + timedelta(minutes=5)
        if answer["status"] == "cleared":
            assert until <= datetime.fromisoformat(answer["certificate_valid_until"])
        if answer["status"] != "unknown":
            assert answer["version"] >= life.version
            life.version = answer["version"]
        db.abandon()


def test_the_last_minutes_of_a_certificate(context: Flask, cast: Cast) -> None:
    acts.certify(cast.trainee, cast, until=TODAY)
    midnight = datetime.fromisoformat("2026-10-27T00:00:00+08:00")
    near = queries.clearance_answer("CS-20418", rights(cast), midnight - timedelta(minutes=2, microseconds=1))
    assert (near["status"], near["answer_valid_until"]) == ("cleared", "2026-10-27T00:00:00+08:00")
    last = queries.clearance_answer("CS-20418", rights(cast), midnight - timedelta(microseconds=1))
    assert (last["status"], last["as_of"], last["answer_valid_until"]) == (
        "cleared",
        "2026-10-26T23:59:59+08:00",
        "2026-10-27T00:00:00+08:00",
    )
    over = queries.clearance_answer("CS-20418", rights(cast), midnight)
    assert (over["status"], over["certificate_valid_until"], over["scope"]) == ("not_cleared", "", {})


def test_of_two_certificates_the_answer_ends_with_the_first(context: Flask, cast: Cast) -> None:
    acts.certify(cast.trainee, cast)
    acts.certify(cast.trainee, cast, name="售后上岗证", until=TODAY)
    acts.certify(cast.trainee, cast, name="培训师证", clears=False)
    at = datetime.fromisoformat("2026-10-26T23:58:00+08:00")
    answer = queries.clearance_answer("CS-20418", rights(cast), at)
    assert answer["certificate_valid_until"] == "2027-10-26T00:00:00+08:00"
    assert answer["answer_valid_until"] == "2026-10-27T00:00:00+08:00"
    assert {each["name"] for each in answer["certificates"]} == {"售前上岗证", "售后上岗证"}


def test_a_clock_that_ran_back_is_not_relied_on(context: Flask, cast: Cast) -> None:
    queries.require_clock(NOW)
    queries.require_clock(NOW - timedelta(minutes=2))
    for at in (NOW - timedelta(minutes=2, seconds=1), datetime.fromisoformat("2025-12-31T00:00:00+00:00")):
        with pytest.raises(LookupError):
            queries.require_clock(at)
