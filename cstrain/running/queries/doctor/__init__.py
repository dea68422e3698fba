"""The doctor: everything that speaks against relying on this installation. Looking changes nothing."""

from __future__ import annotations

from datetime import datetime

from cstrain.kit import db
from cstrain.running.queries.doctor import database, files, people
from cstrain.running.rules import Finding, World, unfit_address


def findings(world: World, at: datetime) -> list[Finding]:
    """What was found, in the order in which it should be mended."""
    found = [
        *unfit_address(world.served),
        *files.findings(world, at),
        *database.findings(world, at),
        *people.findings(at),
    ]
    db.abandon()
    return sorted(found, key=lambda one: one.is_note)
