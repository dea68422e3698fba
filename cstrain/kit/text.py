"""Text as people type it and as it is shown to those who need not know all of it."""

from __future__ import annotations

import unicodedata


def folded_number(value: str) -> str:
    """An employee number in its one form: NFKC, no blanks, case folded, leading zeros kept."""
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def masked(name: str) -> str:
    """A name for outsiders: the first character stays (林**)."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def masked_number(number: str) -> str:
    """CS-***18: enough for the holder to know it, not for others to use it."""
    return number[:3] + "***" + number[-2:] if len(number) > 5 else "***" + number[-1:]


def clipped(text: str, most: int) -> str:
    """``text``, cut to ``most`` characters with ……."""
    return text if len(text) <= most else text[: most - 2] + "……"
