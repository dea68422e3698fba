#!/usr/bin/env python3
"""Check an exported training record. Standard library only; needs nothing of the application that wrote it.

    python verify_record.py RECORD.zip or PACK.zip [--head CHECKCODE] [--key PUBLICKEY] [--json]

Exit 0: every entry is there, unchanged, in order, and its names, reasons and documents are those of that time.
Exit 1: it names the first broken entry and why. Exit 2: this is no exported record, or it cannot be read.

An entry is one line of canonical JSON (UTF-8, NFC, keys sorted, no spaces; strings, integers, lists, objects). Its hash
is SHA-256 over that line, kept in hashes.txt; ``prev`` is the hash of the entry before it, and for the first entry the SHA-256 of
{"installation":…,"person":…}. What stands outside an entry is committed to as SHA-256(salt followed by the canonical
value). With --head the last hash is compared with the check code on a printed sheet (校验码), so that a record that was
cut off or rewritten as a whole shows too. The server's own proof (an HMAC) can only be checked where its key is.

What was proved by a password bears the person's own Ed25519 signature (RFC 8032) over the entry without its proof, with
a key of keys.jsonl. What was proved by a passkey (WebAuthn) bears the device's signature (ECDSA P-256, Ed25519 or RSA) over a
statement that names the entry's document, its place and the minutes in which it could be signed. checkpoint.json is the newest checkpoint over everybody's records (RFC 6962 tree, signed by the
installation) and the ways to it from this record's last sealed entry and from these keys. With --key the installation's
public key is compared with one learned elsewhere; otherwise it is only said.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import hashlib
import io
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
MORE = ("keys.jsonl", "checkpoint.json")  # since version 2
FIELDS = frozenset("v installation person seq prev at offset kind actor subject body method proof".split())
TEXTS = FIELDS - {"v", "seq", "body", "proof"}
METHODS = frozenset(["server", "password", "passkey", "code"])
HEX, SALT, PART = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}"), re.compile(r"(?:[0-9a-f]{2}){32,8192}")
OF_PASSWORD = frozenset(["server", "key", "signature"])
OF_PASSKEY = OF_PASSWORD | {"statement", "client", "device"}
PAGE_LASTS = datetime.timedelta(minutes=10)  # how long a page can be signed
SLACK = datetime.timedelta(minutes=1)  # an entry's time may be moved up to the one before it
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
    "certificate_restored": "no reason", "certificate_revoked": "no reason",
    "level_reached": "ladder level effective_month",
    "level_declined": "ladder level reason",
    "level_on_hold": "ladder level lacking", "level_resumed": "ladder level",
    "state_changed": "old new on reason",
    "took_over": "post since",
    "corrected": "entry field wrong right reason", "voided": "entry reason",
    "password_reset": "", "rights_noted": "",
}  # fmt: skip
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, EOFError, OverflowError,
    NotImplementedError, RuntimeError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    lzma.LZMAError,
)  # fmt: skip


class NoRecord(Exception):
    """The file is not an exported record."""


class Broken(Exception):
    """The record does not hold: (number of the entry, why)."""


class Ed25519:
    """Checking signatures of RFC 8032 by the formulas of its section 5.1, with nothing secret to keep."""

    P = 2**255 - 19
    L = 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, P - 2, P) % P
    I = pow(2, (P - 1) // 4, P)  # noqa: E741 - the root of -1, as everybody calls it

    @classmethod
    def point(cls, data: bytes) -> tuple:
        """The point that 32 bytes stand for, in extended coordinates; ValueError when they stand for none."""
        y = int.from_bytes(data, "little") & (2**255 - 1)
        square = (y * y - 1) * pow(cls.D * y * y + 1, cls.P - 2, cls.P) % cls.P
        x = pow(square, (cls.P + 3) // 8, cls.P)
        x = x if x * x % cls.P == square else x * cls.I % cls.P
        if y >= cls.P or x * x % cls.P != square or (x == 0 and data[31] >> 7):
            raise ValueError("not on the curve")
        x = cls.P - x if x % 2 != data[31] >> 7 else x
        return x, y, 1, x * y % cls.P

    @classmethod
    def add(cls, one: tuple, two: tuple) -> tuple:
        a, b = (one[1] - one[0]) * (two[1] - two[0]) % cls.P, (one[1] + one[0]) * (two[1] + two[0]) % cls.P
        c, d = 2 * one[3] * two[3] * cls.D % cls.P, 2 * one[2] * two[2] % cls.P
        e, f, g, h = b - a, d - c, d + c, b + a
        return e * f % cls.P, g * h % cls.P, f * g % cls.P, e * h % cls.P

    @classmethod
    def times(cls, count: int, point: tuple) -> tuple:
        found = (0, 1, 1, 0)
        while count:
            found = cls.add(found, point) if count & 1 else found
            point, count = cls.add(point, point), count >> 1
        return found

    @classmethod
    def is_signed(cls, public: bytes, data: bytes, signature: bytes) -> bool:
        scalar = int.from_bytes(signature[32:], "little")
        if len(public) != 32 or len(signature) != 64 or scalar >= cls.L:
            return False
        key, near = cls.point(public), cls.point(signature[:32])
        hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + data).digest(), "little") % cls.L
        base = cls.point((4 * pow(5, cls.P - 2, cls.P) % cls.P).to_bytes(32, "little"))
        one, two = cls.times(scalar, base), cls.add(near, cls.times(hashed, key))
        return not ((one[0] * two[2] - two[0] * one[2]) % cls.P or (one[1] * two[2] - two[1] * one[2]) % cls.P)


class P256:
    """Checking ECDSA signatures over NIST P-256 with SHA-256 (FIPS 186-5, 6.4.2)."""

    P = 2**256 - 2**224 + 2**192 + 2**96 - 1
    N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    G = (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    )

    @classmethod
    def add(cls, one: tuple | None, two: tuple | None) -> tuple | None:
        """None is the point at infinity."""
        if one is None or two is None:
            return one or two
        if one[0] == two[0]:
            if (one[1] + two[1]) % cls.P == 0:
                return None
            slope = 3 * (one[0] ** 2 - 1) * pow(2 * one[1], -1, cls.P) % cls.P
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, cls.P) % cls.P
        x = (slope**2 - one[0] - two[0]) % cls.P
        return x, (slope * (one[0] - x) - one[1]) % cls.P

    @classmethod
    def times(cls, count: int, point: tuple | None) -> tuple | None:
        found = None
        while count:
            found = cls.add(found, point) if count & 1 else found
            point, count = cls.add(point, point), count >> 1
        return found

    @classmethod
    def is_signed(cls, public: bytes, data: bytes, signature: bytes) -> bool:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
        on_curve = max(x, y) < cls.P and (y * y - x**3 + 3 * x - cls.B) % cls.P == 0
        if len(signature) != 64 or not on_curve or not (0 < r < cls.N and 0 < s < cls.N):
            return False
        hashed, back = int.from_bytes(hashlib.sha256(data).digest(), "big"), pow(s, -1, cls.N)
        found = cls.add(cls.times(hashed * back % cls.N, cls.G), cls.times(r * back % cls.N, (x, y)))
        return found is not None and found[0] % cls.N == r


def is_rsa_signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2), exponent 65537."""
    modulus, size = int.from_bytes(public, "big"), len(public)
    head = bytes.fromhex("3031300d060960864801650304020105000420")
    wanted = b"\0\1" + b"\xff" * (size - len(head) - 35) + b"\0" + head + hashlib.sha256(data).digest()
    number = int.from_bytes(signature, "big")
    return len(signature) == size and number < modulus and pow(number, 65537, modulus).to_bytes(size, "big") == wanted


