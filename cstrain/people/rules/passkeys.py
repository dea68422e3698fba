"""Passkeys (Web Authentication Level 2): what a new one must say (7.1), and whether one has signed (7.2).

The private half never leaves the person's device, so that nobody else can sign with it, whoever runs the server. Public
halves are kept as hex, told apart by their length: Ed25519 32 bytes, P-256 x and y 64 bytes, RSA the modulus of 256
bytes or more, its exponent always 65537. Signatures are hex too, those of P-256 as r and s of 32 bytes each.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cstrain.people.rules import cbor
from cstrain.people.rules.keys import is_signed

ES256, EDDSA, RS256 = -7, -8, -257  # COSE names; Windows Hello knows only the last
ALGORITHMS = (ES256, EDDSA, RS256)
EXPONENT = 65537
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of the authenticator's data
LONGEST_ID = 1023
P256 = ec.SECP256R1()


class NotAPasskey(Exception):
    """What the browser sent is not in order; the argument says why, for the log."""


@dataclass(frozen=True)
class Made:
    """A new passkey: the credential's id as the browser names it (base64url), public half, signature counter."""

    credential: str
    public: str
    counter: int


@dataclass(frozen=True)
class Place:
    """Where the ceremony is held: ``origin`` https://training.example.com, ``rp`` its host without port."""

    origin: str

    @property
    def rp(self) -> str:
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class Assertion:
    """A signature by a passkey, all parts hex: ``client`` and ``device`` are the bytes the browser and the device wrote,
    ``statement`` what the challenge is the SHA-256 of."""

    public: str
    signature: str
    statement: str
    client: str
    device: str

    @property
    def parts(self) -> dict[str, str]:
        """As a record entry's proof keeps them."""
        named = {"statement": self.statement, "client": self.client, "device": self.device}
        return {"key": self.public, "signature": self.signature, **named}

    @property
    def counter(self) -> int:
        return int.from_bytes(bytes.fromhex(self.device)[33:37], "big")


def read64(text: object) -> bytes:
    """base64url without padding; NotAPasskey for anything else."""
    if not isinstance(text, str):
        raise NotAPasskey("not text")
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise NotAPasskey("not base64url") from None
    if text64(found) != text:
        raise NotAPasskey("not base64url")
    return found


def text64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def challenge_of(statement: bytes) -> str:
    """What the device is asked to sign: SHA-256 of the statement, base64url."""
    return text64(sha256(statement).digest())


def new_passkey(said: Mapping[str, Any], statement: bytes, place: Place) -> Made:
    """A registration answered by the browser: {client, attestation}. NotAPasskey when it is not in order.

    Attestation is not asked for: which maker built the device proves nothing here.
    """
    _require_client(read64(said.get("client")), "webauthn.create", statement, place)
    try:
        kept, rest = cbor.read(read64(said.get("attestation")))
        device = kept["authData"]
        if rest or not isinstance(device, bytes):
            raise ValueError("more than an attestation")
        credential, cose = _attested(device, place)
    except (ValueError, KeyError, TypeError, IndexError) as trouble:
        raise NotAPasskey(f"attestation: {trouble}") from None
    return Made(text64(credential), public_of(cose), int.from_bytes(device[33:37], "big"))


def _attested(device: bytes, place: Place) -> tuple[bytes, dict[Any, Any]]:
    _require_device(device, place.rp)
    if not device[32] & ATTESTED or len(device) < 55:
        raise ValueError("no credential in it")
    size = int.from_bytes(device[53:55], "big")
    credential, rest = device[55 : 55 + size], device[55 + size :]
    if not 16 <= size <= LONGEST_ID or len(credential) != size:
        raise ValueError("not a credential id")
    cose, _extensions = cbor.read(rest)
    return credential, cose


def public_of(cose: Mapping[Any, Any]) -> str:
    """The public half as kept, from a COSE key (RFC 9053); ValueError for kinds we do not check."""
    kind, algorithm = cose[1], cose[3]
    if (kind, algorithm, cose.get(-1)) == (2, ES256, 1):
        point = bytes(cose[-2]) + bytes(cose[-3])
        ec.EllipticCurvePublicKey.from_encoded_point(P256, b"\4" + point)  # on the curve, or ValueError
        return point.hex()
    if (kind, algorithm, cose.get(-1)) == (1, EDDSA, 6) and len(cose[-2]) == 32:
        return bytes(cose[-2]).hex()
    if (kind, algorithm) == (3, RS256) and int.from_bytes(cose[-2], "big") == EXPONENT and 256 <= len(cose[-1]) <= 512:
        return bytes(cose[-1]).hex()
    raise ValueError(f"a key of kind {kind}, {algorithm}")


def signed_with(said: Mapping[str, Any], public: str, statement: bytes, place: Place) -> Assertion:
    """A signature answered by the browser: {client, device, signature}. NotAPasskey when it does not hold."""
    client, device, given = (read64(said.get(name)) for name in ("client", "device", "signature"))
    _require_client(client, "webauthn.get", statement, place)
    try:
        made = Assertion(public, _plain(public, given), statement.hex(), client.hex(), device.hex())
    except ValueError:
        raise NotAPasskey("not a signature") from None
    if not holds(made.parts, place.rp):
        raise NotAPasskey("signature")
    return made


def _plain(public: str, signature: bytes) -> str:
    if len(public) != 128:
        return signature.hex()
    r, s = decode_dss_signature(signature)
    return (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex()


def _require_client(client: bytes, kind: str, statement: bytes, place: Place) -> None:
    """What the browser says it was asked, by whom, for what."""
    if not asks(client, kind, statement):
        raise NotAPasskey("another challenge")
    if json.loads(client).get("origin") != place.origin:
        raise NotAPasskey("another origin")


def asks(client: bytes, kind: str, statement: bytes) -> bool:
    """Does the browser's text ask for this statement to be signed? Never raises."""
    try:
        said = json.loads(client)
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict) or said.get("type") != kind or said.get("crossOrigin", False) is not False:
        return False
    return hmac.compare_digest(str(said.get("challenge")).encode(), challenge_of(statement).encode())


def _require_device(device: bytes, rp: str) -> None:
    if not _is_here(device, rp):
        raise ValueError("another place, or nobody there")


def _is_here(device: bytes, rp: str) -> bool:
    """For this host, with somebody there, who showed the device who they are."""
    both = PRESENT | VERIFIED
    return len(device) >= 37 and device[:32] == sha256(rp.encode()).digest() and device[32] & both == both


def holds(parts: Mapping[str, str], rp: str) -> bool:
    """Does the signature of a proof's parts hold, for this host? Never raises: whatever is not in order does not."""
    try:
        client, device = bytes.fromhex(parts["client"]), bytes.fromhex(parts["device"])
        good = asks(client, "webauthn.get", bytes.fromhex(parts["statement"])) and _is_here(device, rp)
        return good and _is_signed(parts["key"], device + sha256(client).digest(), parts["signature"])
    except (KeyError, ValueError):
        return False


def _is_signed(public: str, data: bytes, signature: str) -> bool:
    if len(public) == 64:
        return is_signed(public, data, signature)
    given = bytes.fromhex(signature)
    try:
        if len(public) == 128:
            r, s = (int.from_bytes(part, "big") for part in (given[:32], given[32:]))
            point = ec.EllipticCurvePublicKey.from_encoded_point(P256, b"\4" + bytes.fromhex(public))
            point.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
            return len(given) == 64
        modulus = rsa.RSAPublicNumbers(EXPONENT, int(public, 16)).public_key()
        modulus.verify(given, data, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
