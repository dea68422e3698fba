"""What proves an entry: the server's HMAC, and beside it the person's own signature, by password or by passkey.

The server's proof and the signature of a key that a password opened are over the canonical entry without its proof. A
passkey signs before the entry is written: a statement that names the entry's document, kept with it (``statements``).
The server's key can only be used where it is; a person's signature can be checked by anybody with the public key, and
made by nobody without the password or the device, the server included.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cstrain.people.rules.keys import is_signed
from cstrain.people.rules.passkeys import holds
from cstrain.records.rules.canonical import Plain, canonical, read_time

SERVER, KEY, SIGNATURE = "server", "key", "signature"
OF_PASSKEY = frozenset({SERVER, KEY, SIGNATURE, "statement", "client", "device"})
PASSWORD, PASSKEY = "password", "passkey"
SLACK = timedelta(minutes=1)  # an entry's time may be moved up to the one before it


class Signer(Protocol):
    """A person's key, opened for this act."""

    @property
    def public(self) -> str: ...
    def sign(self, data: bytes) -> str: ...


class Asserted(Protocol):
    """What a person's passkey has signed already: the parts of it that the proof keeps, hex by name."""

    @property
    def parts(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Key:
    """A public key of a person, and when it was theirs; ``ended_at`` None: it still is. ``rp``: of a passkey the host it
    was made for; empty for a key that a password opens."""

    public: str
    made_at: datetime
    ended_at: datetime | None = None
    rp: str = ""


def bare(fields: Mapping[str, Plain]) -> bytes:
    """What is proved: the canonical entry without its proof."""
    return canonical({name: value for name, value in fields.items() if name != "proof"})


def server_proof(data: bytes, key: bytes) -> str:
    """HMAC-SHA-256, hex."""
    return hmac.digest(key, data, "sha256").hex()


def proofs(data: bytes, key: bytes, signer: Signer | Asserted | None) -> dict[str, Plain]:
    """The proof of a new entry. ``key``: the server's; ``signer``: the person's, where a password opened it, or what
    their passkey has signed."""
    return {SERVER: server_proof(data, key), **_own(data, signer)}


def _own(data: bytes, signer: Any) -> dict[str, Plain]:
    if signer is None:
        return {}
    parts: dict[str, Plain] | None = getattr(signer, "parts", None)
    return {**parts} if parts is not None else {KEY: signer.public, SIGNATURE: signer.sign(data)}


def names_its_key(fields: Mapping[str, Any], keys: Sequence[Key]) -> bool:
    """Does the entry name the key it should? ``keys``: those of its actor.

    What was proved by a password while the person had a key bears its signature: otherwise somebody with the server's
    secrets could leave it out and say that the entry is from the time before keys. What was proved by a passkey names one
    and has all its parts. Nothing else names a key.
    """
    proof: Mapping[str, Any] = fields["proof"]
    method = fields["method"]
    if method not in (PASSWORD, PASSKEY):
        return proof.keys() <= {SERVER}
    public, at = proof.get(KEY), read_time(fields["at"])
    if method == PASSKEY:
        return proof.keys() == OF_PASSKEY and _is_theirs(public, [key for key in keys if key.rp], at)
    own = [key for key in keys if not key.rp]
    if public is None:
        return proof.keys() <= {SERVER} and not _surely(own, at)
    return proof.keys() <= {SERVER, KEY, SIGNATURE} and _is_theirs(public, own, at)


def _is_theirs(public: Any, keys: Sequence[Key], at: datetime) -> bool:
    return any(key.public == public and _perhaps(key, at) for key in keys)


def _surely(keys: Sequence[Key], at: datetime) -> bool:
    return any(key.made_at + SLACK < at and (key.ended_at is None or at < key.ended_at - SLACK) for key in keys)


def _perhaps(key: Key, at: datetime) -> bool:
    return key.made_at <= at + SLACK and (key.ended_at is None or at <= key.ended_at + SLACK)


def signature_holds(proof: Mapping[str, Any], data: bytes, keys: Sequence[Key] = ()) -> bool:
    """True also where none is claimed. ``keys``: of the actor; they say for which host a passkey was made."""
    public, signature = proof.get(KEY), proof.get(SIGNATURE, "")
    if public is None:
        return True
    if "statement" in proof:
        return any(key.public == public and holds(proof, key.rp) for key in keys if key.rp)
    return isinstance(public, str) and isinstance(signature, str) and is_signed(public, data, signature)
