"""Values back to text. `write(read(x))` is `tidy(x)`, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from .model import Document, Part, inherited


def _lines(part: Part) -> list[str]:
    lines = [f"{'#' * part.level} {part.title}"] if part.title else []
    lines += [item.written for item in part.items]
    for below in part.parts:
        lines += _lines(below)
    return lines


def canonical_text(part: Part) -> str:
    """The part with its parts as text: no blank lines around it, one final newline; "" for a part without anything."""
    text = "\n".join(_lines(part)).strip("\n")
    return text + "\n" if text else ""


def write(document: Document) -> str:
    """The whole file."""
    return canonical_text(document.head)


def part_hash(part: Part, given: Mapping[str, str] | None = None) -> str:
    """SHA-256 (64 hex digits) of the part's canonical text and what it inherits (by default `inherited(part)`)."""
    held = inherited(part) if given is None else given
    lines = "".join(f"【{key}】{held[key]}\n" for key in sorted(held))
    return hashlib.sha256(f"{canonical_text(part)}\0{lines}".encode()).hexdigest()
