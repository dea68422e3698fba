"""Notices: what changes here."""

from cstrain.notices.actions.channels import RobotSaid, add_robot, end_robot, keep_mail, set_hours, try_robot
from cstrain.notices.actions.outbox import SENDERS, Parcel, put_out, send_due
from cstrain.notices.actions.senders import mail, to_mail, to_robot
from cstrain.notices.actions.tell import rounds_due, tell_due

__all__ = [
    "SENDERS",
    "Parcel",
    "RobotSaid",
    "add_robot",
    "end_robot",
    "keep_mail",
    "mail",
    "put_out",
    "rounds_due",
    "send_due",
    "set_hours",
    "tell_due",
    "to_mail",
    "to_robot",
    "try_robot",
]
