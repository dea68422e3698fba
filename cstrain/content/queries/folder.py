"""Folders of content on disk, the shipped one among them."""

from __future__ import annotations

from pathlib import Path

from cstrain.content.rules.shelf import facts_in

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ("question_banks", "curricula")
MOST_BYTES = 50 * 1024 * 1024


def shipped_files() -> dict[str, bytes]:
    """The library that comes with cstrain: path from the root → bytes."""
    return {path: data for top in SHIPPED for path, data in files_in(ROOT / top, ROOT).items()}


def files_in(place: Path, root: Path | None = None) -> dict[str, bytes]:
    """The files of a folder (or one file), paths counted from the library's root; of a root only the library itself."""
    base = root or root_of(place)
    place = place.resolve()
    tops = [place / top for top in SHIPPED if (place / top).is_dir()] or [place]
    found = [place] if place.is_file() else sorted(each for top in tops for each in top.rglob("*") if each.is_file())
    return {
        each.relative_to(base).as_posix(): each.read_bytes()
        for each in found
        if not any(piece.startswith(".") for piece in each.relative_to(base).parts)
    }


def root_of(place: Path) -> Path:
    """The library's root for a path inside it: above question_banks or curricula; else the folder itself."""
    full = place.resolve()
    inside = [full, *full.parents]
    top = next((each for each in inside if each.name in SHIPPED), None)
    if top is not None:
        return top.parent
    return full.parent if full.is_file() else full


def facts() -> frozenset[str] | None:
    """Numbers of the facts that banks should cover; None when the list is not there."""
    path = ROOT / "docs" / "facts.md"
    return facts_in(path.read_text(encoding="utf-8")) if path.is_file() else None
