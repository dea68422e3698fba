"""What limits of scenes come to before the firm has decided: the values that the file of decisions suggests."""

from __future__ import annotations

from fractions import Fraction

from cstrain.kit.content import Document, Malformed, setting

OPEN = "由企业决定"


def suggested(document: Document) -> dict[str, Fraction]:
    """Decisions with a number, by name: what the file sets, else what it suggests."""
    found: dict[str, Fraction] = {}
    for part in document.parts:
        written = part.own("取值") if part.own("取值") not in ("", OPEN) else part.own("建议")
        try:
            held = setting(" ".join(written.split()[:2]))
        except Malformed:
            continue
        if held.quantity is not None:
            found[part.id] = held.quantity.number
    return found
