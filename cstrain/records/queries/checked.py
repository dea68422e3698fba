"""The check of many records: read in batches, and the reckoning shared between processes where it pays."""

from __future__ import annotations

import multiprocessing
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people import queries as people
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead
from cstrain.records.queries.stored import installation_id, record_key, stored
from cstrain.records.rules import Broken, Chain, Key, Opening, Stored, first_broken

PEOPLE = 50  # of one batch
PAYS = 20_000  # entries from which on further processes are worth their start
E, H, P = RecordEntry, RecordHead, PrivateValue


@dataclass(frozen=True)
class Verdict:
    """What came of one person's record. ``erased``: values of it that are no longer there."""

    person_id: str
    entries: int
    erased: int
    broken: Broken | None


def verdicts(person_ids: Iterable[str], processes: int = 0) -> Iterator[Verdict]:
    """Every record checked, in the order of the ids. ``processes``: 0 as many as pay."""
    wanted, key = list(person_ids), record_key()
    parts = [wanted[start : start + PEOPLE] for start in range(0, len(wanted), PEOPLE)]
    many = processes or _worth(wanted)
    if many == 1:
        for part in parts:
            yield from _reckon(chains(part), key)
        return
    with ProcessPoolExecutor(many, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: list[Future[list[Verdict]]] = []
        for part in parts:  # read ahead of the reckoning by no more than a few batches
            waiting.append(pool.submit(_reckon, chains(part), key))
            if len(waiting) > 2 * many:
                yield from waiting.pop(0).result()
        for each in waiting:
            yield from each.result()


def _worth(person_ids: Sequence[str]) -> int:
    entries = sum(
        seq for (seq,) in db.database.session.execute(select(H.seq).where(H.seq > 0)) if len(person_ids) > PEOPLE
    )
    return (os.cpu_count() or 1) if entries >= PAYS else 1


def _reckon(read: list[Chain], key: bytes) -> list[Verdict]:
    """Runs in any process: it needs nothing but what was read."""
    return [
        Verdict(
            one.person,
            len(one.entries),
            sum(1 for opening in one.openings.values() if opening.erased),
            first_broken(one, key),
        )
        for one in read
    ]


def chains(person_ids: Sequence[str]) -> list[Chain]:
    """What is kept of these people's records; four queries. Ids of one batch."""
    session, home = db.database.session, installation_id()
    entries: dict[str, list[Stored]] = defaultdict(list)
    actors: dict[str, set[str]] = defaultdict(set)
    columns = (E.person_id, E.seq, E.prev, E.hash, E.at, E.kind, E.actor, E.subject, E.role, E.text)
    for row in session.execute(select(*columns).where(E.person_id.in_(person_ids)).order_by(E.person_id, E.seq)):
        entries[row.person_id].append(stored(row))
        actors[row.person_id].add(row.actor)
    openings: dict[str, dict[str, Opening]] = defaultdict(dict)
    values = select(P.person_id, P.digest, P.salt, P.value, P.erased_at).where(P.person_id.in_(person_ids))
    for person_id, digest, salt, value, erased_at in session.execute(values):
        openings[person_id][digest] = Opening(salt, value, erased_at is not None)
    heads = {
        person_id: (seq, digest)
        for person_id, seq, digest in session.execute(
            select(H.person_id, H.seq, H.hash).where(H.person_id.in_(person_ids))
        )
    }
    keys = _keys({actor for some in actors.values() for actor in some})
    return [
        Chain(
            installation=home,
            person=one,
            entries=entries[one],
            head=heads.get(one),
            openings=openings[one],
            keys={actor: keys[actor] for actor in actors[one] if actor in keys},
        )
        for one in person_ids
    ]


def _keys(actors: Iterable[str]) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    wanted = list(actors)
    for row in people.keys_of(wanted):
        found[row.person_id].append(Key(row.public, row.made_at, row.ended_at))
    for passkey in people.passkeys_of(wanted):
        found[passkey.person_id].append(Key(passkey.public, passkey.made_at, passkey.ended_at, passkey.rp))
    return dict(found)


def verdict(person_id: str) -> Broken | None:
    """The first broken entry of a person's record, or None."""
    return first_broken(chains([person_id])[0], record_key())


def chain(person_id: str) -> Chain:
    """Everything kept of one person's record, for ``rules.first_broken``."""
    return chains([person_id])[0]
