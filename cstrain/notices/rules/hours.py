"""What is told, and when: five kinds, each at an hour the firm sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTES = 24 * 60


class Kind(StrEnum):
    """What a team is told once a day."""

    OWED = "owed"
    EXAM = "exam"
    DECIDE = "decide"
    ENDING = "ending"
    RULE = "rule"


# Minutes after midnight until the firm sets its own: before work for what is to be done today, before going home for the rest.
USUAL: dict[Kind, int] = {Kind.OWED: 1020, Kind.EXAM: 1020, Kind.DECIDE: 540, Kind.ENDING: 540, Kind.RULE: 570}
MAIL_HOUR = "mail"
USUAL_MAIL = 510
LATE = 120  # minutes after its hour beyond which a message of today is not sent any more


def read_hour(text: str) -> int | None:
    """``17:00`` as minutes after midnight; None for what is none."""
    hour, colon, minute = text.strip().replace("：", ":").partition(":")
    if not colon or not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and len(minute) == 2 and found < MINUTES else None


def hour_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def due(hours: Mapping[str, int], at: datetime, zone: ZoneInfo) -> list[str]:
    """What is to be told now: its hour has come, less than two hours ago (a server that stood still wakes nobody late)."""
    local = at.astimezone(zone)
    now = local.hour * 60 + local.minute
    return [name for name, minutes in hours.items() if minutes <= now < minutes + LATE]


def since(hour: int, on: date, zone: ZoneInfo) -> datetime:
    """From when on news count for the message of ``on``: yesterday's hour."""
    before = on - timedelta(days=1)
    return datetime(before.year, before.month, before.day, hour // 60, hour % 60, tzinfo=zone)
