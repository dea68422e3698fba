"""Attachments: kept in the instance under their SHA-256, known by their first bytes, never by their name."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import current_app

from cstrain.kit.errors import NotYours, Refusal

MOST = 50 * 1024 * 1024
MAGIC: tuple[tuple[bytes, int, str, str], ...] = (
    (b"%PDF-", 0, "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"WEBP", 8, "image/webp", "webp"),
    (b"ftyp", 4, "video/mp4", "mp4"),
)
PHONE_PICTURES = (
    b"heic",
    b"heix",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
)  # begin like films, and browsers do not play them
SVG_DANGER = re.compile(
    rb"<script|\son\w+\s*=|javascript:|<foreignobject|<!entity|<!doctype|href\s*=\s*[\"']\s*(?!#)", re.I
)


@dataclass(frozen=True)
class Kept:
    """An attachment: ``sha256`` hex, media type, extension, size in bytes."""

    sha256: str
    mimetype: str
    extension: str
    size: int


def kind_of(data: bytes) -> tuple[str, str]:
    """(media type, extension) by the first bytes; refused when it is none of those we serve."""
    for magic, offset, mimetype, extension in MAGIC:
        if data[offset : offset + len(magic)] == magic and not (extension == "mp4" and data[8:12] in PHONE_PICTURES):
            return mimetype, extension
    head = data[:1000].lstrip()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head:
        if SVG_DANGER.search(data):
            raise Refusal("file_is_active")
        return "image/svg+xml", "svg"
    raise Refusal("file_kind_unknown")


def require_size(stream: IO[bytes]) -> None:
    """Refuse an upload that is too large before any of it is read into memory."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    _require_size(size)


def _require_size(size: int) -> None:
    if size > MOST:
        raise Refusal("file_too_large", most=MOST // 1024 // 1024)


def keep(data: bytes) -> Kept:
    """Store ``data``, durable before it returns; the same bytes are kept once."""
    _require_size(len(data))
    mimetype, extension = kind_of(data)
    digest = hashlib.sha256(data).hexdigest()
    target = _path(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    return Kept(digest, mimetype, extension, len(data))


def fetch(digest: str) -> bytes:
    """The bytes kept under ``digest``; 404 when there are none or they are no longer the same."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise NotYours
    path = _path(digest)
    if not path.is_file():
        raise NotYours
    return path.read_bytes()


def _path(digest: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "files" / digest[:2] / digest[2:]
