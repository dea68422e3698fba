"""What proves an entry: the server's HMAC, and beside it, where a password opened it, the person's own signature.

Both are over the canonical entry without its proof. The server's key can only be used where it is; a person's signature
can be checked by anybody with the public key, and made by nobody without the password, the server included.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cstrain.people.rules.keys import is_signed
from cstrain.records.rules.canonical import Plain, canonical, read_time

SERVER, KEY, SIGNATURE = "server", "key", "signature"
SLACK = timedelta(minutes=1)  # an entry's time may be moved up to the one before it


class Signer(Protocol):
    """A person's key, opened for this act."""

    @property
    def public(self) -> str: ...
    def sign(self, data: bytes) -> str: ...


@dataclass(frozen=True)
class Key:
    """A public key of a person, and when it was theirs; ``ended_at`` None: it still is."""

    public: str
    made_at: datetime
    ended_at: datetime | None = None


def bare(fields: Mapping[str, Plain]) -> bytes:
    """What is proved: the canonical entry without its proof."""
    return canonical({name: value for name, value in fields.items() if name != "proof"})


def server_proof(data: bytes, key: bytes) -> str:
    """HMAC-SHA-256, hex."""
    return hmac.digest(key, data, "sha256").hex()


def proofs(data: bytes, key: bytes, signer: Signer | None) -> dict[str, Plain]:
    """The proof of a new entry. ``key``: the server's; ``signer``: the person's, where a password opened it."""
    own: dict[str, Plain] = {KEY: signer.public, SIGNATURE: signer.sign(data)} if signer is not None else {}
    return {SERVER: server_proof(data, key), **own}


def names_its_key(fields: Mapping[str, Any], keys: Sequence[Key]) -> bool:
    """Does the entry name the key it should? ``keys``: those of its actor.

    What was proved by a password while the person had a key bears its signature: otherwise somebody with the server's
    secrets could leave it out and say that the entry is from the time before keys. Nothing else names a key.
    """
    proof, by_password = fields["proof"], fields["method"] == "password"
    public = proof.get(KEY)
    if not by_password:
        return public is None and SIGNATURE not in proof
    at = read_time(fields["at"])
    if public is None:
        return SIGNATURE not in proof and not _surely(keys, at)
    return any(key.public == public and _perhaps(key, at) for key in keys)


def _surely(keys: Sequence[Key], at: datetime) -> bool:
    return any(key.made_at + SLACK < at and (key.ended_at is None or at < key.ended_at - SLACK) for key in keys)


def _perhaps(key: Key, at: datetime) -> bool:
    return key.made_at <= at + SLACK and (key.ended_at is None or at <= key.ended_at + SLACK)


def signature_holds(proof: Mapping[str, Any], data: bytes) -> bool:
    """True also where none is claimed."""
    public, signature = proof.get(KEY), proof.get(SIGNATURE, "")
    return public is None or (
        isinstance(public, str) and isinstance(signature, str) and is_signed(public, data, signature)
    )
