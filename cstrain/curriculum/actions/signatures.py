"""The signatures a finished step needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cstrain.curriculum import queries
from cstrain.curriculum.models import Enrolment, PlanStep
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.people.rules import local_date
from cstrain.records import actions as records
from cstrain.records.rules import meaning_of


def ask_signatures(enrolment: Enrolment, step: PlanStep, body: dict[str, Any], at: datetime) -> None:
    """The person's own first, then those of mentor and trainer where the step asks for them."""
    own = None
    for role in step.signers:
        signer = enrolment.person_id
        if role != "trainee":
            named = queries.signer(enrolment, role, local_date(at, clock.zone()))
            if named is None:
                raise Refusal(f"{role}_missing")
            signer = named
        asked = records.ask_signature(
            enrolment.person_id,
            signer_id=signer,
            role=role,
            subject=queries.subject_of(enrolment, step),
            title=step.title,
            meaning=meaning_of(step.kind, role, str(step.major)),
            body=body,
            step_kind=step.kind,
            at=at,
            group=f"day-{step.day}",
            after=own,
        )
        own = own or asked
