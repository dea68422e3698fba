"""Documents typeset by typst: A4, Chinese fonts embedded, PDF/A-3. Heavy: imported where the worker needs it.

What people typed goes in as data, never as markup. Fonts come from FONTS (a folder) or from where Linux distributions
put Noto Sans CJK; nothing is loaded from outside.
"""

from __future__ import annotations

import bisect
import functools
import json
import mmap
import os
import re
import struct
from pathlib import Path
from typing import Any

from cstrain.kit.errors import Refusal

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk")
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Source Han Sans CN")
GETA = "〓"  # what printers set where a character is wanting
BREAK = "\u200b"  # where a line may break inside a long run of letters and digits
_RUN = re.compile(r"[!-~]{12,}")


def breakable(value: Any) -> Any:
    """Texts with places to break in what has none, so that no cell runs over: every eight of a long run."""
    if isinstance(value, str):
        return (
            value if value.startswith("<svg") else _RUN.sub(lambda run: BREAK.join(re.findall(".{1,8}", run[0])), value)
        )
    if isinstance(value, list):
        return [breakable(one) for one in value]
    if isinstance(value, dict):
        return {name: breakable(one) for name, one in value.items()}
    return value


def coverage(font: Path) -> list[tuple[int, int]]:
    """The code points an OpenType font or collection has glyphs for, as ranges; read from its cmap (format 12)."""
    with font.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        tables = struct.unpack_from(">H", data, start + 4)[0]
        entries = [struct.unpack_from(">4sIII", data, start + 12 + 16 * at) for at in range(tables)]
        cmap = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
        count = struct.unpack_from(">H", data, cmap + 2)[0]
        for at in range(count):
            offset = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * at)[0]
            if struct.unpack_from(">H", data, offset)[0] == 12:
                groups = struct.unpack_from(">I", data, offset + 12)[0]
                flat = struct.unpack_from(f">{3 * groups}I", data, offset + 16)
                return sorted(zip(flat[::3], flat[1::3], strict=True))
    return []


@functools.cache
def _printable(folders: tuple[str, ...]) -> list[tuple[int, int]]:
    files = [file for folder in folders for file in sorted(Path(folder).glob("*"))]
    named = [file for file in files if re.match(r"(Noto|SourceHan)Sans(CJK|SC|CN)?.*Regular\.(ttc|otf|ttf)", file.name)]
    return coverage(named[0]) if named else []


def missing(text: str) -> set[str]:
    """Characters of ``text`` that the font has no glyph for; nothing when its coverage cannot be read."""
    ranges = _printable(tuple(_folders()))
    ends = [last for _first, last in ranges]
    found = set()
    for one in set(text) - {"\n", BREAK} if ranges else ():
        place = bisect.bisect_left(ends, ord(one))
        if place == len(ranges) or ranges[place][0] > ord(one):
            found.add(one)
    return found


def printable(value: Any, gone: set[str]) -> Any:
    """``value`` with 〓 in place of ``gone``: a sheet says that something stands there."""
    if isinstance(value, str):
        return "".join(GETA if one in gone else one for one in value)
    if isinstance(value, list):
        return [printable(one, gone) for one in value]
    if isinstance(value, dict):
        return {name: printable(one, gone) for name, one in value.items()}
    return value


def _folders() -> list[str]:
    return [one for one in (os.environ.get("FONTS", ""), *FOLDERS) if one and Path(one).is_dir()]


def fonts() -> Any:
    """The fonts there are; refused as ``no_chinese_font`` when none of them writes Chinese."""
    import typst

    folders = _folders()
    found = typst.Fonts(include_system_fonts=not folders, include_embedded_fonts=False, font_paths=folders)
    if not set(found.families()) & set(FAMILIES):
        raise Refusal("no_chinese_font")
    return found


def typeset(template: str, data: dict[str, Any], attached: str, *, form: str = "pdf", ppi: float = 80) -> Any:
    """The document as bytes, PDF/A-3b with ``attached`` (JSON) in it; ``form`` png: a list of pages for a look.

    RuntimeError when typst has anything to warn of: a sheet with a missing font is not printed.
    """
    import typst

    gone = missing(json.dumps(data, ensure_ascii=False))
    if gone:
        codes = " ".join(sorted(f"U+{ord(one):04X}" for one in gone))
        data = {**printable(data, gone), "note": f"{data.get('note', '')}〓：字体里没有的字，{codes}。"}
    said = {
        "data": json.dumps(breakable(data), ensure_ascii=False),
        "attached": attached,
        "families": json.dumps(FAMILIES),
    }
    options: dict[str, Any] = {"pdf_standards": ["a-3b"]} if form == "pdf" else {"ppi": ppi}
    press: Any = typst
    made, warnings = press.compile_with_warnings(
        str(TEMPLATES / template), root=str(TEMPLATES), font_paths=fonts(), format=form, sys_inputs=said, **options
    )
    spoken = [warning.message for warning in warnings if "unknown font family" not in warning.message]
    if spoken:
        raise RuntimeError(f"{template}: {spoken}")
    return made
