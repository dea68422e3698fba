"""An authenticator in software: what a browser and a device answer when a page asks for a passkey (WebAuthn Level 2)."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

HOST, ORIGIN = "localhost", "http://localhost"
WHOLE = 0x05  # somebody is there, and showed the device who they are


def text64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(value: Any) -> bytes:
    """As far as an authenticator writes it."""
    if isinstance(value, bool) or value is None:
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    return _head(5, len(value)) + b"".join(cbor(part) for pair in value.items() for part in pair)


def _head(kind: int, count: int) -> bytes:
    if count < 24:
        return bytes([kind << 5 | count])
    size, mark = next((size, mark) for size, mark in ((1, 24), (2, 25), (4, 26), (8, 27)) if count < 256**size)
    return bytes([kind << 5 | mark]) + count.to_bytes(size, "big")


_rsa: list[rsa.RSAPrivateKey] = []  # slow to make, and none is better than another


@dataclass
class Device:
    """``kind``: es256, eddsa, rs256. What it answers can be bent: ``origin``, ``host``, ``flags``, ``counter``."""

    kind: str = "es256"
    origin: str = ORIGIN
    host: str = HOST
    flags: int = WHOLE
    counter: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        self.private: Any
        if self.kind == "es256":
            self.private = ec.generate_private_key(ec.SECP256R1())
        elif self.kind == "eddsa":
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            _rsa[:] = _rsa or [rsa.generate_private_key(65537, 2048)]
            self.private = _rsa[0]

    @property
    def cose(self) -> dict[int, Any]:
        public = self.private.public_key()
        if self.kind == "es256":
            numbers = public.public_numbers()
            return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        if self.kind == "eddsa":
            return {1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()}
        return {1: 3, 3: -257, -1: public.public_numbers().n.to_bytes(256, "big"), -2: b"\1\0\1"}

    def client(self, kind: str, challenge: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def data(self, more: int = 0) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def create(self, asked: str) -> str:
        """``asked``: what the page tells its script."""
        client = self.client("create", json.loads(asked)["challenge"])
        kept = b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + cbor(self.cose)
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": self.data(0x40) + kept})
        return json.dumps({"client": text64(client), "attestation": text64(attestation)})

    def get(self, asked: str) -> str:
        client, device = self.client("get", json.loads(asked)["challenge"]), self.data()
        signature = self.sign(device + sha256(client).digest())
        said = {"id": text64(self.id), "client": text64(client), "device": text64(device)}
        return json.dumps({**said, "signature": text64(signature)})

    def sign(self, data: bytes) -> bytes:
        if self.kind == "es256":
            return bytes(self.private.sign(data, ec.ECDSA(SHA256())))
        if self.kind == "eddsa":
            return bytes(self.private.sign(data))
        return bytes(self.private.sign(data, padding.PKCS1v15(), SHA256()))
