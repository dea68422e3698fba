"""Documents as pages show them: from their kept bytes, nothing added, nothing left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cstrain.kit import clock
from cstrain.kit.ids import new_id
from cstrain.kit.web import Page, page
from cstrain.people.doors import Me, own_path
from cstrain.people.queries import named
from cstrain.people.rules import local_date
from cstrain.records import queries
from cstrain.records.models import RecordHead, SignatureRequest
from cstrain.records.queries import document, head_of, successor
from cstrain.records.rules import changes, is_late

OWN_TO_EACH = ("version", "learned_on", "result", "link")  # differ without the step being another


@dataclass(frozen=True)
class Paper:
    """One document to sign. ``line``: what was done when, with which result, in which version."""

    request_id: str
    title: str
    meaning: str
    step_kind: str
    version: str
    result: str
    learned_on: date | None
    link: str
    late: bool
    digest: str
    token: str
    answer: str = ""  # to the refusal that came before
    body: dict[str, Any] = field(default_factory=dict)
    was: str = ""  # the version signed before, when this is a new major one
    differs: list[tuple[str, Any, Any]] = field(default_factory=list)  # from it: (name, before, after)


def day_of(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def papers(asked: Sequence[SignatureRequest], who: tuple[str, str]) -> list[Paper]:
    """The documents of one page, all of one record."""
    answers, before = queries.answers(asked), queries.signed_before(asked)
    return [
        replace(paper(one, who, answers.get(one.id, "")), **_since(before.get(one.id), document(one))) for one in asked
    ]


def _since(old: SignatureRequest | None, new: dict[str, Any]) -> dict[str, Any]:
    """What is new in a step that is to be signed again; nothing once the old document was erased."""
    kept = document(old) if old is not None else {}
    if not kept:
        return {}
    differs = [line for line in changes(kept, new) if line[0] not in OWN_TO_EACH]
    return {"was": str(kept.get("body", {}).get("version", "")), "differs": differs}


def paper(asked: SignatureRequest, who: tuple[str, str], answer: str = "") -> Paper:
    """``who``: (session id, signer's id), to which its token is bound."""
    at = clock.received()
    kept = document(asked)
    body = kept.get("body", {})
    return Paper(
        request_id=asked.id,
        title=kept.get("title", asked.title),
        meaning=kept.get("meaning", asked.meaning),
        step_kind=asked.step_kind,
        version=str(body.get("version", "")),
        result=str(body.get("result", "")),
        learned_on=day_of(body.get("learned_on", "")),
        link=own_path(str(body.get("link", ""))) or "",
        late=bool(kept) and is_late(kept, local_date(at, clock.zone())),
        digest=asked.document.digest,
        token=queries.sign_token(asked, who, at, new_id()),
        answer=answer,
        body=body,
    )


@dataclass(frozen=True)
class Change:
    """A document that was changed since the page was opened: (name, before, after)."""

    title: str
    lines: list[tuple[str, Any, Any]]
    again: str  # group of the document that took its place; empty when there is none


def changed_page(withdrawn: Sequence[SignatureRequest]) -> Page:
    """409: what differs between what was shown and what would be signed now."""
    shown = []
    for asked in withdrawn:
        now = successor(asked)
        lines = changes(document(asked), document(now)) if now is not None else []
        shown.append(Change(asked.title, lines, now.group if now is not None else ""))
    return page("records/changed.html", 409, changed=shown)


@dataclass(frozen=True)
class Bundle:
    """What one person may sign together: on whose record, which group, how many."""

    person_id: str
    name: str
    number: str
    group: str
    count: int
    own: bool


def bundles(asked: Sequence[SignatureRequest], signer: Me) -> list[Bundle]:
    """Requests by record and group, oldest first."""
    counted: dict[tuple[str, str], int] = {}
    for one in asked:
        key = (one.person_id, one.group)
        counted[key] = counted.get(key, 0) + 1
    people = named(person_id for person_id, _group in counted)
    return [
        Bundle(whose, people[whose].name, people[whose].employee_no, group, count, whose == signer.id)
        for (whose, group), count in counted.items()
    ]


def next_numbers(person_id: str, count: int) -> tuple[list[int], int]:
    """The numbers the next entries would have, and the one they would follow."""
    head: RecordHead | None = head_of(person_id)
    last = head.seq if head is not None else 0
    return list(range(last + 1, last + count + 1)), last
