"""People are told that a certificate ends: 90, 60, 30 and 7 days before, once each."""

from __future__ import annotations

from datetime import datetime

from cstrain.certification.models import Certificate, EndingNotice
from cstrain.certification.queries.endings import endings
from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.queries import holders
from cstrain.people.rules import May


@db.deed
def tell_endings(at: datetime) -> int:
    """Tell the holder and whoever decides for their team; returns how many certificates it was about."""
    due = endings(at)
    session = db.database.session
    for ending in due:
        certificate = ending.certificate
        session.add(EndingNotice(certificate_id=certificate.id, days=ending.days, at=at))
        holder = session.get_one(Person, certificate.person_id)
        _tell(certificate, holder, ending.days, at)
    session.flush()
    return len(due)


def _tell(certificate: Certificate, holder: Person, days: int, at: datetime) -> None:
    key, link = f"ends:{certificate.no}:{days}", f"/certificate/{certificate.no}"
    facts = {"certificate": certificate.name, "until": certificate.valid_until.isoformat(), "name": holder.name}
    people.tell(holder.id, "certificate_ends", key, facts=facts, link=link, at=at)
    for decider in holders(May.GATE_DECIDE, holder.team_id, at):
        if decider.id != holder.id:
            people.tell(decider.id, "certificate_of_ends", key, facts=facts, link=link, at=at)
