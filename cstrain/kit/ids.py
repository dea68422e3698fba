"""Random names for rows: 80 bits, 16 characters that survive being read aloud (Crockford's base 32)."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(length: int = 16) -> str:
    """A fresh id, 5 bits a character."""
    bits = secrets.randbits(5 * length)
    return "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(length))
