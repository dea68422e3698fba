"""Who takes a message out of the house: robots and the mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app

from cstrain.kit import db, outgoing
from cstrain.notices.actions.outbox import SENDERS, Parcel
from cstrain.notices.models import MailAddress, Robot
from cstrain.notices.queries.outbox import sent_lately
from cstrain.notices.queries.seal import opened
from cstrain.notices.rules.robots import A_MINUTE, Heard, Platform, Verdict, call_of, verdict

MAIL_WAIT = 10  # seconds
GONE = Verdict(Heard.HOPELESS, "gone")


def to_robot(parcel: Parcel, at: datetime) -> Verdict:
    """To the group, signed as the platform wants it, never quicker than it allows."""
    row = db.database.session.get(Robot, parcel.receiver)
    if row is None or row.ended_at is not None:
        return GONE
    platform = Platform(row.platform)
    if sent_lately(parcel.lane, at) >= A_MINUTE[platform]:
        return Verdict(Heard.LATER, "rate", timedelta(seconds=60))
    address, secret = opened(row.address_box, f"{row.id}:address"), opened(row.secret_box, f"{row.id}:secret")
    db.abandon()
    call = call_of(platform, address, secret, str(parcel.body["text"]), at)
    answer = outgoing.post(call.address, call.body, call.headers)
    return verdict(platform, answer.status, answer.body)


def to_mail(parcel: Parcel, at: datetime) -> Verdict:
    """By the mail server; a stable Message-ID, so that mailboxes show a second delivery once."""
    row = db.database.session.get(MailAddress, parcel.receiver)
    if row is None or not current_app.config["MAIL_URL"]:
        return GONE
    message = mail(row.address, str(parcel.body["subject"]), str(parcel.body["text"]), parcel.key, at)
    db.abandon()
    try:
        with _server() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        return Verdict(Heard.HOPELESS, re.sub(r"\S+@\S+", "…", str(refused))[:200])
    return Verdict(Heard.TAKEN)


def mail(to: str, subject: str, text: str, key: str, at: datetime) -> EmailMessage:
    """One plain message. Everything in its head is ours, or was checked to be one line."""
    sender = current_app.config["MAIL_FROM"] or "cstrain@localhost"
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{re.sub('[^0-9a-z.-]', '.', key)}@{sender.rpartition('@')[2].rstrip('>')}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def _server() -> smtplib.SMTP:
    """``smtps://name:password@host:465``, ``smtp+starttls://…:587`` or ``smtp://host:25``."""
    parts = urlsplit(current_app.config["MAIL_URL"])
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=MAIL_WAIT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=MAIL_WAIT)
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


SENDERS.update({"robot": to_robot, "mail": to_mail})
