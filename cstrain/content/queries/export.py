"""The kept library as files again: the texts byte for byte, attachments beside them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from cstrain.content.queries.kept import kept_library
from cstrain.kit import files

WHEN = (2000, 1, 1, 0, 0, 0)  # the same library gives the same bytes
PACKED = (".mp4", ".png", ".jpg", ".webp", ".pdf")


def exported() -> Iterator[tuple[str, bytes]]:
    """(path from the library's root, bytes) of everything that is kept, in the order of the paths."""
    kept = kept_library()
    texts = {entry.path: entry.text.encode() for entry in kept.entries}
    for path in sorted({*texts, *kept.files}):
        yield path, texts[path] if path in texts else files.fetch(kept.files[path])


def write_zip(out: IO[bytes]) -> int:
    """The library as a zip; returns how many files it holds."""
    written = 0
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in exported():
            entry = zipfile.ZipInfo(path, WHEN)
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
            written += 1
    return written
