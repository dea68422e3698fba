"""Where uploaded texts belong: at the path of the piece they are, whatever folder they came in."""

from __future__ import annotations

from collections.abc import Mapping

from cstrain.content.rules.kinds import COURSE, MODULES, usual_path
from cstrain.content.rules.library import Entry, Library, library, renamed
from cstrain.content.rules.zipped import ROOTS


def placed(brought: Library, kept: Library) -> tuple[Library, dict[str, str]]:
    """The library with each text at its place, and for every path as uploaded the path it has now.

    A piece that is known stays where it is; a new one keeps its own path when that lies in the library, else it gets the
    usual one. Pictures move along with the texts that show them.
    """
    moves: dict[str, str] = {}
    entries: list[Entry] = []
    for entry in brought.entries:
        path = _path(entry, kept)
        entries.append(entry if path == entry.path else renamed(entry, path))
        moves[entry.path] = path
        old, new = entry.folder, path.rpartition("/")[0]
        for file in brought.files:
            if old != new and file.startswith(f"{old}/" if old else "") and _belongs(file, old, entry.key):
                moves[file] = f"{new}/{file.removeprefix(f'{old}/' if old else '')}"
    for file in brought.files:
        moves.setdefault(file, file)
    files = {moves[path]: digest for path, digest in brought.files.items()}
    return library(entries, files, brought.strays), moves


def _belongs(file: str, folder: str, key: str) -> bool:
    inside = file.removeprefix(f"{folder}/" if folder else "")
    return inside.startswith(("img/", f"attached/{key}/"))


def _path(entry: Entry, kept: Library) -> str:
    known = kept.find(*entry.name)
    if known is not None:
        return known.path
    taken = {one.path for one in kept.entries}
    if entry.path.startswith(tuple(f"{root}/" for root in ROOTS)) and entry.path not in taken:
        return entry.path
    return _free(usual_path(entry.kind, entry.key, _post(entry, kept)), taken)


def _post(entry: Entry, kept: Library) -> str:
    """The folder of the post: a course's is that of its modules, a modules file's its own key."""
    if entry.kind is MODULES:
        return entry.key
    modules = kept.find(MODULES.slug, entry.document.head.own("模块")) if entry.kind is COURSE else None
    return modules.post if modules else entry.post


def _free(path: str, taken: set[str]) -> str:
    if path not in taken:
        return path
    stem = path.removesuffix(".md")
    return next(other for number in range(2, 1000) if (other := f"{stem}-{number}.md") not in taken)


def moved(files: Mapping[str, bytes], moves: Mapping[str, str]) -> dict[str, bytes]:
    """Bytes by their new paths."""
    return {moves.get(path, path): data for path, data in files.items()}
