"""How many wrong tries there may be, by account and by address.

Five wrong ones in a row shut an account's door for a quarter of an hour. An address is counted apart and high, because
a call centre stands behind one: wrong tries of accounts that got in afterwards from there do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

MOST_WRONG, MOST_AT_ADDRESS = 5, 100
WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Tried:
    """One try: when, for which account, right or wrong."""

    at: datetime
    account: str
    good: bool


def wrong_in_a_row(tries: Sequence[Tried], at: datetime) -> list[datetime]:
    """The wrong tries of one account after its last right one, within the last quarter of an hour, oldest first."""
    found: list[datetime] = []
    for one in sorted(tries, key=lambda each: each.at):
        found = [] if one.good else [*found, one.at]
    return [when for when in found if when > at - WAIT]


def shut_until(tries: Sequence[Tried], at: datetime) -> datetime | None:
    """When this account may try again; None: now."""
    wrong = wrong_in_a_row(tries, at)
    return wrong[-1] + WAIT if len(wrong) >= MOST_WRONG else None


def tries_left(tries: Sequence[Tried], at: datetime) -> int:
    """How many more wrong tries this account has before it must wait."""
    return max(0, MOST_WRONG - len(wrong_in_a_row(tries, at)))


def address_is_shut(tries: Sequence[Tried], at: datetime) -> bool:
    """Too many wrong tries from one address, over all accounts that did not get in from there afterwards."""
    open_accounts: dict[str, list[Tried]] = {}
    for one in tries:
        open_accounts.setdefault(one.account, []).append(one)
    return sum(len(wrong_in_a_row(each, at)) for each in open_accounts.values()) >= MOST_AT_ADDRESS


def address_key(address: str) -> str:
    """The address as it is counted: of IPv6 the network of 64 bits, which one household or office owns whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False).network_address) + "/64"
    return str(parsed)
