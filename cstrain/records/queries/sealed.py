"""The tree over all records: what is not in it yet, whether it still stands, and what anchors outside say of it."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import and_, func, select

from cstrain.kit import db, secrets_file
from cstrain.people.models import Passkey, PersonKey
from cstrain.people.rules.keys import SigningKey
from cstrain.records.models import Checkpoint, RecordEntry, RecordHead, SealedLeaf
from cstrain.records.queries.stored import installation_id
from cstrain.records.rules import Sealed, Tree, is_due, is_sealed, key_leaf, mark, path, read_checkpoint


def checkpoint_seed() -> bytes:
    """The installation's Ed25519 key, the one that also signs the answers of the interface."""
    return secrets_file.secret(Path(current_app.config["INSTANCE"]), "token")


def checkpoint_public() -> str:
    return SigningKey(checkpoint_seed()).public


def last_checkpoint() -> Checkpoint | None:
    return db.database.session.scalar(select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1))


@dataclass(frozen=True)
class Leaf:
    """What will be a leaf: an entry, or with ``seq`` 0 a signing key."""

    at: datetime
    person_id: str
    seq: int
    leaf: str


def _sealed_upto() -> Any:
    here = SealedLeaf.person_id == RecordHead.person_id
    return func.coalesce(select(func.max(SealedLeaf.seq)).where(here).correlate(RecordHead).scalar_subquery(), 0)


def unsealed() -> list[Leaf]:
    """Entries and keys that no checkpoint covers, in the order of their time."""
    session, upto = db.database.session, _sealed_upto()
    waiting = select(RecordHead.person_id, upto.label("upto")).where(RecordHead.seq > upto)
    found: list[Leaf] = []
    for person_id, sealed in session.execute(waiting).all():
        columns = select(RecordEntry.at, RecordEntry.seq, RecordEntry.hash)
        rows = columns.where(RecordEntry.person_id == person_id, RecordEntry.seq > sealed)
        found += [Leaf(at, person_id, seq, digest) for at, seq, digest in session.execute(rows)]
    return sorted([*found, *_new_keys()], key=lambda leaf: (leaf.at, leaf.person_id, leaf.seq))


def _new_keys() -> list[Leaf]:
    session = db.database.session
    sealed = session.scalar(select(func.count()).select_from(SealedLeaf).where(SealedLeaf.seq == 0))
    if sum(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (PersonKey, Passkey)) == sealed:
        return []
    every = [Leaf(row.made_at, row.person_id, 0, leaf_of(row)) for row in _every_key()]
    known = set(session.scalars(select(SealedLeaf.leaf).where(SealedLeaf.seq == 0)))
    return [one for one in every if one.leaf not in known]


def _every_key() -> list[PersonKey | Passkey]:
    session = db.database.session
    return [*session.scalars(select(PersonKey)), *session.scalars(select(Passkey))]


def leaf_of(row: PersonKey | Passkey) -> str:
    rp = row.rp if isinstance(row, Passkey) else ""
    return key_leaf(row.person_id, row.public, row.made_at, rp)


def checkpoint_is_due(at: datetime) -> bool:
    """Mostly one look at an index: was anything written since the last checkpoint?"""
    session, last = db.database.session, last_checkpoint()
    latest = session.scalar(select(func.max(RecordEntry.at)))
    if latest is None or (last is not None and latest <= last.at and not _behind(last)):
        return False
    waiting = unsealed()
    return is_due(len(waiting), min((one.at for one in waiting), default=None), at)


def _behind(last: Checkpoint) -> bool:
    """An entry may bear a time before the checkpoint and have been committed after it."""
    upto = _sealed_upto()
    return db.database.session.scalar(select(RecordHead.person_id).where(RecordHead.seq > upto).limit(1)) is not None


@dataclass(frozen=True)
class LogFault:
    """What is wrong with the tree. ``code``: leaf (an entry or key is not what was sealed), gap, root, signature, text,
    anchor (the newest anchor outside knows a tree that is not here). ``number``: of the checkpoint, 0 for none."""

    code: str
    number: int = 0
    person_id: str = ""
    seq: int = 0


@dataclass(frozen=True)
class LogVerdict:
    checkpoints: int
    size: int
    unsealed: int
    anchor: int  # number of the newest checkpoint that a witness outside knows; 0: none
    fault: LogFault | None


def log_verdict() -> LogVerdict:
    """Every leaf compared with what it seals, every root reckoned anew, every signature checked, the witness asked."""
    session = db.database.session
    checkpoints = list(session.scalars(select(Checkpoint).order_by(Checkpoint.number)))
    anchors = witnessed()
    fault = _tree_fault(checkpoints) or anchor_fault(anchors, checkpoints)
    size = checkpoints[-1].size if checkpoints else 0
    return LogVerdict(len(checkpoints), size, len(unsealed()), anchors[-1]["number"] if anchors else 0, fault)


