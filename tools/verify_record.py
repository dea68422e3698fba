#!/usr/bin/env python3
"""Check an exported training record. Standard library only; needs nothing of the application that wrote it.

    python verify_record.py RECORD.zip [--head CHECKCODE] [--json]

Exit 0: every entry is there, unchanged, in order, and its names, reasons and documents are those of that time.
Exit 1: it names the first broken entry and why. Exit 2: this is no exported record, or it cannot be read.

An entry is one line of canonical JSON (UTF-8, NFC, keys sorted, no spaces; strings, integers, lists, objects). Its hash
is SHA-256 over that line, kept in hashes.txt; ``prev`` is the hash of the entry before it, and for the first entry the SHA-256 of
{"installation":…,"person":…}. What stands outside an entry is committed to as SHA-256(salt followed by the canonical
value). With --head the last hash is compared with the check code on a printed sheet (校验码), so that a record that was
cut off or rewritten as a whole shows too. The server's own proof (an HMAC) can only be checked where its key is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import struct
import sys
import unicodedata
import zipfile
import zlib

MOST_BYTES = 200 * 1024 * 1024
MOST_INTEGER = 2**53 - 1
PARTS = ("manifest.json", "entries.jsonl", "hashes.txt", "openings.jsonl")
FIELDS = frozenset(
    [
        "v",
        "installation",
        "person",
        "seq",
        "prev",
        "at",
        "offset",
        "kind",
        "actor",
        "subject",
        "body",
        "method",
        "proof",
    ]
)
TEXTS = FIELDS - {"v", "seq", "body", "proof"}
METHODS = frozenset(["server", "password", "code"])
HEX, SALT = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", re.ASCII)
KINDS = {
    "enrolled": "course version post start steps",
    "moved": "course version post steps",
    "paused": "from until reason",
    "resumed": "",
    "waived": "step reason",
    "attended": "day",
    "step_done": "step title kind version hash result learned_on",
    "confirmed": "step role",
    "signed": "document title meaning role step_kind shown_at",
    "refused_to_sign": "document title role reason",
    "refusal_answered": "entry role answer",
    "acknowledged": "version clauses",
    "practice": "first_num first_den",
    "fluency": "sets method verdict evidence",
    "roleplay": "scenario version num den fatal method evidence",
    "exam_result": "exam attempt form num den line passed reasons sections",
    "red_line": "date text",
    "red_line_settled": "entry reason",
    "gate_decided": "decision conditions evidence_hash reason",
    "gate_withdrawn": "reason",
    "certificate_issued": "no name scope conditions valid_from valid_until basis",
    "certificate_suspended": "no reason",
    "certificate_restored": "no reason",
    "certificate_revoked": "no reason",
    "level_reached": "ladder level effective_month",
    "level_declined": "ladder level reason",
    "level_on_hold": "ladder level lacking",
    "level_resumed": "ladder level",
    "state_changed": "old new on reason",
    "took_over": "post since",
    "corrected": "entry field wrong right reason",
    "voided": "entry reason",
    "password_reset": "",
    "rights_noted": "",
}
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, EOFError, OverflowError,
    NotImplementedError, RuntimeError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    lzma.LZMAError,
)  # fmt: skip


class NoRecord(Exception):
    """The file is not an exported record."""


class Broken(Exception):
    """The record does not hold: (number of the entry, why)."""


def plain(value: object) -> object:
    """``value`` with its text in NFC; ValueError for what has no canonical form."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool) or not isinstance(value, (int, list, dict)):
        raise ValueError("no canonical form")
    if isinstance(value, int):
        if abs(value) > MOST_INTEGER:
            raise ValueError("integer too large")
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    folded = {unicodedata.normalize("NFC", key): plain(item) for key, item in value.items()}
    if len(folded) != len(value):
        raise ValueError("two keys that are one")
    return folded


def canonical(value: object) -> bytes:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def once(pairs: list) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def read_object(line: bytes) -> dict:
    """The object on a line of canonical JSON; ValueError when it is written in any other way."""
    found = json.loads(line.decode(), object_pairs_hook=once)
    if not isinstance(found, dict) or canonical(found) != line:
        raise ValueError("not canonical")
    return found


