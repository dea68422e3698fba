"""Addresses and secrets of receivers at rest: sealed with a secret of the instance that the database does not hold."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from cstrain.kit.secrets_file import secret

NONCE = 12


def _key() -> bytes:
    held = secret(Path(current_app.config["INSTANCE"]), "signing")
    return hmac.new(held, b"notices: receivers", sha256).digest()


def sealed(plain: str, about: str) -> bytes:
    """``about``: whose secret it is, so that one cannot stand in for another."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, plain.encode(), about.encode())


def opened(box: bytes, about: str) -> str:
    return AESGCM(_key()).decrypt(box[:NONCE], box[NONCE:], about.encode()).decode()
