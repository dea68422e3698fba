"""The record's deeds in short, for its tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cstrain.kit import db
from cstrain.kit.ids import new_id
from cstrain.people.rules.keys import SigningKey
from cstrain.records import actions, queries
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import Entry, meaning_of, step_subject
from tests.cast import Cast, Someone

MORNING = datetime(2026, 10, 16, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


@dataclass(frozen=True)
class Proved:
    """Somebody who has just proved to be there, as the doors say it."""

    person_id: str
    session_id: str = "5" * 64
    method: str = "password"
    marks: tuple[str, ...] = ()
    key: SigningKey | None = None


def steps() -> list[dict[str, Any]]:
    """A frozen list of five steps, the last one the closing signature."""
    said = [
        ("W1", "公司与服务理念", "课文", 40, ["trainee"]),
        ("K1", "仓库认货", "线下", 480, ["trainee", "mentor"]),
        ("C2", "服务章程", "确认", 30, ["trainee"]),
        ("Z1", "上岗考试", "考试", 40, ["trainee"]),
        ("Z2", "记录表总签", "签字", 0, ["trainee", "trainer"]),
    ]
    return [
        {
            "id": key,
            "title": title,
            "kind": kind,
            "version": "2" if key == "K1" else "1",
            "hash": "ab" * 32,
            "day": day,
            "signers": signers,
            "minutes": minutes,
            **({"ref": "presale-exam"} if kind == "考试" else {}),
        }
        for day, (key, title, kind, minutes, signers) in enumerate(said, start=1)
    ]


def enrol(cast: Cast, person: Someone, at: datetime = MORNING) -> Entry:
    body = {
        "course": "presale-10d",
        "title": "售前客服 10 日上岗课程",
        "version": "1",
        "post": "presale",
        "start": "2026-10-16",
        "cohort": "10 月第 2 批",
        "trainer": cast.trainer.id,
        "mentor": cast.mentor.id,
        "steps": steps(),
    }
    with db.transaction(at=at, by=cast.trainer.id, why="enrol"):
        return actions.record(
            person.id, "enrolled", at=at, by=cast.trainer.id, subject=f"enrolment:{new_id()}", body=body
        )


def document(key: str, at: datetime, **changed: Any) -> dict[str, Any]:
    step = next(step for step in steps() if step["id"] == key)
    said = {name: step[name] for name in ("title", "kind", "version", "hash")}
    learned = (at + timedelta(hours=8)).date().isoformat()
    return {"step": key, **said, "result": "检查题 5/5", "learned_on": learned, **changed}


def complete(cast: Cast, person: Someone, key: str, at: datetime, **changed: Any) -> list[SignatureRequest]:
    """The step is done: the fact, and the requests for the signatures it needs, own first."""
    step = next(step for step in steps() if step["id"] == key)
    subject = step_subject("presale", key, step["version"])
    body = document(key, at, **changed)
    with db.transaction(at=at, by=person.id, why="complete"):
        actions.record(person.id, "step_done", at=at, by=person.id, subject=subject, body=body)
        own = ask(person, person, "trainee", body, at)
        asked = [own]
        for role in step["signers"][1:]:
            signer = cast.mentor if role == "mentor" else cast.trainer
            asked.append(ask(person, signer, role, body, at, after=own))
    return asked


def ask(
    person: Someone, signer: Someone, role: str, body: dict[str, Any], at: datetime, **extra: Any
) -> SignatureRequest:
    return actions.ask_signature(
        person.id,
        signer_id=signer.id,
        role=role,
        subject=step_subject("presale", body["step"], body["version"]),
        title=body["title"],
        meaning=meaning_of(body["kind"], role, body["version"]),
        body=body,
        step_kind=body["kind"],
        group="day-1",
        at=at,
        **extra,
    )


def tokens(requests: list[SignatureRequest], proof: Proved, at: datetime) -> dict[str, str]:
    """What the signing page would carry."""
    who = (proof.session_id, proof.person_id)
    return {asked.id: queries.sign_token(asked, who, at, new_id()) for asked in requests}


def sign(requests: list[SignatureRequest], signer: Someone, at: datetime, **extra: Any) -> list[Entry]:
    """Open the page and sign a minute later."""
    proof = Proved(signer.id, **extra)
    carried = tokens(requests, proof, at)
    with db.transaction(at=at, by=signer.id, why="sign"):
        return actions.sign(requests, proof, at + timedelta(minutes=1), carried)
