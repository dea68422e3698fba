"""What a passkey signs: a statement that names the documents of one page by their commitments, and where it stands.

One touch of the device may sign several documents of one record; each becomes an entry of its own, which carries the
whole statement. So an entry can be checked by itself, also after the document's text was erased, and the signature
cannot be moved: not to another record, document, meaning or role, not before the entry the page followed, and not out
of the minutes in which the page could be signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.records.rules.canonical import NotCanonical, canonical, parse, read_time, sha256, time_text
from cstrain.records.rules.entries import COMMITMENTS
from cstrain.records.rules.proofs import SLACK
from cstrain.records.rules.signing import GOOD_FOR

USE = "cstrain/sign"
DOCUMENT = "document"  # the commitment that says what was signed


@dataclass(frozen=True)
class Stand:
    """Where a statement stands: whose record, who signs, the hash of the entry the page followed, when it was shown.

    ``page``: what tells this page from every other, hex.
    """

    installation: str
    person: str
    signer: str
    after: str
    shown_at: datetime
    page: str


def page_of(tokens: Sequence[str]) -> str:
    """A page by the tokens it carries, which are never the same twice."""
    return sha256(canonical(sorted(tokens)))


def named(digest: str, subject: str, meaning: str, role: str = "") -> dict[str, Any]:
    """A document as a statement names it."""
    return {"document": digest, "subject": subject, "meaning": meaning, "role": role}


def statement(stand: Stand, documents: Sequence[Mapping[str, Any]]) -> bytes:
    """The canonical bytes whose SHA-256 is the challenge."""
    said = {
        "v": 1,
        "use": USE,
        "installation": stand.installation,
        "person": stand.person,
        "signer": stand.signer,
        "after": stand.after,
        "at": time_text(stand.shown_at),
        "page": stand.page,
        "documents": sorted((dict(one) for one in documents), key=lambda one: str(one["document"])),
    }
    return canonical(said)


def is_stated(fields: Mapping[str, Any], before: Collection[str]) -> bool:
    """Is the entry one of those its statement names? ``before``: what the entry may follow (genesis, earlier hashes)."""
    try:
        said = parse(bytes.fromhex(fields["proof"]["statement"]).decode())
        shown_at, at = read_time(said["at"]), read_time(fields["at"])
        body = fields["body"]
        mine = named(
            body[COMMITMENTS][DOCUMENT], fields["subject"], str(body.get("meaning", "")), str(body.get("role", ""))
        )
        place = (said["v"], said["use"], said["installation"], said["person"], said["signer"])
        return (
            place == (1, USE, fields["installation"], fields["person"], fields["actor"])
            and mine in said["documents"]
            and said["after"] in before
            and shown_at - SLACK <= at <= shown_at + GOOD_FOR + SLACK
        )
    except (KeyError, TypeError, ValueError, NotCanonical):
        return False
