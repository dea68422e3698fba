"""docs/rules/record.md, repeated: every figure in it is computed again from what it shows, by hashlib and hmac alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cstrain.records.rules import (
    METHODS,
    STEP_KINDS,
    Broken,
    Chain,
    Key,
    Opening,
    Stored,
    Why,
    entry_of,
    first_broken,
    genesis,
    meaning_of,
)
from cstrain.records.words import LOG_FAULTS, WHY
from cstrain.records.words import STEP_KINDS as NAMES

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "record.md").read_text()
BLOCKS = dict(re.findall(r"```json (\w+)\n(.+?)\n```", DOCUMENT, re.S))
HASHES = re.findall(r"`([0-9a-f]{64})`", DOCUMENT)
SALTS = {"actor": bytes.fromhex("b2" * 16), "document": bytes.fromhex("a1" * 16)}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_figures_are_those_of_the_text() -> None:
    opened = [sha256(SALTS[name] + BLOCKS[name].encode()) for name in ("actor", "document")]
    assert [sha256(BLOCKS["genesis"].encode()), *opened, sha256(BLOCKS["entry"].encode())] == HASHES
    fields = json.loads(BLOCKS["entry"])
    assert fields["prev"] == HASHES[0]
    assert fields["body"]["commitments"] == {"actor": HASHES[1], "document": HASHES[2]}


def test_the_proof_is_that_of_the_key_shown() -> None:
    fields = json.loads(BLOCKS["entry"])
    proof = fields.pop("proof")
    bare = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hmac.new(bytes(range(32)), bare, "sha256").hexdigest() == proof["server"]
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
    assert private.public_key().public_bytes_raw().hex() == proof["key"]
    assert private.sign(bare).hex() == proof["signature"]


def chain(document: str) -> Chain:
    entry = entry_of(BLOCKS["entry"])
    keys = {entry.actor: [Key(entry.proof["key"], entry.at)]}
    openings = {HASHES[1]: Opening(SALTS["actor"], BLOCKS["actor"].encode())}
    openings[HASHES[2]] = Opening(SALTS["document"], document.encode())
    first = json.loads(BLOCKS["genesis"])
    stored = [Stored(1, entry.hash, entry.text, {})]
    return Chain(first["installation"], first["person"], stored, (1, entry.hash), openings, keys)


def test_the_worked_entry_holds_and_its_change_is_named() -> None:
    assert first_broken(chain(BLOCKS["document"]), bytes(range(32))) is None
    changed = BLOCKS["document"].replace("检查题 5/5", "检查题 4/5")
    assert first_broken(chain(changed), bytes(range(32))) == Broken(1, Why.COMMITMENT)
    assert genesis(**json.loads(BLOCKS["genesis"])) == HASHES[0]


def test_the_entry_names_nobody() -> None:
    assert "林晓雨" not in BLOCKS["entry"] and "CS-20418" not in BLOCKS["entry"]
    assert json.loads(BLOCKS["entry"])["method"] in METHODS


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_explained(why: Why) -> None:
    assert f"| `{why.value}` | {WHY[why.value]}" in DOCUMENT


@pytest.mark.parametrize("code", LOG_FAULTS)
def test_every_fault_of_the_log_is_explained(code: str) -> None:
    assert f"| `{code}` | {LOG_FAULTS[code]}" in DOCUMENT


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_every_meaning_is_there(kind: str) -> None:
    row = next(
        line for line in DOCUMENT.splitlines() if line.startswith("| ") and str(NAMES[kind]) in line.split("|")[1]
    )
    assert meaning_of(kind, version="N") in row