def read_bundle(path: str) -> tuple:
    """(manifest, entries as (line, hash), digest → opening) of the zip at ``path``; NoRecord when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if len(sizes) != len(archive.infolist()) or sum(sizes.values()) > MOST_BYTES:
                raise NoRecord("a file twice in the zip, or too large")
            parts = {name: read_part(archive, name) for name in PARTS}
        manifest = read_object(parts["manifest.json"].rstrip(b"\n"))
        if (manifest["format"], manifest["v"]) != ("cstrain-record", 1):
            raise NoRecord("another format")
        names = [manifest[name] for name in ("installation", "person", "head")]
        if not isinstance(manifest["entries"], int) or not all(isinstance(name, str) for name in names):
            raise NoRecord("the manifest is not in order")
        openings = [read_object(line) for line in lines_of(parts["openings.jsonl"])]
        lines, hashes = lines_of(parts["entries.jsonl"]), lines_of(parts["hashes.txt"])
        if len(lines) != len(hashes):
            raise Broken(min(len(lines), len(hashes)) + 1, "gap")
        entries = [(line, known.decode("ascii")) for line, known in zip(lines, hashes, strict=True)]
        return manifest, entries, {str(one["digest"]): one for one in openings}
    except UNREADABLE as trouble:
        raise NoRecord(f"{type(trouble).__name__}: {trouble}") from None


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoRecord("too large")
    return data


def lines_of(data: bytes) -> list:
    """Every line must end with one line feed, the last one too: a cut line is not an entry."""
    if data and not data.endswith(b"\n"):
        raise NoRecord("the last line was cut off")
    return data.split(b"\n")[:-1]


def require_form(entry: dict) -> None:
    if entry.keys() != FIELDS or not all(isinstance(entry[name], str) for name in TEXTS):
        raise ValueError("not the fields of an entry")
    if type(entry["seq"]) is not int or type(entry["v"]) is not int or not isinstance(entry["proof"], dict):
        raise ValueError("not an entry")
    promised = entry["body"].get("commitments", {})
    if not all(isinstance(digest, str) for digest in promised.values()):
        raise ValueError("commitments are not digests")
    if not TIME.fullmatch(entry["at"]) or not HEX.fullmatch(entry["proof"].get("server", "")):
        raise ValueError("time or proof are not in order")


def is_known(entry: dict) -> bool:
    if entry["v"] != 1 or entry["method"] not in METHODS or entry["kind"] not in KINDS:
        return False
    said = entry["body"].keys() | entry["body"].get("commitments", {}).keys()
    return said >= set(KINDS[entry["kind"]].split())


def opens(digest: str, openings: dict) -> bool:
    """Does the opening give the digest? One that was erased is said to be so, and taken as it is."""
    one = openings.get(digest, {})
    if one.keys() == {"digest", "erased_at"}:
        return isinstance(one["erased_at"], str)
    if one.keys() != {"digest", "salt", "value"} or not SALT.fullmatch(one["salt"]):
        return False
    return sha256(bytes.fromhex(one["salt"]) + canonical(one["value"])) == digest


def check_entry(seq: int, stored: tuple, place: dict, openings: dict) -> dict:
    """The entry on a line; Broken when it does not hold at this place. ``stored``: the line and its hash."""
    line, known = stored
    try:
        entry = read_object(line)
        require_form(entry)
    except UNREADABLE:
        raise Broken(seq, "form") from None
    checks = (
        ("person", (entry["installation"], entry["person"]) == (place["installation"], place["person"])),
        ("prev", entry["prev"] == place["prev"]),
        ("hash", sha256(line) == known),
        ("gap", entry["seq"] == seq),
        ("kind", is_known(entry)),
        ("time goes back", entry["at"] >= place["at"]),
    )
    for why, holds in checks:
        if not holds:
            raise Broken(seq, why)
    try:
        if not all(opens(digest, openings) for digest in entry["body"].get("commitments", {}).values()):
            raise Broken(seq, "commitment")
    except UNREADABLE:
        raise Broken(seq, "commitment") from None
    return entry


def check(manifest: dict, entries: list, openings: dict, head: str = "") -> dict:
    """What was checked, as figures; Broken names the first entry that does not hold."""
    start = {"installation": manifest["installation"], "person": manifest["person"]}
    place = {**start, "prev": sha256(canonical(start)), "at": ""}
    hashes, erased = [], 0
    for seq, stored in enumerate(entries, start=1):
        entry = check_entry(seq, stored, place, openings)
        place |= {"prev": stored[1], "at": entry["at"]}
        hashes.append(place["prev"])
        promised = entry["body"].get("commitments", {}).values()
        erased += sum(1 for digest in promised if "value" not in openings[digest])
    if manifest["entries"] != len(entries):
        raise Broken(min(manifest["entries"], len(entries)) + 1, "gap")
    if manifest["head"] != place["prev"]:
        raise Broken(max(len(entries), 1), "hash")
    if head and head not in hashes:
        raise Broken(max(len(entries), 1), "printed check code")
    return {"ok": True, "person": start["person"], "entries": len(entries), "erased": erased, "head": place["prev"]}


def main(arguments: list) -> int:
    parser = argparse.ArgumentParser(description="Check an exported training record.")
    parser.add_argument("file")
    parser.add_argument("--head", default="", help="the check code (校验码) on a printed sheet")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        said = check(*read_bundle(asked.file), "".join(asked.head.split()).lower())
        code, text = 0, "OK: {entries} entries of {person}, {erased} erased values, head {head}".format(**said)
    except Broken as broken:
        said = {"ok": False, "seq": broken.args[0], "why": broken.args[1]}
        code, text = 1, "BROKEN: entry {seq}: {why}".format(**said)
    except NoRecord as trouble:
        said = {"ok": False, "unreadable": str(trouble)}
        code, text = 2, f"UNREADABLE: {trouble}"
    print(json.dumps(said, ensure_ascii=True) if asked.json else text.encode("ascii", "backslashreplace").decode())
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
