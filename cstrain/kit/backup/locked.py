"""A copy sealed with a pass phrase: AES-256-GCM in chunks, each bound to its place and the last to being the last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cstrain.kit.backup.archive import CHUNK, BadCopy

MAGIC = b"CSTRAIN-LOCKED-1"
SALT, PREFIX, TAG = 16, 7, 16


def is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _key(phrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, 32, n=2**15, r=8, p=1).derive(phrase.encode()))


def _nonce(prefix: bytes, place: int, last: bool) -> bytes:
    return prefix + place.to_bytes(4, "big") + bytes([last])


def _chunks(file: IO[bytes], size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(place, chunk, is it the last)."""
    chunk, place = file.read(size), 0
    while True:
        after = file.read(size)
        yield place, chunk, not after
        if not after:
            return
        chunk, place = after, place + 1


def lock(source: Path, out: Path, phrase: str) -> None:
    """``out`` is made anew, readable by its owner alone."""
    salt, prefix = os.urandom(SALT), os.urandom(PREFIX)
    key = _key(phrase, salt)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as file:
        file.write(MAGIC + salt + prefix)
        for place, chunk, last in _chunks(plain, CHUNK):
            file.write(key.encrypt(_nonce(prefix, place, last), chunk, MAGIC))
        file.flush()
        os.fsync(file.fileno())


def unlock(source: Path, out: Path, phrase: str) -> None:
    """BadCopy("phrase") when the pass phrase is another, or the file was cut or changed."""
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as file, os.fdopen(handle, "wb") as plain:
        head = file.read(len(MAGIC) + SALT + PREFIX)
        salt, prefix = head[len(MAGIC) : -PREFIX], head[-PREFIX:]
        key = _key(phrase, salt)
        try:
            for place, chunk, last in _chunks(file, CHUNK + TAG):
                plain.write(key.decrypt(_nonce(prefix, place, last), chunk, MAGIC))
        except InvalidTag as error:
            raise BadCopy("phrase") from error
