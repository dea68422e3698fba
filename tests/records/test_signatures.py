"""A person's own signature: whoever has all the server's secrets, but not the password, cannot make one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.rules.keys import SigningKey
from cstrain.records import queries
from cstrain.records.rules import Broken, Chain, Key, Why, canonical, compose, entry_of, first_broken
from tests.cast import Cast, Someone
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.chains import KEY, PERSON, START, chain_of, next_entry

MINE, OTHER, LATER = SigningKey(b"m" * 32), SigningKey(b"o" * 32), SigningKey(b"l" * 32)
KEYS = {PERSON: [Key(MINE.public, START, START + timedelta(days=2)), Key(LATER.public, START + timedelta(days=3))]}


def signed(signer: SigningKey | None = MINE, at: datetime | None = None, **changed: Any) -> Chain:
    """Two entries, the second of them proved by a password; ``changed``: what is written over it afterwards."""
    openings: dict[str, Any] = {}
    first = next_entry([], ("rights_noted", "person", {}), openings)
    second = next_entry([first], ("rights_noted", "person", {}), openings)
    fields = {**json.loads(second.text), "method": "password", "at": at or second.at}
    entry = compose({name: value for name, value in fields.items() if name not in ("v", "proof")}, KEY, signer)
    return replaced(chain_of([first, entry], openings), lambda fields: fields | changed)


def replaced(chain: Chain, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Chain:
    """The last entry written anew by somebody with the server's key: canonical, rehashed, the server's proof renewed."""
    from cstrain.records.rules.proofs import bare, server_proof

    fields = change(json.loads(chain.entries[-1].text))
    fields["proof"] = {**fields["proof"], "server": server_proof(bare(fields), KEY)}
    entries = [entry_of(one.text) for one in chain.entries[:-1]]
    made = chain_of([*entries, entry_of(canonical(fields).decode())], dict(chain.openings))
    return Chain(made.installation, made.person, made.entries, made.head, made.openings, KEYS)


def without(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"proof": {"server": fields["proof"]["server"]}}


def by(key: SigningKey, data: str = "") -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(fields: dict[str, Any]) -> dict[str, Any]:
        from cstrain.records.rules.proofs import bare

        given = key.sign(bare(fields) + data.encode())
        return fields | {"proof": {**fields["proof"], "key": key.public, "signature": given}}

    return change


FORGED = [
    ("the title is another", lambda f: f | {"subject": "step:presale/W9@1"}),
    ("the time is another", lambda f: f | {"at": "2026-10-12T03:05:00.000001Z"}),
    ("the signature is left out", without),
    ("another's key", by(OTHER)),
    ("the key of a later time", by(LATER)),
    ("a signature over something else", by(MINE, "x")),
    ("a signature without its key", lambda f: f | {"proof": {n: v for n, v in f["proof"].items() if n != "key"}}),
    ("proved by a code", lambda f: f | {"method": "code"}),
]


def test_a_signed_entry_holds() -> None:
    assert first_broken(signed(), KEY) is None
    assert first_broken(signed(None, START + timedelta(days=2, hours=5)), KEY) is None, "between two keys: none"
    assert first_broken(signed(LATER, START + timedelta(days=4)), KEY) is None


@pytest.mark.parametrize("change", [change for _, change in FORGED], ids=[name for name, _ in FORGED])
def test_what_the_servers_keys_can_forge_is_found(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """SG-3: a signature is of one person, one entry, one place: it cannot be moved, renewed or left out."""
    assert first_broken(replaced(signed(), change), KEY) == Broken(2, Why.SIGNATURE)


def test_a_signature_of_somebody_who_never_had_that_key_is_found() -> None:
    """SG-3: a key counts for the person whose history it stands in, and for nobody else."""
    made = signed()
    assert first_broken(replace(made, keys={"somebody else": KEYS[PERSON]}), KEY) == Broken(2, Why.SIGNATURE)


def key_of(someone: Someone, password: str = "maple lantern river 81") -> SigningKey:
    own = people.own_password(password)
    with db.transaction(at=MORNING, by=someone.id, why="password"):
        people.set_own_password(someone.id, own, MORNING)
    return own.key


def test_signing_with_a_password_leaves_the_persons_own_signature(context: Flask, cast: Cast) -> None:
    key, mentor = key_of(cast.trainee), key_of(cast.mentor, "copper window basin 27")
    enrol(cast, cast.trainee)
    own, counter = complete(cast, cast.trainee, "K1", MORNING + timedelta(minutes=20))
    (mine,) = sign([own], cast.trainee, MORNING + timedelta(minutes=30), key=key)
    (theirs,) = sign([counter], cast.mentor, MORNING + timedelta(minutes=40), key=mentor)
    assert mine.proof["key"] == key.public and theirs.proof["key"] == mentor.public
    assert len(bytes.fromhex(mine.proof["signature"])) == 64
    assert queries.verdict(cast.trainee.id) is None


def test_the_check_asks_for_the_signature_once_there_is_a_key(context: Flask, cast: Cast) -> None:
    key_of(cast.trainee)
    enrol(cast, cast.trainee)
    (own,) = complete(cast, cast.trainee, "W1", MORNING + timedelta(minutes=20))
    (entry,) = sign([own], cast.trainee, MORNING + timedelta(minutes=30))
    assert queries.verdict(cast.trainee.id) == Broken(entry.seq, Why.SIGNATURE)


def test_what_was_signed_before_a_reset_still_holds(context: Flask, cast: Cast) -> None:
    key = key_of(cast.trainee)
    enrol(cast, cast.trainee)
    first = sign(
        complete(cast, cast.trainee, "W1", MORNING + timedelta(minutes=20)),
        cast.trainee,
        MORNING + timedelta(minutes=30),
        key=key,
    )
    with db.transaction(at=MORNING + timedelta(hours=1), by=cast.admin.id, why="reset"):
        people.reset_password(cast.trainee.id, by=cast.admin.id, at=MORNING + timedelta(hours=1))
    own = people.own_password("copper window basin 27")
    with db.transaction(at=MORNING + timedelta(hours=2), by=cast.trainee.id, why="password"):
        people.set_own_password(cast.trainee.id, own, MORNING + timedelta(hours=2))
    second = sign(
        complete(cast, cast.trainee, "C2", MORNING + timedelta(hours=3)),
        cast.trainee,
        MORNING + timedelta(hours=3),
        key=own.key,
    )
    assert [entry.proof["key"] for entry in (*first, *second)] == [key.public, own.key.public]
    assert queries.verdict(cast.trainee.id) is None
