"""Small changes to texts that the desk makes itself: a version line, another key, what changed in a register."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cstrain.kit.content import Document, Malformed, canonical_text, is_id, made_here, read, tidy, version_of
from cstrain.kit.errors import Refusal

MOST_NAME = 80


def declared(document: Document) -> tuple[int, int]:
    """The version a text declares in its head."""
    try:
        return version_of(document.head).number
    except Malformed:
        return (1, 0)


def numbered(entry: Document, text: str, before: Document, edit: tuple[bool, str]) -> str:
    """The text with the next 【版本】 in its head, behind the attributes that are there; ``edit``: (major, why).

    A text that counts on by itself is left as it is.
    """
    held, (is_major, reason) = declared(before), edit
    if declared(entry) > held:
        return text
    number = f"{held[0] + 1}" if is_major else f"{held[0]}.{held[1] + 1}"
    lines = text.split("\n")
    said = f"【版本】{number} {' '.join(reason.split())}"
    end = next((place for place, line in enumerate(lines) if place and not line.startswith("【")), len(lines))
    own = next((place for place in range(1, end) if lines[place].startswith("【版本】")), None)
    if own is None:
        lines.insert(end, said)
    else:
        lines[own] = said
    return tidy("\n".join(lines))


def copied(text: str, key: str, name: str) -> str:
    """A text under another key and name, as its first version."""
    first, _, rest = text.partition("\n")
    kind = first.lstrip("#").split(None, 1)[0]
    kept = [line for line in rest.split("\n") if not re.match(r"【(版本|状态|曾用名)】", line)]
    return tidy("\n".join([f"# {kind} {key} {' '.join(name.split())}", *kept]))


def require_own_key(key: str, taken: bool) -> None:
    """Keys that a firm gives carry an x of their own, so that no shipped key ever meets them."""
    if not is_id("slug", key) or not made_here(key) or len(key) > 40:
        raise Refusal("key_not_own", key=key[:40])
    if taken:
        raise Refusal("key_is_taken", key=key)


@dataclass(frozen=True)
class RegisterEdit:
    """What a new text of a register does to its rules: texts of changed ones by id, ids that are new or gone."""

    changed: dict[str, str]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    order: bool


def register_edit(old: str, new: str) -> RegisterEdit:
    """Compare two texts of a register rule by rule."""
    before, after = _parts(old), _parts(new)
    changed = {name: text for name, text in after.items() if name in before and text != before[name]}
    new_ids = tuple(name for name in after if name not in before)
    gone = tuple(name for name in before if name not in after)
    return RegisterEdit(changed, new_ids, gone, [n for n in after if n in before] != [n for n in before if n in after])


def _parts(text: str) -> dict[str, str]:
    return {part.id: canonical_text(part) for part in read(text).parts}
