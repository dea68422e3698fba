"""Notices: what is found here.

``seal`` secrets as they are kept · ``channels`` robots, hours, addresses · ``gather`` what a team is to be told ·
``outbox`` what waits to leave.
"""

from cstrain.notices.queries.channels import hours, mail_address, robot, robots, robots_of, told_today
from cstrain.notices.queries.gather import gather, teams_with_people
from cstrain.notices.queries.outbox import heads, latest, stuck, waiting_count
from cstrain.notices.queries.seal import opened, sealed

__all__ = [
    "gather",
    "heads",
    "hours",
    "latest",
    "mail_address",
    "opened",
    "robot",
    "robots",
    "robots_of",
    "sealed",
    "stuck",
    "teams_with_people",
    "told_today",
    "waiting_count",
]
