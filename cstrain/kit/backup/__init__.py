"""A copy of the whole installation in one file, made while people work, and put back into an empty place.

``write`` takes the database as of one instant and then the instance's files: an attachment is kept before the row that
names it is committed, so the copy holds a file for every row. ``Archive`` reads such a file and believes nothing in it:
every part has its size and SHA-256 in the manifest, names lead nowhere but into the target. ``locked`` seals the file
with a pass phrase. PostgreSQL is copied table by table with COPY, so that no client program of the right version is
needed; its tables are made by our own migrations. Nothing here knows a room: whether the record in the copy still
holds is asked by ``cstrain.copies``.
"""

from cstrain.kit.backup.archive import Archive, BadCopy, Manifest
from cstrain.kit.backup.kept import Copy, copies, expired, forget, named, remember
from cstrain.kit.backup.locked import is_locked, lock, unlock
from cstrain.kit.backup.places import SERVING, SQLITE, aside, leftovers, put_files
from cstrain.kit.backup.take import write

__all__ = [
    "SERVING",
    "SQLITE",
    "Archive",
    "BadCopy",
    "Copy",
    "Manifest",
    "aside",
    "copies",
    "expired",
    "forget",
    "is_locked",
    "leftovers",
    "lock",
    "named",
    "put_files",
    "remember",
    "unlock",
    "write",
]
