"""The shipped pictures: told to a screen reader, and drawn for dark as well as for light."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "curricula").rglob("*.svg"), *(ROOT / "question_banks").rglob("*.svg")])
SVG = "{http://www.w3.org/2000/svg}"
RULE = re.compile(r'(\w*)\[(fill|stroke)="(#[0-9a-f]{6})"\] \{ \2: (#[0-9a-f]{6}) \}')
CARD = "#e3eff4"


def light(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_picture_is_told_in_words(path: Path) -> None:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    told = {part.get("id"): part.text for part in (root[0], root[1])}
    assert (root[0].tag, root[1].tag, root.get("role")) == (f"{SVG}title", f"{SVG}desc", "img")
    assert (root.get("aria-labelledby") or "").split() == list(told)
    assert len(told[root[1].get("id")] or "") > 30


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_colour_has_one_for_dark_and_words_stand_out_in_both(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    style = text[text.index("(prefers-color-scheme: dark)") : text.index("</style>")]
    dark = {(tag, attribute, of): to for tag, attribute, of, to in RULE.findall(style)}
    cards = {"light": CARD, "dark": dark["", "fill", CARD]}
    for element in ElementTree.fromstring(text).iter():
        tag = element.tag.removeprefix(SVG)
        for attribute in ("fill", "stroke"):
            colour = element.get(attribute, "none")
            if colour == "none":
                continue
            changed = dark.get((tag, attribute, colour)) or dark.get(("", attribute, colour))
            assert changed, f"<{tag} {attribute}={colour}> stays as it is in dark"
            if tag == "text" and colour != "#ffffff":  # white stands on bars, not on the card
                assert contrast(colour, cards["light"]) >= 4.5
                assert contrast(changed, cards["dark"]) >= 4.5