def _tree_fault(checkpoints: list[Checkpoint]) -> LogFault | None:
    tree, waiting, public, home = Tree(), list(checkpoints), checkpoint_public(), installation_id()
    for number, each in enumerate(checkpoints, start=1):
        said = read_checkpoint(each.text)
        if said != Sealed(home, each.size, each.root, each.at) or each.number != number:
            return LogFault("text", number)
        if not is_sealed(each.text, each.signature, public):
            return LogFault("signature", number)
    with closing(_leaves()) as leaves:  # a fault ends the reading early: the cursor must not stay open
        for place, leaf, person_id, seq, digest in leaves:
            number = waiting[0].number if waiting else 0
            if place != tree.size:
                return LogFault("gap", number)
            if leaf != digest:
                return LogFault("leaf", number, person_id, seq)
            tree.add(leaf)
            if waiting and waiting[0].size == tree.size and waiting.pop(0).root != tree.root():
                return LogFault("root", number)
    if waiting or (tree.size and not checkpoints) or (checkpoints and tree.size != checkpoints[-1].size):
        return LogFault("gap", waiting[0].number if waiting else 0)
    return None


def _leaves() -> Generator[tuple[int, str, str, int, str | None], None, None]:
    """(place, leaf, person, seq, what the entry or key of today comes to)."""
    session = db.database.session
    same = and_(RecordEntry.person_id == SealedLeaf.person_id, RecordEntry.seq == SealedLeaf.seq)
    columns = (SealedLeaf.place, SealedLeaf.leaf, SealedLeaf.person_id, SealedLeaf.seq, RecordEntry.hash)
    rows = select(*columns).outerjoin(RecordEntry, same).order_by(SealedLeaf.place)
    keys = {leaf_of(row) for row in _every_key()}
    with session.execute(rows.execution_options(yield_per=2000)) as read:
        for place, leaf, person_id, seq, digest in read:
            yield place, leaf, person_id, seq, digest if seq else (leaf if leaf in keys else None)


def witnessed() -> list[dict[str, Any]]:
    """What the witness file says, oldest first; lines that are no checkpoints of this installation are left out."""
    file = Path(current_app.config["WITNESS"])
    if not file.is_file():
        return []
    found, home = [], installation_id()
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        said = _read_line(line)
        sealed = read_checkpoint(said.get("text", "")) if said else None
        if sealed is not None and sealed.installation == home:
            found.append({**said, "size": sealed.size, "root": sealed.root})
    return found


def _read_line(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    good = isinstance(said, dict) and isinstance(said.get("text"), str) and isinstance(said.get("number"), int)
    return said if good else {}


def anchor_fault(anchors: list[dict[str, Any]], checkpoints: list[Checkpoint]) -> LogFault | None:
    """History was rolled back or written anew: an anchor knows a checkpoint that is not here, or another in its place."""
    here = {each.size: each.root for each in checkpoints}
    for anchor in reversed(anchors):
        if here.get(anchor["size"]) != anchor["root"]:
            return LogFault("anchor", anchor["number"])
    return None


def rolled_back() -> LogFault | None:
    """The look at start-up: does the newest anchor still find itself here?"""
    anchors = witnessed()[-1:]
    return anchor_fault(anchors, list(db.database.session.scalars(select(Checkpoint)))) if anchors else None


def printed_mark() -> str:
    """The newest checkpoint as a sheet that is printed now bears it; empty before the first."""
    last = last_checkpoint()
    return mark(last.size, last.root) if last is not None else ""


def is_known_mark(printed: str) -> Checkpoint | None:
    """The checkpoint that a printed sheet names, if it stands here."""
    size = printed.split("-", maxsplit=1)[0]
    if not size.isdecimal() or len(size) > 9:
        return None
    found = db.database.session.scalar(select(Checkpoint).where(Checkpoint.size == int(size)))
    return found if found is not None and mark(found.size, found.root) == printed else None


def proofs_of(person_id: str, keys: Iterable[str]) -> dict[str, Any]:
    """The newest checkpoint, and the way to it from the person's last sealed entry and from these keys' leaves; empty
    before the first one."""
    session, last = db.database.session, last_checkpoint()
    if last is None:
        return {}
    leaves = list(session.scalars(select(SealedLeaf.leaf).order_by(SealedLeaf.place)))
    own = select(func.max(SealedLeaf.place)).where(SealedLeaf.person_id == person_id, SealedLeaf.seq > 0)
    wanted = {session.scalar(own)} | set(
        session.scalars(select(SealedLeaf.place).where(SealedLeaf.seq == 0, SealedLeaf.leaf.in_(list(keys))))
    )
    ways = [
        {"leaf": leaves[place], "place": place, "path": path(leaves, place)}
        for place in sorted(place for place in wanted if place is not None)
    ]
    return {"text": last.text, "signature": last.signature, "key": checkpoint_public(), "ways": ways}
