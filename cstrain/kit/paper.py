"""What is printed: QR codes as SVG, quiet zone included, readable in dark mode (black on white)."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr(text: str, title: str, name: str | None = None) -> Markup:
    """A QR code (error correction M) as inline SVG without style attributes. ``name``: its id, for pages that show it often."""
    code = segno.make(text, error="m", micro=False)
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        light="#fff",
        svgclass="qr",
        svgid=name,
        lineclass=None,
        omitsize=True,
        title=title,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made here; the title is escaped by segno
