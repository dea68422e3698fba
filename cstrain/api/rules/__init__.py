"""Api: what is decided here. Answers and their signatures, tokens and how long they hold."""

from cstrain.api.rules.answers import (
    FRESH,
    MOST,
    key_of,
    max_age,
    public_key,
    sealed,
    signed_bytes,
    thumbprint,
    usable_until,
)
from cstrain.api.rules.tokens import (
    LONGEST,
    Rights,
    TokenState,
    bearer,
    hashed,
    last_day,
    make_secret,
    require_expiry,
    require_something,
    state_of,
)

__all__ = [
    "FRESH",
    "LONGEST",
    "MOST",
    "Rights",
    "TokenState",
    "bearer",
    "hashed",
    "key_of",
    "last_day",
    "make_secret",
    "max_age",
    "public_key",
    "require_expiry",
    "require_something",
    "sealed",
    "signed_bytes",
    "state_of",
    "thumbprint",
    "usable_until",
]
