"""Sealing: every entry not yet sealed becomes a leaf of the tree, and the tree is signed."""

from __future__ import annotations

import fcntl
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from cstrain.kit import db, jobs
from cstrain.records import queries
from cstrain.records.models import Checkpoint, SealedLeaf
from cstrain.records.rules import Sealed, Tree, checkpoint_text, sign_checkpoint


@db.deed
def seal_records(at: datetime) -> Checkpoint | None:
    """Sign a checkpoint over everything there is; None when nothing was added since the last one."""
    last = queries.last_checkpoint()
    waiting = queries.unsealed()
    if not waiting:
        return None
    tree = Tree(last.size, [bytes.fromhex(peak) for peak in last.peaks]) if last is not None else Tree()
    rows = []
    for leaf in waiting:
        rows.append(SealedLeaf(place=tree.size, leaf=leaf.leaf, person_id=leaf.person_id, seq=leaf.seq))
        tree.add(leaf.leaf)
    text = checkpoint_text(Sealed(queries.installation_id(), tree.size, tree.root(), at))
    made = Checkpoint(
        number=last.number + 1 if last is not None else 1,
        at=at,
        size=tree.size,
        root=tree.root(),
        text=text,
        signature=sign_checkpoint(text, queries.checkpoint_seed()),
        peaks=[peak.hex() for peak in tree.peaks],
    )
    db.database.session.add_all([*rows, made])
    db.database.session.flush()
    said = {"number": made.number, "size": made.size, "text": text, "signature": made.signature}
    jobs.enqueue("witness", str(made.number), said, due=at)
    return made


@jobs.handles("witness")
def tell_the_witness(body: dict[str, Any], _at: datetime) -> None:
    """Append the checkpoint to the witness file; one that stands there already is not written twice."""
    path = Path(current_app.config["WITNESS"])
    line = json.dumps(body, sort_keys=True) + "\n"
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if line not in file.readlines()[-100:]:
            file.write(line)
            file.flush()