def is_signed_by(public: bytes, data: bytes, signature: bytes) -> bool:
    """Public halves are told apart by their length."""
    kinds = {32: Ed25519.is_signed, 64: P256.is_signed}
    return kinds.get(len(public), is_rsa_signed)(public, data, signature)


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


def read_bundle(path: object) -> tuple:
    """(manifest, entries as (line, hash), beside) of the zip at ``path``; NoRecord when it is none. ``beside``: digest →
    opening, person → keys, and the checkpoint."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if len(sizes) != len(archive.infolist()) or sum(sizes.values()) > MOST_BYTES:
                raise NoRecord("a file twice in the zip, or too large")
            manifest = read_object(read_part(archive, "manifest.json").rstrip(b"\n"))
            if manifest["format"] != "cstrain-record" or manifest["v"] not in (1, 2):
                raise NoRecord("another format")
            parts = {name: read_part(archive, name) for name in PARTS + (MORE if manifest["v"] == 2 else ())}
        names = [manifest[name] for name in ("installation", "person", "head")]
        if not isinstance(manifest["entries"], int) or not all(isinstance(name, str) for name in names):
            raise NoRecord("the manifest is not in order")
        openings = [read_object(line) for line in lines_of(parts["openings.jsonl"])]
        lines, hashes = lines_of(parts["entries.jsonl"]), lines_of(parts["hashes.txt"])
        if len(lines) != len(hashes):
            raise Broken(min(len(lines), len(hashes)) + 1, "gap")
        entries = [(line, known.decode("ascii")) for line, known in zip(lines, hashes, strict=True)]
        beside = {"openings": {str(one["digest"]): one for one in openings}, "keys": {}, "checkpoint": {}}
        if manifest["v"] == 2:
            said = [parts[name] for name in MORE]
            if sha256(said[0]) != manifest["keys"] or sha256(said[1]) != manifest["checkpoint"]:
                raise NoRecord("keys or checkpoint are not those of the manifest")
            for one in [read_object(line) for line in lines_of(said[0])]:
                times = [moment(one["made_at"]), moment(one["ended_at"]) if one["ended_at"] else None]
                beside["keys"].setdefault(one["person"], []).append((one["key"], *times, one.get("rp", "")))
            beside["checkpoint"] = read_object(said[1].rstrip(b"\n"))
        return manifest, entries, beside
    except UNREADABLE as trouble:
        raise NoRecord(f"{type(trouble).__name__}: {trouble}") from None


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text + "+0000", "%Y-%m-%dT%H:%M:%S.%fZ%z")


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
    proof = entry["proof"]
    if not TIME.fullmatch(entry["at"]) or not HEX.fullmatch(proof.get("server", "")):
        raise ValueError("time or proof are not in order")
    if not proof.keys() <= OF_PASSKEY or not all(PART.fullmatch(part) for part in proof.values()):
        raise ValueError("not a proof")


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


def is_own(entry: dict, keys: list, before: set) -> bool:
    """Does the entry bear the signature it should? ``keys``: of its actor, as (public, made at, ended at, host of a
    passkey); ``before``: what the entry may follow."""
    proof, at, method = entry["proof"], moment(entry["at"]), entry["method"]
    if "key" not in proof:
        own = [key for key in keys if not key[3]]
        living = [key for key in own if key[1] + SLACK < at and (key[2] is None or at < key[2] - SLACK)]
        return proof.keys() == {"server"} and method != "passkey" and not (method == "password" and living)
    known = [key for key in keys if key[0] == proof["key"] and key[1] <= at + SLACK]
    known = [key for key in known if key[2] is None or at <= key[2] + SLACK]
    public, signature = bytes.fromhex(proof["key"]), bytes.fromhex(proof["signature"])
    if method == "passkey":
        hosts = {key[3] for key in known if key[3]}
        return proof.keys() == OF_PASSKEY and is_stated(entry, before) and any(is_touched(proof, one) for one in hosts)
    if method != "password" or proof.keys() != OF_PASSWORD or not any(not key[3] for key in known):
        return False
    bare = canonical({name: value for name, value in entry.items() if name != "proof"})
    return Ed25519.is_signed(public, bare, signature)


def is_stated(entry: dict, before: set) -> bool:
    """Is this entry one of those that the passkey's statement names, here and in time?"""
    said, body = read_object(bytes.fromhex(entry["proof"]["statement"])), entry["body"]
    mine = {name: body.get(name, "") for name in ("meaning", "role")}
    mine |= {"document": body["commitments"]["document"], "subject": entry["subject"]}
    place = (said["v"], said["use"], said["installation"], said["person"], said["signer"])
    shown_at, at = moment(said["at"]), moment(entry["at"])
    return (
        place == (1, "cstrain/sign", entry["installation"], entry["person"], entry["actor"])
        and mine in said["documents"]
        and said["after"] in before
        and shown_at - SLACK <= at <= shown_at + PAGE_LASTS + SLACK
    )


