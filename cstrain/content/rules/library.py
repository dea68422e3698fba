"""A library as one value: texts with their places, and the files beside them, wherever they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from cstrain.content.rules.kinds import LESSON, ORDER, Kind, kind_of, post_of
from cstrain.kit.content import Document, Problem, errors, images_of, read, tidy, write

BESIDE = "attached"  # attached/L04/plan.pdf lies beside lesson L04 and belongs to it
FILE_TYPES = (".svg", ".png", ".jpg", ".webp", ".pdf", ".mp4")
PICTURES = (".svg", ".png", ".jpg", ".webp")
QUIET = (".ds_store", "thumbs.db", "desktop.ini")  # what file managers leave in folders and zips


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a library. ``path`` counts from the library's root; ``post`` is the folder of its post."""

    path: str
    kind: Kind
    document: Document
    post: str = ""

    @property
    def key(self) -> str:
        return self.document.id

    @property
    def name(self) -> tuple[str, str]:
        """What it is: (slug of the kind, key)."""
        return (self.kind.slug, self.document.id)

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def text(self) -> str:
        """Its canonical text."""
        return write(self.document)

    @property
    def is_readable(self) -> bool:
        """Whether the grammar found nothing wrong."""
        return not errors(self.document)


@dataclass(frozen=True)
class Library:
    """Texts in the order in which they are loaded; ``files``: path → SHA-256 of what lies beside them.

    ``strays``: problems of files that are neither text of a known kind nor an attachment.
    """

    entries: tuple[Entry, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    strays: tuple[Problem, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        """The entries of these kinds."""
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    def find(self, slug: str, key: str) -> Entry | None:
        """The text of that kind and key."""
        return next((entry for entry in self.entries if entry.name == (slug, key)), None)

    def beside(self, entry: Entry) -> dict[str, str]:
        """What a text shows or carries: name as the text uses it → SHA-256. A missing picture is left out."""
        base = f"{entry.folder}/" if entry.folder else ""
        found: dict[str, str] = {}
        for part in entry.document.head.walk():
            for image in images_of(part):
                if base + image.path in self.files:
                    found[image.path] = self.files[base + image.path]
        if entry.kind is LESSON:
            own = f"{base}{BESIDE}/{entry.key}/"
            found |= {path.removeprefix(own): digest for path, digest in self.files.items() if path.startswith(own)}
        return found

    def pictures_in(self, folder: str) -> frozenset[str]:
        """Names such as img/x.svg of the pictures that lie beside the texts of a folder."""
        base = f"{folder}/img/" if folder else "img/"
        return frozenset("img/" + path.removeprefix(base) for path in self.files if path.startswith(base))

    def digest(self, entry: Entry) -> str:
        """SHA-256 of the text and of what it shows: the same digest, the same content."""
        listed = "".join(f"\n{name} {digest}" for name, digest in sorted(self.beside(entry).items()))
        return hashlib.sha256((entry.text + listed).encode()).hexdigest()

    def overlaid(self, brought: Library) -> Library:
        """This library with the texts and files of another laid over it; what is not brought stays."""
        names = {entry.name for entry in brought.entries}
        kept = [entry for entry in self.entries if entry.name not in names]
        return library([*kept, *brought.entries], {**self.files, **brought.files}, brought.strays)


def library(entries: Iterable[Entry], files: Mapping[str, str], strays: Iterable[Problem] = ()) -> Library:
    """A library with its texts in load order."""
    ordered = sorted(entries, key=lambda entry: (ORDER[entry.kind.slug], entry.path))
    return Library(tuple(ordered), dict(files), tuple(strays))


@lru_cache(maxsize=1024)
def _read(source: str | bytes, path: str) -> Document:
    return read(source, path)


def entry_of(path: str, source: str | bytes, post: str | None = None) -> Entry | Problem:
    """The text of a file, or what keeps it from being one."""
    document = _read(source, path)
    kind = kind_of(document)
    if kind is None or not document.id:
        first = next((problem for problem in document.problems if not problem.warning), None)
        return first or Problem(1, "第 1 行要是标题：写成「# 类型 编号 名称」", path)
    return Entry(path, kind, document, post_of(path) if post is None else post)


def read_library(files: Mapping[str, bytes]) -> Library:
    """The library in these files (path → bytes); nothing is opened, nothing fails."""
    entries: list[Entry] = []
    strays: list[Problem] = []
    beside: dict[str, str] = {}
    for path, data in sorted(files.items()):
        name = path.rsplit("/", 1)[-1].casefold()
        if name.endswith(".md"):
            found = entry_of(path, data)
            (entries if isinstance(found, Entry) else strays).append(found)  # type: ignore[arg-type]
        elif name.endswith(FILE_TYPES):
            beside[path] = hashlib.sha256(data).hexdigest()
        elif name not in QUIET:
            strays.append(Problem(1, f"不收这种文件：只收 .md 和 {'、'.join(FILE_TYPES)}", path))
    return library(entries, beside, strays)


def renamed(entry: Entry, path: str) -> Entry:
    """The same text at another place; its problems speak of the new one."""
    problems = tuple(replace(problem, file=path) for problem in entry.document.problems)
    return replace(entry, path=path, document=replace(entry.document, file=path, problems=problems))


def canonical(source: bytes) -> str:
    """The canonical text of a file, as ``flask content tidy`` writes it; "" for what is no text."""
    try:
        return tidy(source.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return ""
