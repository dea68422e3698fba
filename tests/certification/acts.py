"""The road to the gate in short: an enrolment with its frozen steps, and evidence in the record, piece by piece."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from cstrain.certification import actions, queries
from cstrain.certification.models import Certificate, Decision, GateVersion
from cstrain.certification.rules.decision import Conditions
from cstrain.curriculum.models import Coach, Enrolment, Material, MaterialVersion
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.people.models import DecisionValue, Person
from cstrain.records import actions as records
from cstrain.records.rules import step_subject
from tests.cast import Cast, Someone
from tests.records.acts import Proved, sign

MORNING = datetime(2026, 10, 16, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DECIDING = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)  # 14:00 ten days later
GATE = """# 准入 presale-gate 售前上岗准入
【英文名】Pre-sale go-live gate
【英文简介】What must hold.
【决定人】主管 【证书】售前上岗证 【有效期】12 月

- G1 记录表 全部环节由学员本人签字
- G2 天数 2
- G3 确认 charter
- G4 流利 TB、PD 【线】2 次，每题 15 秒内
- G5 考试 presale-exam
- G6 演练 R02、R03 【至少】1 【线】85 分（本库选定）
"""
COURSE = """# 课程 presale-10d 售前客服 10 日上岗课程
【英文名】Pre-sale agent, ten days
【英文简介】Ten days.
【岗位】售前客服 【天数】2 【模块】presale 【准入】presale-gate 【负责】培训主管
"""
STEPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("W1", "公司与服务理念", "课文", ("trainee",)),
    ("K1", "仓库认货", "线下", ("trainee", "mentor")),
    ("C1", "服务章程", "确认", ("trainee",)),
    ("Z1", "上岗考试", "考试", ("trainee",)),
    ("Z2", "记录表总签", "签字", ("trainee", "trainer")),
)
PARTS = ("steps", "beside", "closing", "days", "charter", "fluency", "exam", "scene", "scene signed")
LIMITED = Conditions(store="青禾箱包旗舰店", daily=60, until=date(2026, 11, 6))


def frozen_steps() -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "title": title,
            "kind": kind,
            "version": "1",
            "hash": "ab" * 32,
            "day": day,
            "signers": list(signers),
            "minutes": 40,
        }
        for day, (key, title, kind, signers) in enumerate(STEPS, start=1)
    ]


def load(cast: Cast, at: datetime = MORNING, text: str = GATE) -> GateVersion:
    """The gate, and a course that leads to it."""
    with db.transaction(at=at, by=cast.admin.id, why="content"):
        if db.database.session.scalar(select(Material.id).where(Material.key == "presale-10d")) is None:
            material = Material(kind="课程", key="presale-10d", name="售前客服 10 日上岗课程", post="presale")
            db.database.session.add(material)
            db.database.session.flush()
            version = MaterialVersion(
                material_id=material.id,
                number=1,
                major=1,
                number_in_file="1",
                text=COURSE,
                attachments={},
                hash="cd" * 32,
                origin="shipped",
                reason="",
                by=cast.admin.id,
                at=at,
            )
            db.database.session.add(version)
        return actions.load_gate(read(text, "gate.md"), by=cast.admin.id, at=at)


def enrol(cast: Cast, person: Someone | Person, at: datetime = MORNING, gate: str = "presale-gate") -> Enrolment:
    """An enrolment of two days with mentor and trainer, its steps frozen into the record."""
    session = db.database.session
    version = session.scalars(select(MaterialVersion).join(Material).where(Material.kind == "课程")).first()
    assert version is not None
    with db.transaction(at=at, by=cast.trainer.id, why="enrol"):
        enrolment = Enrolment(
            person_id=person.id,
            course_key="presale-10d",
            course_name="售前客服 10 日上岗课程",
            course_version_id=version.id,
            post="presale",
            post_name="售前客服",
            gate_key=gate,
            days=2,
            start_on=at.date(),
            enrolled_at=at,
            enrolled_by=cast.trainer.id,
        )
        session.add(enrolment)
        session.flush()
        for role, coach in (("mentor", cast.mentor), ("trainer", cast.trainer)):
            session.add(Coach(enrolment_id=enrolment.id, person_id=coach.id, role=role, from_on=at.date()))
        body = {
            "course": "presale-10d",
            "version": "1",
            "post": "presale",
            "start": at.date().isoformat(),
            "mentor": cast.mentor.id,
            "trainer": cast.trainer.id,
            "steps": frozen_steps(),
        }
        subject = f"enrolment:{enrolment.id}"
        records.record(person.id, "enrolled", at=at, by=cast.trainer.id, subject=subject, body=body)
    return enrolment


def fact(person: Someone, kind: str, subject: str, body: dict[str, Any], at: datetime, **extra: Any) -> None:
    with db.transaction(at=at, by=extra.get("by", person.id), why="fact"):
        by = extra.pop("by", person.id)
        records.record(person.id, kind, at=at, by=by, subject=subject, body=body, **extra)


def complete_step(
    cast: Cast, person: Someone, key: str, at: datetime, roles: Iterable[str] = ("trainee", "beside")
) -> None:
    """The step is done, and signed by whoever of ``trainee`` and ``beside`` is asked to."""
    step = next(step for step in frozen_steps() if step["id"] == key)
    subject = step_subject("presale", key, "1")
    said = {name: step[name] for name in ("title", "kind", "version", "hash")}
    body = {"step": key, **said, "result": "", "learned_on": at.date().isoformat()}
    with db.transaction(at=at, by=person.id, why="step"):
        records.record(person.id, "step_done", at=at, by=person.id, subject=subject, body=body)
    first = None
    for turn, role in enumerate(step["signers"]):
        signer = {"trainee": person, "mentor": cast.mentor, "trainer": cast.trainer}[role]
        with db.transaction(at=at, by=person.id, why="ask"):
            asked = records.ask_signature(
                person.id,
                signer_id=signer.id,
                role=role,
                subject=subject,
                title=step["title"],
                meaning="本人已学完",
                body=body,
                step_kind=step["kind"],
                at=at,
                after=first,
            )
        if ("trainee" if role == "trainee" else "beside") in roles:
            sign([asked], signer, at + timedelta(minutes=1 + turn))
        first = first or asked


def sit(person: Someone, num: int, at: datetime, *, passed: bool = True, reasons: tuple[str, ...] = ()) -> None:
    """A result of the go-live exam out of 50, line 40."""
    body = {
        "exam": "presale-exam",
        "attempt": str(num),
        "form": "s",
        "num": num,
        "den": 1,
        "full": "50",
        "line": "40",
        "passed": int(passed),
        "reasons": list(reasons),
        "sections": [],
    }
    fact(person, "exam_result", f"exam:presale-exam/{at:%m%d%H%M}{num}", body, at, by="exam")


def play(
    cast: Cast, person: Someone, at: datetime, *, score: int = 90, signed: bool = True, scene: str = "R02"
) -> None:
    """A role-play scored by the trainer, signed by both unless not."""
    subject = f"roleplay:{scene}/{at:%m%d%H%M}"
    body = {
        "scenario": scene,
        "version": "1",
        "num": score,
        "den": 100,
        "fatal": 0,
        "method": "two people",
        "evidence": "",
    }
    fact(person, "roleplay", subject, body, at, by=cast.trainer.id)
    if not signed:
        return
    first = None
    for turn, (role, signer) in enumerate((("trainee", person), ("trainer", cast.trainer))):
        with db.transaction(at=at, by=person.id, why="ask"):
            asked = records.ask_signature(
                person.id,
                signer_id=signer.id,
                role=role,
                subject=subject,
                title=scene,
                meaning="本人已亲自完成",
                body={"score": score},
                step_kind="演练",
                at=at,
                after=first,
            )
        sign([asked], signer, at + timedelta(minutes=1 + turn))
        first = first or asked


def fluent(
    times: int = 2, seconds: int = 15, sets: tuple[str, ...] = ("TB", "PD"), verdict: str = "fluent"
) -> dict[str, Any]:
    """The fact as the drill writes it."""
    return {
        "sets": list(sets),
        "method": "practice",
        "verdict": verdict,
        "times": times,
        "seconds": seconds,
        "evidence": {"items": 120},
    }


def evidence(
    cast: Cast, person: Someone, enrolment: Enrolment, but: Iterable[str] = (), at: datetime = MORNING
) -> None:
    """All that the gate asks for, except the parts in ``but``."""
    left, about = set(but), f"enrolment:{enrolment.id}"
    assert left <= set(PARTS)
    tens = (at + timedelta(minutes=10 * number) for number in itertools.count(1))
    complete_step(cast, person, "W1", next(tens))
    beside = ("trainee",) if "beside" in left else ("trainee", "beside")
    complete_step(cast, person, "K1", next(tens), roles=beside)
    if "steps" not in left:
        complete_step(cast, person, "C1", next(tens))
    if "charter" not in left:
        fact(person, "acknowledged", "charter:charter@3", {"version": "3", "clauses": ["ZC1"]}, next(tens))
    for number in (1,) if "days" in left else (1, 2):
        day = (at + timedelta(days=number)).date().isoformat()
        fact(person, "attended", about, {"day": day}, next(tens))
    if "fluency" not in left:
        fact(person, "fluency", "fluency:presale-gate/G4", fluent(), next(tens))
    if "exam" not in left:
        sit(person, 43, next(tens))
    complete_step(cast, person, "Z1", next(tens))
    if "scene" not in left:
        play(cast, person, next(tens), signed="scene signed" not in left)
    if "closing" not in left:
        complete_step(cast, person, "Z2", next(tens))


def ready(cast: Cast, person: Someone, but: Iterable[str] = ()) -> Enrolment:
    """Gate, enrolment and evidence at once."""
    load(cast)
    enrolment = enrol(cast, person)
    evidence(cast, person, enrolment, but)
    return enrolment


def seen(person: Someone, at: datetime = DECIDING) -> str:
    """What a page would have shown."""
    return queries.readiness([person.id], at)[person.id].hash


def decide(
    person: Someone, by: Someone, decision: str = "agree", at: datetime = DECIDING, **said: Any
) -> tuple[Decision, Certificate | None]:
    """Decide on what is there now."""
    given = actions.Given(
        decision,
        said.get("reason", "成绩达标。" if decision != "agree" else ""),
        said.get("seen") or seen(person, at),
        said.get("conditions", LIMITED if decision == "conditional" else Conditions()),
    )
    with db.transaction(at=at, by=by.id, why="decide"):
        return actions.decide(person.id, given, proof=Proved(by.id), at=at)


def certified(cast: Cast, person: Someone, decision: str = "agree", at: datetime = DECIDING) -> Certificate:
    """Somebody who has been let go live."""
    ready(cast, person)
    certificate = decide(person, cast.supervisor, decision, at)[1]
    assert certificate is not None
    return certificate


def firm_decides(cast: Cast, name: str, value: str, at: datetime = MORNING) -> None:
    """A decision of the firm, as its page would have written it."""
    with db.transaction(at=at, by=cast.admin.id, why="decide"):
        row = DecisionValue(name=name, value=value, by=cast.admin.id, at=at, reason="test")
        db.database.session.add(row)
