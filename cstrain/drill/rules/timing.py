"""What a measured time is worth: a device may say how long the answer took, the server says how long it can have taken."""

from __future__ import annotations

SLACK = 5_000  # milliseconds a slow connection may need to bring the card and to take the answer back
LONGEST = 24 * 3600 * 1000  # a card left open over night says nothing about speed


def measured(claimed: int | None, elapsed: int) -> int:
    """Milliseconds that count for an answer, at least 1.

    ``elapsed``: from handing the card out to receiving the answer, by the server's clock. ``claimed``: what the device
    measured between showing and answering; None when it measured nothing. A claim may leave out the way there and back,
    ``SLACK`` at most, and is never longer than the whole.
    """
    whole = min(max(1, elapsed), LONGEST)
    if claimed is None:
        return whole
    return max(1, min(max(claimed, whole - SLACK), whole))
