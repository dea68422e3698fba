"""How long personal values are kept, and what keeps them longer."""

from __future__ import annotations

from datetime import date

from cstrain.kit.errors import Refusal
from cstrain.people.rules import add_months

YEARS = 3  # after leaving, unless the installation says otherwise (RETENTION_YEARS)


def kept_until(left_on: date, years: int) -> date:
    """The day from which the values may go."""
    return add_months(left_on, 12 * years)


def require_erasable(left_on: date | None, on: date, years: int, held: bool) -> None:
    """Refusals ``still_here``, ``on_hold``, ``kept_until``."""
    if left_on is None:
        raise Refusal("still_here")
    if held:
        raise Refusal("on_hold")
    if on < kept_until(left_on, years):
        raise Refusal("kept_until", day=kept_until(left_on, years).isoformat())
