"""A person's record as a file that can be checked without this application."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people import queries as people
from cstrain.people.models import Passkey, PersonKey
from cstrain.records.models import PrivateValue
from cstrain.records.queries.sealed import leaf_of, proofs_of
from cstrain.records.queries.stored import batches, installation_id, read_entries
from cstrain.records.rules import Entry, canonical, genesis, sha256, time_text

FORMAT = "cstrain-record"
ZIP_TIME = (2026, 1, 1, 0, 0, 0)  # the same record gives the same file, but for the time it names itself
README = """这个文件是一个人的培训记录，可以离开系统单独核对。

entries.jsonl   每行一条记录，就是写入时的原文
hashes.txt      每条记录的校验码，一行对一行
openings.jsonl  姓名、原因和签字原文，以及核对它们要用的随机数；已按规定删除的只留标记
keys.jsonl      签过字的人的公钥，从什么时候到什么时候；写着 rp 的是通行密钥
checkpoint.json 最新一次封存，和这份记录、这些公钥到它的路
manifest.json   属于谁、共几条、最后一条的校验码

核对：python verify_record.py 这个文件.zip
只要改动、缺少或插入任何一条，核对就会说出是第几条、为什么。
服务器的证明要用服务器自己的密钥核对，在系统里用“核对记录”或 flask records verify。
"""


def bundle(person_id: str, at: datetime) -> bytes:
    """The zip: entries as written, what opens their commitments, a manifest."""
    entries = read_entries(person_id)
    keys = keys_of_actors(entries)
    lines = "".join(canonical(_key(row)).decode() + "\n" for row in keys)
    point = canonical(proofs_of(person_id, [leaf_of(row) for row in keys])).decode() + "\n"
    manifest = {
        "format": FORMAT,
        "v": 2,
        "installation": installation_id(),
        "person": person_id,
        "entries": len(entries),
        "head": entries[-1].hash if entries else genesis(installation_id(), person_id),
        "keys": sha256(lines.encode()),
        "checkpoint": sha256(point.encode()),
        "exported_at": time_text(at),
    }
    files = {
        "manifest.json": canonical(manifest).decode() + "\n",
        "entries.jsonl": "".join(entry.text + "\n" for entry in entries),
        "hashes.txt": "".join(entry.hash + "\n" for entry in entries),
        "openings.jsonl": "".join(line + "\n" for line in _openings(entries)),
        "keys.jsonl": lines,
        "checkpoint.json": point,
        "README.txt": README,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def keys_of_actors(entries: Iterable[Entry]) -> list[PersonKey | Passkey]:
    """Every signing key and passkey that whoever acted in these entries has ever had."""
    found: list[PersonKey | Passkey] = []
    for some in batches(entry.actor for entry in entries):
        found += [*people.keys_of(some), *people.passkeys_of(some)]
    return found


def _key(row: PersonKey | Passkey) -> dict[str, str]:
    ended = time_text(row.ended_at) if row.ended_at is not None else ""
    said = {"person": row.person_id, "key": row.public, "made_at": time_text(row.made_at), "ended_at": ended}
    return said | ({"rp": row.rp} if isinstance(row, Passkey) else {})


def _openings(entries: Iterable[Entry]) -> list[str]:
    wanted = {digest for entry in entries for digest in entry.commitments.values()}
    rows = {
        row.digest: row
        for some in batches(wanted)
        for row in db.database.session.scalars(select(PrivateValue).where(PrivateValue.digest.in_(some)))
    }
    return [_opening(rows[digest]) for digest in sorted(rows)]


def _opening(row: PrivateValue) -> str:
    if row.salt is None or row.value is None:
        erased_at = time_text(row.erased_at) if row.erased_at else ""
        return canonical({"digest": row.digest, "erased_at": erased_at}).decode()
    said = {"digest": row.digest, "salt": row.salt.hex(), "value": json.loads(row.value)}
    return canonical(said).decode()