def is_touched(proof: dict, host: str) -> bool:
    """Did the device sign what the browser was asked, for this host, with its owner there (WebAuthn, 7.2)?"""
    client, device, statement = (bytes.fromhex(proof[name]) for name in ("client", "device", "statement"))
    said = json.loads(client.decode())
    challenge = base64.urlsafe_b64encode(hashlib.sha256(statement).digest()).rstrip(b"=").decode()
    asked = (said["type"], said["challenge"], said.get("crossOrigin", False)) == ("webauthn.get", challenge, False)
    here = len(device) >= 37 and device[:32] == hashlib.sha256(host.encode()).digest() and device[32] & 5 == 5
    data = device + hashlib.sha256(client).digest()
    return asked and here and is_signed_by(bytes.fromhex(proof["key"]), data, bytes.fromhex(proof["signature"]))


def root_by(leaf: str, place: int, size: int, beside: list) -> str:
    """The root of a tree of ``size`` leaves to which the way ``beside`` leads; "" when it is none (RFC 6962, 2.1.1)."""
    top, last, hashes = hashlib.sha256(b"\0" + bytes.fromhex(leaf)).digest(), size - 1, list(beside)
    if not 0 <= place < size:
        return ""
    while last > 0:
        if place % 2 or place < last:
            other = bytes.fromhex(hashes.pop(0))
            top = hashlib.sha256(b"\1" + (other + top if place % 2 else top + other)).digest()
        place, last = place // 2, last // 2
    return "" if hashes else top.hex()


