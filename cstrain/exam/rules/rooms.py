"""Who may begin in a room: the code, the network, the hour, the identity; and how fast a crowd is let in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cstrain.kit.errors import Refusal


@dataclass(frozen=True)
class Door:
    """The terms of one room. ``networks``: allowed ones, none: any."""

    opens_at: datetime
    closes_at: datetime
    late: timedelta
    networks: tuple[str, ...]
    checks_identity: bool


def read_networks(text: str) -> tuple[str, ...]:
    """Networks as written, blanks between: 10.0.0.0/8 192.168.1.7. Refusal ``network_unreadable``."""
    found = []
    for word in text.split():
        try:
            found.append(str(ipaddress.ip_network(word, strict=False)))
        except ValueError:
            raise Refusal("network_unreadable", word=word) from None
    return tuple(found)


def is_within(address: str, networks: tuple[str, ...]) -> bool:
    """Does the address lie in one of them; with none it does."""
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return not networks
    return not networks or any(here in ipaddress.ip_network(each) for each in networks)


def require_room_open(door: Door, at: datetime, *, is_let_in: bool) -> None:
    """Refusals ``room_not_open``, ``too_late_for_room`` (unless the invigilator let them in)."""
    if not door.opens_at <= at < door.closes_at:
        raise Refusal("room_not_open")
    if at > door.opens_at + door.late and not is_let_in:
        raise Refusal("too_late_for_room")


def require_admission(door: Door, at: datetime, address: str, *, is_checked: bool, is_let_in: bool) -> None:
    """Everything that beginning in a room asks. Refusals: those above, ``not_in_this_network``, ``identity_not_checked``."""
    require_room_open(door, at, is_let_in=is_let_in)
    if not is_within(address, door.networks):
        raise Refusal("not_in_this_network")
    if door.checks_identity and not is_checked:
        raise Refusal("identity_not_checked")


def turn(last: float, at: float, rate: float, burst: float) -> float:
    """When the next one may begin, if the last turn given was ``last``: ``rate`` a second, after ``burst`` seconds' worth at once.

    All in seconds of one clock. Whoever is given a turn keeps it, and nobody who stays away holds up the others.
    """
    return max(at - burst, last) + 1 / rate
