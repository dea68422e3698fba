"""``flask certificate``: an authority of one's own and a certificate by it, for a network that no public one reaches."""

from __future__ import annotations

import ipaddress
import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cstrain.kit import clock

AUTHORITY_DAYS, SERVER_DAYS = 3650, 397  # phones refuse certificates of servers that hold longer than 398 days
Key = ec.EllipticCurvePrivateKey


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(subject: str, issuer: str, days: int) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:64])]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
    )


def _authority(folder: Path) -> tuple[x509.Certificate, Key]:
    """That of the folder, so that a phone that trusts it also trusts next year's certificate; made when there is none."""
    file, secret = folder / "ca.pem", folder / "ca.key"
    if file.exists():
        key = serialization.load_pem_private_key(secret.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return x509.load_pem_x509_certificate(file.read_bytes()), key
    key, name = ec.generate_private_key(ec.SECP256R1()), f"cstrain {os.urandom(4).hex()}"
    built = _builder(name, name, AUTHORITY_DAYS).public_key(key.public_key())
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = x509.KeyUsage(
        False, False, False, False, False, True, True, False, False
    )  # signs certificates, nothing else
    built = built.add_extension(usage, critical=True)
    built = built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    made = built.sign(key, hashes.SHA256())
    _put(secret, _pem(key))
    _put(file, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made, key


def _pem(key: Key) -> bytes:
    kept = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kept, serialization.NoEncryption())


def _put(path: Path, data: bytes, mode: int = 0o600) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def make(folder: Path, names: list[str]) -> Path:
    """``server.pem`` and ``server.key`` for these names and addresses, by the folder's authority ``ca.pem``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, signer = _authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = str(authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    built = _builder(names[0], issuer, SERVER_DAYS).public_key(key.public_key())
    for extension in (
        x509.SubjectAlternativeName([_alternative(name) for name in names]),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
        x509.BasicConstraints(ca=False, path_length=None),
    ):
        built = built.add_extension(extension, critical=False)
    _put(folder / "server.key", _pem(key))
    _put(folder / "server.pem", built.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM), 0o644)
    return folder / "server.pem"
