"""The key a person signs with: Ed25519 (RFC 8032). Whoever has the public half can check, only the private half signs."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED = 32


class SigningKey:
    """The private half, held in memory for as long as the act takes."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        """The signature over ``data``, 64 bytes as hex."""
        return self._private.sign(data).hex()

    def __repr__(self) -> str:
        return f"SigningKey({self.public[:8]}…)"


def is_signed(public: str, data: bytes, signature: str) -> bool:
    """Did the key whose public half is ``public`` sign ``data``? Never raises: whatever is not in order did not."""
    try:
        _public(public).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def _public(public: str) -> Ed25519PublicKey:
    """The same few keys sign entry after entry of a record."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


def needs_second(reset_by: str, was_own: bool) -> bool:
    """A first own password after a reset by somebody else: the new key waits until a second person releases it."""
    return bool(reset_by) and not was_own


def may_release(by: str, person_id: str, reset_by: str) -> bool:
    """A second person: neither whose key it is, nor who reset the password."""
    return by not in (person_id, reset_by)


def was_living(made_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    return made_at <= at and (ended_at is None or at < ended_at)
