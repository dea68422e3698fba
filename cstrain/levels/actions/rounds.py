"""What comes round every hour: levels that rest or resume, people who have reached the next level by time alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cstrain.kit import db, jobs
from cstrain.levels.actions.holdings import tend_holds
from cstrain.levels.actions.proposals import propose_everybody

KIND = "levels"


def round_key(at: datetime) -> str:
    """One round an hour."""
    return f"{at:%Y-%m-%dT%H}"


@db.deed
def ask_for_round(at: datetime) -> None:
    jobs.enqueue(KIND, round_key(at), {}, due=at)


@jobs.handles(KIND)
def go_round(_body: dict[str, Any], at: datetime) -> None:
    """The job's handler."""
    tend_holds(at)
    propose_everybody(at)
