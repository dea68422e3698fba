"""An answer to another system: how long it may be used, and its signature.

Signed are the canonical bytes of the whole answer but its ``signature``, in the record's canonical form (strings,
integers, lists and objects only): so an answer says nothing by ``null`` or ``true``. Keys are published as RFC 8037 and
RFC 7517 write them, their ids are RFC 7638 thumbprints.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cstrain.records.rules import canonical, plain

MOST = timedelta(minutes=5)  # that an answer may be used
FRESH = timedelta(seconds=60)  # that a cache may keep it


def usable_until(at: datetime, ends: Iterable[datetime]) -> datetime:
    """Five minutes after ``at``, or the first of ``ends`` that is still ahead, whichever comes first."""
    return min([at + MOST, *(end for end in ends if end >= at)])


def max_age(at: datetime, until: datetime) -> int:
    """Whole seconds that a cache may keep an answer of ``at``: a minute at most."""
    return max(0, int(min(FRESH, until - at) / timedelta(seconds=1)))


def signed_bytes(answer: Mapping[str, Any]) -> bytes:
    """What the signature is over."""
    return canonical({name: value for name, value in answer.items() if name != "signature"})


def sealed(answer: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """The answer in NFC, with the id of the key and the signature (hex) of Ed25519 made from ``seed`` (32 bytes)."""
    said = plain({**answer, "key_id": thumbprint(public_key(seed))})
    assert isinstance(said, dict)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(signed_bytes(said))
    return {**said, "signature": signature.hex()}


def public_key(seed: bytes) -> bytes:
    """The public half, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _members(public: bytes) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": _base64(public)}


def thumbprint(public: bytes) -> str:
    """The key's id: SHA-256 over its members in canonical form, base64url."""
    return _base64(hashlib.sha256(canonical(_members(public))).digest())


def key_of(public: bytes) -> dict[str, str]:
    """The key as others read it (JWK)."""
    return {**_members(public), "kid": thumbprint(public), "use": "sig", "alg": "EdDSA"}
