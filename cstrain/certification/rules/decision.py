"""The decision at the gate: what it says, what a conditional one is bound to, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cstrain.certification.rules.certificate import State, valid_until
from cstrain.certification.rules.gate import Gate
from cstrain.certification.rules.readiness import AGREE, CONDITIONAL
from cstrain.kit.errors import Refusal
from cstrain.people.rules import PersonState, add_months

MOST_DAILY, MOST_PARALLEL, MOST_CHECKS = 1000, 50, 200
DECIDABLE = frozenset({PersonState.IN_TRAINING, PersonState.REHIRED, PersonState.AT_WORK})
MEANINGS = {
    "agree": "已核对以上证据，同意上岗",
    "conditional": "已核对以上证据，同意按所列条件上岗",
    "postpone": "已核对以上证据，暂缓上岗",
}


@dataclass(frozen=True)
class Scope:
    """Where a certificate holds; no platform and no store: everywhere."""

    post: str = ""
    post_name: str = ""
    platforms: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """As it stands in record, certificate and answers."""
        return {
            "post": self.post,
            "post_name": self.post_name,
            "platforms": list(self.platforms),
            "stores": list(self.stores),
        }


@dataclass(frozen=True)
class Conditions:
    """What a conditional go-live is bound to. 0 and "": not limited. ``until``: its last day."""

    platform: str = ""
    store: str = ""
    daily: int = 0
    parallel: int = 0
    mentor: str = ""  # printed name
    checks: int = 0
    until: date | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """As it stands in record and certificate: only what was set."""
        said = {
            "platform": self.platform,
            "store": self.store,
            "daily": self.daily,
            "parallel": self.parallel,
            "mentor": self.mentor,
            "checks": self.checks,
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in said.items() if value}


def require_conditions(decision: str, conditions: Conditions, gate: Gate, today: date) -> None:
    """A conditional go-live says until when and what it is bound to; no other decision has conditions."""
    if decision != CONDITIONAL:
        if conditions.plain:
            raise Refusal("conditions_not_asked")
        return
    if conditions.until is None or len(conditions.plain) < 2:
        raise Refusal("conditions_needed")
    last = valid_until(today, gate.months)
    if not today < conditions.until <= last:
        raise Refusal("until_out_of_range", first=today.isoformat(), last=last.isoformat())
    ceilings = ((conditions.daily, MOST_DAILY), (conditions.parallel, MOST_PARALLEL), (conditions.checks, MOST_CHECKS))
    if any(not 0 <= value <= most for value, most in ceilings):
        raise Refusal("ceiling_out_of_range", daily=MOST_DAILY, parallel=MOST_PARALLEL, checks=MOST_CHECKS)


def last_day(decision: str, conditions: Conditions, gate: Gate, today: date) -> date:
    """The last day of the certificate that a decision issues."""
    if decision == CONDITIONAL and conditions.until is not None:
        return conditions.until
    return valid_until(today, gate.months)


def require_here(state: str) -> None:
    """Somebody on leave, paused or gone is not let go live."""
    if PersonState(state) not in DECIDABLE:
        raise Refusal("person_not_here")


@dataclass(frozen=True)
class Before:
    """What was decided on this enrolment before: the last decision that was not withdrawn, the state its certificate is
    in; and when the enrolment ended (None: it runs)."""

    decision: str = ""
    certificate: str = ""
    ended_on: date | None = None


def require_open(before: Before, gate: Gate, today: date) -> None:
    """One enrolment leads to one certificate: to another only from a conditional one, and never on old evidence."""
    if before.certificate == State.SUSPENDED:
        raise Refusal("suspended_first")
    if before.certificate == State.REVOKED:
        raise Refusal("certificate_was_revoked")
    if before.decision == AGREE:
        raise Refusal("decided_already")
    if before.ended_on is not None and add_months(before.ended_on, gate.months) < today:
        raise Refusal("evidence_is_old", ended=before.ended_on.isoformat())
