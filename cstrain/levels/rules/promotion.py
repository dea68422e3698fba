"""A promotion: proposed by computation, decided by a person; which months it may take effect in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from cstrain.kit.errors import Refusal
from cstrain.people.rules import add_months

MONTHS_BACK, MONTHS_AHEAD = 1, 3  # how far the effective month may lie from the month of the decision
MEANING = "已核对依据，同意晋升"  # what the approving signature says; part of the record, never translated
DECLINED = "已核对依据，这次不晋升"


class Basis(StrEnum):
    """What a level rests on."""

    PROMOTION = "promotion"
    TAKEN_OVER = "存量认定"


class PromotionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"  # the grounds fell away before anybody decided


class PromotionEvent(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    LAPSE = "lapse"


NEXT: dict[tuple[PromotionState, PromotionEvent], PromotionState] = {
    (PromotionState.PROPOSED, PromotionEvent.APPROVE): PromotionState.APPROVED,
    (PromotionState.PROPOSED, PromotionEvent.DECLINE): PromotionState.DECLINED,
    (PromotionState.PROPOSED, PromotionEvent.LAPSE): PromotionState.LAPSED,
}


def next_state(state: str, event: PromotionEvent) -> PromotionState:
    """The state after ``event``; refused when the proposal has been settled."""
    try:
        return NEXT[(PromotionState(state), event)]
    except KeyError:
        raise Refusal("promotion_is_settled") from None


def month_text(day: date) -> str:
    """2026-10-26 → ``2026-10``."""
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    """``2026-10`` → its first day."""
    return date.fromisoformat(f"{month}-01")


def months_offered(today: date, since: date | None) -> list[str]:
    """The effective months one may choose, the month of today among them: last month to three months ahead, and not
    before the present level began."""
    first = today.replace(day=1)
    months = [add_months(first, step) for step in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    return [month_text(month) for month in months if since is None or month >= since.replace(day=1)]


def require_month(month: str, today: date, since: date | None) -> None:
    offered = months_offered(today, since)
    if month not in offered:
        raise Refusal("month_out_of_range", first=offered[0], last=offered[-1])


def proposed_again_from(declined_on: date) -> date:
    """Who was declined is not proposed for the same level again before the first day of the next month."""
    return add_months(declined_on.replace(day=1), 1)
