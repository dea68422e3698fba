"""Pictures that a file brings with its questions: known by their bytes, small before they are opened, written anew."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

from PIL import Image, UnidentifiedImageError

from cstrain.bank.rules.exchange.item import STEM, Item
from cstrain.kit import files
from cstrain.kit.errors import Refusal

MOST_PIXELS = 25_000_000
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def keep_pictures(items: Iterable[Item]) -> dict[str, str]:
    """Keep them; name in the texts → SHA-256. One that cannot be kept keeps its question out."""
    kept: dict[str, str] = {}
    for item in items:
        for name, coded in item.pictures.items():
            try:
                made = files.keep(anew(base64.b64decode(coded), name.rpartition(".")[2]))
            except Refusal:
                item.refuse(STEM, f"图片 {name} 读不出来，或者太大：换一张再导入")
            else:
                kept[name] = made.sha256
    return kept


def anew(data: bytes, ending: str) -> bytes:
    """The same picture without what else stood in its file; drawings in SVG are looked through and kept as they are.

    Refuses what is no picture, another kind than its name says, or larger than 25 million pixels.
    """
    _mimetype, found = files.kind_of(data)
    if found != ending:
        raise Refusal("file_kind_unknown")
    if found == "svg":
        return data
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[found]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("file_too_large", most=files.MOST // 1024 // 1024)
            out = io.BytesIO()
            shown = picture.convert("RGB") if found == "jpg" else picture
            shown.save(out, FORMATS[found])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError) as broken:
        raise Refusal("file_kind_unknown") from broken
    return out.getvalue()
