"""The organisation's seal on a PDF: one PAdES signature (ETSI EN 319 142) after which nothing may be changed.

The key and its self-signed certificate are made at the first sealing, in INSTANCE/seal; a firm that has a certificate
of its own puts it there as key.pem and certificate.pem. Heavy: imported where the worker needs it.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEARS = timedelta(days=3650)
FIELD = "OrganisationSeal"


def certificate_of(instance: Path, firm: str, at: datetime) -> Path:
    """The folder with the seal's key and certificate; made when there is none."""
    folder = instance / "seal"
    if not (folder / "certificate.pem").exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        _make(folder, firm, at)
    return folder


def _make(folder: Path, firm: str, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, firm[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{firm[:40]} cstrain"),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(at.astimezone(UTC) + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for file, data in (("key.pem", plain), ("certificate.pem", made.public_bytes(serialization.Encoding.PEM))):
        handle = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)


def sealed(pdf: bytes, folder: Path, *, reason: str) -> bytes:
    """``pdf`` with the organisation's seal: whatever is changed or added afterwards is found."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    simple: Any = signers.SimpleSigner
    signer = simple.load(str(folder / "key.pem"), str(folder / "certificate.pem"))
    if signer is None:
        raise RuntimeError("the seal's key or certificate cannot be read")
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer, output=out)
    return out.getvalue()


def seal_holds(pdf: bytes, folder: Path) -> bool:
    """Is the seal this organisation's, and is nothing changed since? Only the whole verdict counts."""
    from pyhanko import keys
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    reading: Any = keys
    own = reading.load_cert_from_pemder(str(folder / "certificate.pem"))
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(found) != 1:
            return False
        context = ValidationContext(trust_roots=[own], allow_fetching=False, revocation_mode="soft-fail")
        return bool(validate_pdf_signature(found[0], context).bottom_line)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, OSError):
        return False
