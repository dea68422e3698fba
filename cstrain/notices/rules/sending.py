"""The outbox's own rules: when a message is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

LEASE = timedelta(seconds=60)  # for which one worker holds a message while it sends it
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=30)
KEPT_TRYING = timedelta(hours=24)  # a group message; a system's is tried for a week
KEPT_TRYING_SYSTEM = timedelta(days=7)


def next_try(tries: int, at: datetime, least: timedelta = timedelta(0)) -> datetime:
    """10 s, 20 s, 40 s … half an hour; at least what the receiver asked for."""
    doubled = FIRST_WAIT * (1 << min(tries - 1, 10))
    return at + max(min(doubled, LONGEST_WAIT), least)


def is_given_up(made_at: datetime, at: datetime, *, system: bool) -> bool:
    return at - made_at > (KEPT_TRYING_SYSTEM if system else KEPT_TRYING)
