"""Appeals: by when an answer is due."""

from __future__ import annotations

from datetime import date, timedelta

WORKING_DAYS = 3
LEAST, MOST = 5, 1000  # characters of the appeal, and of its answer


def due_on(day: date, working_days: int = WORKING_DAYS) -> date:
    """So many weekdays later; Saturdays and Sundays do not count."""
    left = working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
