"""Lints on what texts point at: {names} that do not exist, pictures that are not there or that nothing shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cstrain.content.rules.kinds import BANK, LESSON, SCENARIO
from cstrain.content.rules.library import BESIDE, PICTURES, Entry
from cstrain.content.rules.shelf import Shelf
from cstrain.kit.content import Problem, images_of, is_id, parent_id, references_of
from cstrain.kit.content.keys import unknown

WHAT = {"rule": "规则", "lesson": "课文", "question": "题目", "scenario": "场景", "phrase": "禁语", "script": "话术"}


def lint_references(shelf: Shelf) -> Iterator[Problem]:
    """References of texts whose own room looks at none of them, then pictures."""
    held: dict[str, Collection[str]] = {
        "rule": shelf.rules.keys(),
        "lesson": {entry.key for entry in shelf.library.of(LESSON)},
        "question": shelf.questions.keys(),
        "scenario": {entry.key for entry in shelf.library.of(SCENARIO)},
        "phrase": shelf.phrases,
        "script": shelf.scripts.keys(),
    }
    for entry in shelf.library.entries:
        yield from _references(entry, held, shelf)
        yield from _pictures(entry, shelf)
    yield from _unshown(shelf)


def _references(entry: Entry, held: dict[str, Collection[str]], shelf: Shelf) -> Iterator[Problem]:
    """Whether names of decisions exist is the own room's check in banks, lessons and scenes; ids are looked at here too."""
    by_room = entry.kind in (BANK, LESSON, SCENARIO)
    for part in entry.document.head.walk():
        for reference in references_of(part):
            name = reference.name
            kind = next((one for one in held if is_id(one, parent_id(name) or name)), "")
            if kind and (parent_id(name) or name) not in held[kind] and not (by_room and kind in ("rule", "lesson")):
                yield entry.document.problem(reference.line, f"{{{name}}} 没有这个{WHAT[kind]}：核对编号")
            if not kind and not by_room and name not in shelf.decisions:
                yield entry.document.problem(reference.line, unknown("决定", name, sorted(shelf.decisions)))


def _pictures(entry: Entry, shelf: Shelf) -> Iterator[Problem]:
    if entry.kind is LESSON:
        return  # its room says so
    there = shelf.library.pictures_in(entry.folder)
    for part in entry.document.head.walk():
        for image in images_of(part):
            if image.path not in there:
                yield entry.document.problem(
                    image.line, f"没有图片 {image.path}：放到文件旁边的 img 文件夹里，或去掉这一行"
                )


def _unshown(shelf: Shelf) -> Iterator[Problem]:
    """Files that no text shows or carries."""
    used: set[str] = set()
    for entry in shelf.library.entries:
        base = f"{entry.folder}/" if entry.folder else ""
        used |= {base + name for name in shelf.library.beside(entry) if name.startswith("img/")}
        if entry.kind is LESSON:
            used |= {path for path in shelf.library.files if path.startswith(f"{base}{BESIDE}/{entry.key}/")}
    for path in sorted(set(shelf.library.files) - used):
        what = "没有课文用到这张图" if path.endswith(PICTURES) else f"不知道附在哪一篇：放进 {BESIDE}/课文编号/ 里"
        yield Problem(1, f"{what}：用上，或删掉", path, warning=True)
