"""The check of a person's whole record: is every entry there, unchanged, in order, and are its openings the same?

A pure function over what is stored, trusting none of it. It names the first broken entry and why.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cstrain.records.rules.canonical import NotCanonical, commitment, parse, read_time, sha256
from cstrain.records.rules.entries import (
    COMMITMENTS,
    FIELDS,
    FORMAT,
    KINDS,
    METHODS,
    genesis,
    missing_keys,
)
from cstrain.records.rules.proofs import (
    OF_PASSKEY,
    PASSKEY,
    SERVER,
    Key,
    bare,
    names_its_key,
    server_proof,
    signature_holds,
)
from cstrain.records.rules.statements import is_stated

HEX = re.compile(r"[0-9a-f]{64,16384}")
TEXT_FIELDS = FIELDS - {"v", "seq", "body", "proof"}


class Why(StrEnum):
    """What is wrong with an entry."""

    FORM = "form"  # not canonical, or not the fields of an entry
    GAP = "gap"  # an entry is missing or stands twice
    PERSON = "person"  # belongs to somebody else, or to another installation
    PREV = "prev"  # does not continue the entry before it
    HASH = "hash"  # its text is not what was written
    PROOF = "proof"  # the server did not write it
    SIGNATURE = "signature"  # the key it names did not sign it, is not its actor's, or a signature is missing
    KIND = "kind"  # a kind that does not exist, or without what the kind must say
    TIME = "time goes back"
    COLUMNS = "columns"  # what lists and searches use differs from the entry's text
    COMMITMENT = "commitment"  # a name, reason or document is missing or not the one of that time


@dataclass(frozen=True)
class Opening:
    """What a commitment stands for: salt and canonical value; both None once it was erased."""

    salt: bytes | None
    value: bytes | None
    erased: bool = False

    def opens(self, digest: str) -> bool:
        if self.erased or self.salt is None or self.value is None:
            return self.erased and self.salt is None and self.value is None
        return hmac.compare_digest(commitment(self.salt, self.value), digest)


@dataclass(frozen=True)
class Stored:
    """An entry as it lies in the table: its text, and the columns beside it."""

    seq: int
    hash: str
    text: str
    columns: Mapping[str, str]  # field → value, for the fields that have a column of their own


@dataclass(frozen=True)
class Chain:
    """Everything that is kept of one person's record, entries in order of ``seq``. ``head``: (last seq, its hash);
    ``keys``: actor → the signing keys they have had.
    """

    installation: str
    person: str
    entries: Sequence[Stored]
    head: tuple[int, str] | None
    openings: Mapping[str, Opening]
    keys: Mapping[str, Sequence[Key]] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    seq: int
    why: Why


def first_broken(chain: Chain, key: bytes | None) -> Broken | None:
    """The first entry that does not hold, or None. Without ``key`` the server's proofs are left unchecked."""
    prev, at = genesis(chain.installation, chain.person), ""
    before = {prev}
    for seq, stored in enumerate(chain.entries, start=1):
        why, fields = _fault(chain, stored, prev, key)
        if why is None and fields["method"] == PASSKEY and not is_stated(fields, before):
            why = Why.SIGNATURE
        if stored.seq != seq:
            why = Why.GAP
        if why is None and fields["at"] < at:  # the one spelling of an instant sorts like the instant
            why = Why.TIME
        if why is not None:
            return Broken(seq, why)
        prev, at = stored.hash, fields["at"]
        before.add(prev)
    return _broken_head(chain, prev)


def _broken_head(chain: Chain, last: str) -> Broken | None:
    """The head remembers how far the record goes, so that its end cannot be cut off unseen."""
    count = len(chain.entries)
    seq, digest = chain.head or (0, genesis(chain.installation, chain.person))
    if seq != count:
        return Broken(min(seq, count) + 1, Why.GAP)
    return None if digest == last else Broken(max(count, 1), Why.HASH)


def _fault(chain: Chain, stored: Stored, prev: str, key: bytes | None) -> tuple[Why | None, dict[str, Any]]:
    """What is wrong with one entry by itself, and its fields as far as they could be read."""
    try:
        fields = parse(stored.text)
        _require_form(fields)
    except NotCanonical:
        return Why.FORM, {}
    proved, keys = _proved(stored.text, fields), chain.keys.get(fields["actor"], ())
    checks: tuple[tuple[Why, bool], ...] = (
        (Why.PERSON, (fields["installation"], fields["person"]) == (chain.installation, chain.person)),
        (Why.PREV, fields["prev"] == prev),
        (Why.HASH, sha256(stored.text.encode()) == stored.hash),
        (Why.GAP, fields["seq"] == stored.seq),
        (Why.KIND, _is_known(fields)),
        (Why.PROOF, key is None or hmac.compare_digest(fields["proof"].get(SERVER, ""), server_proof(proved, key))),
        (Why.SIGNATURE, names_its_key(fields, keys)),
        (Why.SIGNATURE, signature_holds(fields["proof"], proved, keys)),
        (Why.COLUMNS, all(_shown(fields, name) == value for name, value in stored.columns.items())),
        (Why.COMMITMENT, _opens(fields, chain.openings)),
    )
    return next((why for why, holds in checks if not holds), None), fields


def _require_form(fields: dict[str, Any]) -> None:
    if fields.keys() != FIELDS or not all(isinstance(fields[name], str) for name in TEXT_FIELDS):
        raise NotCanonical("not the fields of an entry")
    if not isinstance(fields["seq"], int) or not isinstance(fields["body"], dict):
        raise NotCanonical("not an entry")
    proof = fields["proof"]
    if not isinstance(proof, dict) or not proof.keys() <= OF_PASSKEY or not all(map(_is_hex, proof.values())):
        raise NotCanonical("not a proof")
    promised = fields["body"].get(COMMITMENTS, {})
    if not isinstance(promised, dict) or not all(isinstance(digest, str) for digest in promised.values()):
        raise NotCanonical("commitments are not a table of digests")
    read_time(fields["at"])


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and len(value) % 2 == 0 and HEX.fullmatch(value) is not None


def _is_known(fields: dict[str, Any]) -> bool:
    known = fields["v"] == FORMAT and fields["kind"] in KINDS and fields["method"] in METHODS
    return known and not missing_keys(fields["kind"], fields["body"])


def _proved(text: str, fields: dict[str, Any]) -> bytes:
    """What the proofs are over, cut out of the canonical text: after ``proof``, hex by name, come only seq, subject, v."""
    proof = ",".join(f'"{name}":"{value}"' for name, value in sorted(fields["proof"].items()))
    before, found, after = text.rpartition(f',"proof":{{{proof}}},"seq":')
    return f'{before},"seq":{after}'.encode() if found else bare(fields)


def _shown(fields: dict[str, Any], name: str) -> str:
    """A field, or for ``role`` the body's, as its column holds it."""
    return str(fields["body"].get("role", "") if name == "role" else fields[name])


def _opens(fields: dict[str, Any], openings: Mapping[str, Opening]) -> bool:
    promised = fields["body"].get(COMMITMENTS, {})
    return all(digest in openings and openings[digest].opens(digest) for digest in promised.values())
