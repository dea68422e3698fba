"""All records sealed together: a tree of hashes over every entry there is (RFC 6962), and the checkpoint that is signed.

A checkpoint says how many leaves the tree had and what their common root was; whoever holds one can later be shown
that everything it covered is still there, unchanged and in the same place. Leaves are the hashes of entries, and of
signing keys as they came. The text has the form of a C2SP checkpoint: origin, size, root; the time in a fourth line.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cstrain.people.rules.keys import SigningKey, is_signed
from cstrain.records.rules.canonical import NotCanonical, canonical, read_time, sha256, time_text

MOST_UNSEALED = 100
SEAL_AFTER = 3600  # seconds that the oldest entry may wait
SHORT = 20  # hex digits of a root that a printed sheet bears


def hashed_leaf(leaf: str) -> bytes:
    return hashlib.sha256(b"\0" + bytes.fromhex(leaf)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def key_leaf(person: str, public: str, made_at: datetime, rp: str = "") -> str:
    """The leaf of a signing key: whose it is and since when; of a passkey also for which host."""
    said = {"key": public, "made_at": time_text(made_at), "person": person, **({"rp": rp} if rp else {})}
    return sha256(canonical(said))


@dataclass
class Tree:
    """Grows by leaves; ``peaks``: roots of the full subtrees it is made of, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: str) -> None:
        top, rest = hashed_leaf(leaf), self.size
        while rest & 1:
            top = _node(self.peaks.pop(), top)
            rest >>= 1
        self.peaks.append(top)
        self.size += 1

    def root(self) -> str:
        """The root of what is in it now, hex; of nothing: the hash of nothing."""
        if not self.peaks:
            return sha256(b"")
        top = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            top = _node(peak, top)
        return top.hex()


def path(leaves: Sequence[str], place: int) -> list[str]:
    """The hashes beside the way from leaf ``place`` up to the root, lowest first."""
    level, found = [hashed_leaf(leaf) for leaf in leaves], []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            found.append(level[beside].hex())
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level, place = pairs + (level[-1:] if len(level) % 2 else []), place // 2
    return found


def root_by(leaf: str, place: int, size: int, beside: Sequence[str]) -> str:
    """The root that the way gives; "" when it is no way."""
    top, last, hashes = hashed_leaf(leaf), size - 1, [bytes.fromhex(one) for one in beside]
    if not 0 <= place < size:
        return ""
    while last > 0:
        if place % 2 or place < last:
            if not hashes:
                return ""
            other = hashes.pop(0)
            top = _node(other, top) if place % 2 else _node(top, other)
        place, last = place // 2, last // 2
    return "" if hashes else top.hex()


@dataclass(frozen=True)
class Sealed:
    """What a checkpoint says."""

    installation: str
    size: int
    root: str
    at: datetime


def checkpoint_text(said: Sealed) -> str:
    root = base64.b64encode(bytes.fromhex(said.root)).decode()
    return f"cstrain/{said.installation}\n{said.size}\n{root}\n{time_text(said.at)}\n"


def read_checkpoint(text: str) -> Sealed | None:
    """None for any other spelling."""
    try:
        origin, size, root, at, rest = text.split("\n")
        found = Sealed(origin.removeprefix("cstrain/"), int(size), base64.b64decode(root).hex(), read_time(at))
        return found if rest == "" and checkpoint_text(found) == text else None
    except (ValueError, NotCanonical):
        return None


def sign_checkpoint(text: str, seed: bytes) -> str:
    return SigningKey(seed).sign(text.encode())


def is_sealed(text: str, signature: str, public: str) -> bool:
    return is_signed(public, text.encode(), signature)


def is_due(unsealed: int, oldest: datetime | None, at: datetime) -> bool:
    """Time for a checkpoint: a hundred entries, or one that has waited an hour."""
    return unsealed >= MOST_UNSEALED or (oldest is not None and (at - oldest).total_seconds() >= SEAL_AFTER)


def mark(size: int, root: str) -> str:
    """A checkpoint as a printed sheet bears it: 1042-3f9c…"""
    return f"{size}-{root[:SHORT]}"