def check_checkpoint(manifest: dict, hashes: list, beside: dict, wanted: str) -> dict:
    """What the checkpoint says; Broken when it does not hold, or does not cover what it should. {} when there is none."""
    point = beside["checkpoint"]
    if not point:
        if wanted:
            raise Broken(max(len(hashes), 1), "checkpoint")
        return {}
    try:
        origin, size, root, at, rest = point["text"].split("\n")
        root, size = base64.b64decode(root, validate=True).hex(), int(size)
        good = origin == "cstrain/" + manifest["installation"] and not rest and wanted in ("", point["key"])
        signed = Ed25519.is_signed(
            bytes.fromhex(point["key"]), point["text"].encode(), bytes.fromhex(point["signature"])
        )
        led = {way["leaf"] for way in point["ways"] if root_by(way["leaf"], way["place"], size, way["path"]) == root}
        due = set()
        for person, keys in beside["keys"].items():
            for public, made_at, _ended, host in keys:
                said = {"key": public, "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "person": person}
                said |= {"rp": host} if host else {}
                due |= {sha256(canonical(said))} if made_at + SLACK < moment(at) else set()
        whole = len(led) == len(point["ways"]) and due <= led and (not (led - due) or led & set(hashes))
    except UNREADABLE:
        good = signed = whole = False
    if not (good and signed and whole):
        raise Broken(max(len(hashes), 1), "checkpoint")
    return {"size": size, "root": root, "at": at, "key": point["key"]}


def check_entry(seq: int, stored: tuple, place: dict, beside: dict) -> dict:
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
        if not all(opens(digest, beside["openings"]) for digest in entry["body"].get("commitments", {}).values()):
            raise Broken(seq, "commitment")
    except UNREADABLE:
        raise Broken(seq, "commitment") from None
    try:
        if not is_own(entry, beside["keys"].get(entry["actor"], []), place["before"]):
            raise Broken(seq, "signature")
    except UNREADABLE:
        raise Broken(seq, "signature") from None
    return entry


def check(manifest: dict, entries: list, beside: dict, head: str = "", key: str = "") -> dict:
    """What was checked, as figures; Broken names the first entry that does not hold."""
    start = {"installation": manifest["installation"], "person": manifest["person"]}
    place = {**start, "prev": sha256(canonical(start)), "at": "", "before": {sha256(canonical(start))}}
    hashes, erased, signed = [], 0, 0
    for seq, stored in enumerate(entries, start=1):
        entry = check_entry(seq, stored, place, beside)
        place |= {"prev": stored[1], "at": entry["at"]}
        place["before"].add(stored[1])
        hashes.append(place["prev"])
        promised = entry["body"].get("commitments", {}).values()
        erased += sum(1 for digest in promised if "value" not in beside["openings"][digest])
        signed += "key" in entry["proof"]
    if manifest["entries"] != len(entries):
        raise Broken(min(manifest["entries"], len(entries)) + 1, "gap")
    if manifest["head"] != place["prev"]:
        raise Broken(max(len(entries), 1), "hash")
    if head and head not in hashes:
        raise Broken(max(len(entries), 1), "printed check code")
    point = check_checkpoint(manifest, hashes, beside, key)
    said = {"ok": True, "person": start["person"], "entries": len(entries), "signed": signed, "erased": erased}
    return {**said, "head": place["prev"], "checkpoint": point}


def check_pack(path: str, key: str) -> dict:
    """Each record of an audit pack; Broken names the first that does not hold: (file and entry, why)."""
    try:
        with zipfile.ZipFile(path) as archive:
            pack = read_object(read_part(archive, "pack.json").rstrip(b"\n"))
            if pack["format"] != "cstrain-audit-pack" or sha256(read_part(archive, "overview.csv")) != pack["overview"]:
                raise Broken("overview.csv", "hash")
            entries = 0
            for one in pack["people"]:
                data = read_part(archive, one["file"])
                if sha256(data) != one["sha256"]:
                    raise Broken(one["file"], "hash")
                try:
                    said = check(*read_bundle(io.BytesIO(data)), "", key)
                except Broken as broken:
                    raise Broken(f"{broken.args[0]} of {one['file']}", broken.args[1]) from None
                if said["person"] != one["person"]:
                    raise Broken(one["file"], "person")
                entries += said["entries"]
        return {"ok": True, "people": len(pack["people"]), "entries": entries}
    except UNREADABLE as trouble:
        raise NoRecord(f"{type(trouble).__name__}: {trouble}") from None


def is_pack(path: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "pack.json" in archive.namelist()
    except UNREADABLE:
        return False


def main(arguments: list) -> int:
    parser = argparse.ArgumentParser(description="Check an exported training record.")
    parser.add_argument("file")
    parser.add_argument("--head", default="", help="the check code (校验码) on a printed sheet")
    parser.add_argument("--key", default="", help="the installation's public key, hex, as learned elsewhere")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        if is_pack(asked.file):
            said = check_pack(asked.file, asked.key.lower())
            print(json.dumps(said) if asked.json else "OK: {entries} entries of {people} people".format(**said))
            return 0
        said = check(*read_bundle(asked.file), "".join(asked.head.split()).lower(), asked.key.lower())
        text = "OK: {entries} entries of {person}, {signed} signed, {erased} erased values, head {head}".format(**said)
        code, point = 0, said["checkpoint"]
        text += "; checkpoint {size} {root} by {key}".format(**point) if point else "; no checkpoint"
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
