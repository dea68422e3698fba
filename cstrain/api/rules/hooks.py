"""Messages to other systems: how they are signed, and which of them go ahead of the rest."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

# Whoever must not serve any more is told first, on a lane of their own: no backlog of good news holds it up.
STOPS = frozenset({"certificate.suspended", "certificate.revoked", "agent.left"})
MOVES = {
    "issue": "certificate.issued",
    "suspend": "certificate.suspended",
    "restore": "certificate.restored",
    "revoke": "certificate.revoked",
}


def make_hook_secret(chance: bytes) -> str:
    """``whs_`` and 43 characters from 32 random bytes; shown once."""
    return "whs_" + urlsafe_b64encode(chance).rstrip(b"=").decode()


def lane_of(hook_id: str, event: str) -> str:
    return f"hook:{hook_id}:{'stop' if event in STOPS else 'news'}"


def body_of(said: Mapping[str, Any]) -> bytes:
    """Sorted keys, no blanks: the bytes that are signed are the bytes that are sent."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def headers_of(secret: str, key: str, body: bytes, at: datetime) -> dict[str, str]:
    """``X-Cstrain-Signature: t=<seconds>,v1=<HMAC-SHA256 of "t.body", hex>``; ``X-Cstrain-Key`` is the same at each try."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Cstrain-Signature": f"t={stamp},v1={mac}",
        "X-Cstrain-Key": key,
    }
