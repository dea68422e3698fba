"""An uploaded zip of a folder: refused before anything of it is unpacked when it is a bomb or leaves its folder."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from cstrain.kit.errors import Refusal

MOST_FILES = 2000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_TEXT = 200 * 1024  # what the reader takes of one text
MOST_RATIO = 100
SMALL = 1024 * 1024  # below this a high ratio is no bomb: texts pack well
LINK = 0o120000
ENCRYPTED = 0x1
UTF8 = 0x800
ROOTS = ("question_banks", "curricula")


def is_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip by their path from the library's root; refusals ``zip_unreadable``, ``zip_too_large``,
    ``zip_leaves_folder``, ``zip_has_link``, ``zip_name_twice``, ``zip_name_unreadable``. The sums in the directory are checked first; members are then read with those sums as ceiling."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [
                one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")
            ]
            _require_sane(listed)
            names = [_from_root(_name(entry)) for entry in listed]
            if len(set(names)) < len(names):
                raise Refusal("zip_name_twice", name=next(name for name in names if names.count(name) > 1)[:80])
            return {name: _contents(archive, entry) for name, entry in zip(names, listed, strict=True)}
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, UnicodeDecodeError) as broken:
        raise Refusal("zip_unreadable") from broken


def _require_sane(listed: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in listed)
    packed = sum(entry.compress_size for entry in listed) or 1
    bomb = unpacked > SMALL and unpacked / packed > MOST_RATIO
    if len(listed) > MOST_FILES or unpacked > MOST_UNPACKED or bomb:
        raise Refusal("zip_too_large", files=MOST_FILES, megabytes=MOST_UNPACKED // 1024 // 1024)
    for entry in listed:
        name = _name(entry)
        if (entry.external_attr >> 16) & 0o170000 == LINK:
            raise Refusal("zip_has_link", name=name[:80])
        if not _stays_inside(name):
            raise Refusal("zip_leaves_folder", name=name[:80])
        if entry.flag_bits & ENCRYPTED:
            raise Refusal("zip_unreadable")


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: what does not say that it is UTF-8 was read as CP437 and is UTF-8 or GB18030 all the same."""
    if entry.flag_bits & UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        written = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("zip_name_unreadable", name=entry.filename[:80])


def _stays_inside(name: str) -> bool:
    pieces = name.split("/")
    return not (name.startswith("/") or "\\" in name or ":" in pieces[0] or ".." in pieces or "\0" in name)


def _contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; one whose size lies ends in a broken checksum or here."""
    with archive.open(entry) as member:
        data = member.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise Refusal("zip_unreadable")
    return data


def _from_root(name: str) -> str:
    """The path from ``question_banks`` or ``curricula`` on; a folder that holds neither is taken as it is."""
    found = re.search(rf"(?:^|/)((?:{'|'.join(ROOTS)})/.*)", name)
    return found[1] if found else name
