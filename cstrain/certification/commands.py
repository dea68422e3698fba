"""What the worker looks after: certificates about to end, and those asked for as PDF."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from cstrain.certification import queries
from cstrain.certification.actions.endings import tell_endings
from cstrain.certification.models import Certificate
from cstrain.certification.queries.endings import endings
from cstrain.certification.words import condition_pairs, day_words, scope_words
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.paper import qr
from cstrain.people.queries import installation
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.models import PaperOrder
from cstrain.records.rules import sha256

PLACES = ("店铺", "平台")
NOTE = "本证书的状态以核验页为准。暂停、撤销或到期后，核验页会立即显示，纸面不再有效。"

cli = AppGroup("certification", help="Certificates.")


@cli.command("tell-endings")
def tell_now() -> None:
    """Tell people of certificates ending in 90, 60, 30 or 7 days; each once."""
    at = clock.now()
    with db.transaction(at=at, by="flask certification tell-endings", why="certificates end"):
        click.echo(tell_endings(at))


def tell_of_endings(at: datetime) -> None:
    """Looks before it takes the queue: mostly there is nothing to tell."""
    if not endings(at):
        db.abandon()
        return
    with db.transaction(at=at, by="janitor", why="certificates end"):
        tell_endings(at)


def make_certificates(at: datetime) -> None:
    """The certificates that wait as PDF; nothing is held open meanwhile."""
    for order in facts.orders_to_make(["certificate"]):
        order_id, file, digest = order.id, facts.paper_file(order), ""
        try:
            data = certificate_pdf(order, at)
            file.parent.mkdir(mode=0o700, exist_ok=True)
            file.write_bytes(data)
            digest = sha256(data)
        except Exception:
            current_app.logger.exception("certificate %s", order_id)
        db.abandon()
        with db.transaction(at=at, by="worker", why="certificate as PDF"):
            records.paper_made(order_id, digest, at)
    db.abandon()


def certificate_pdf(order: PaperOrder, at: datetime) -> bytes:
    """One page A4, sealed by the organisation; NotYours when there is no such certificate."""
    from cstrain.kit.pades import certificate_of, sealed
    from cstrain.kit.typeset import typeset

    held = queries.by_number(str(order.asked["no"]))
    if held is None:
        raise NotYours
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        data = certificate_data(held, str(order.asked.get("link", "")))
    folder = certificate_of(Path(current_app.config["INSTANCE"]), data["company"] or "cstrain", at)
    said = {name: data[name] for name in ("no", "code", "name", "said", "facts", "company")}
    return sealed(typeset("certificate.typ", data, json.dumps(said, ensure_ascii=False)), folder, reason=data["title"])


def certificate_data(held: Certificate, link: str) -> dict[str, Any]:
    """What the template prints: no score, no reason. ``link``: of the page that verifies it."""
    home, issued = installation(), next((one for one in queries.moves(held.id) if one.event == "issue"), None)
    entry = facts.entry(held.person_id, issued.entry_seq if issued is not None else held.entry_seq)
    signer = facts.private(entry).get("actor", {}) if entry is not None else {}
    return {
        "title": "上岗证书",
        "company": home.name if home is not None else "",
        "no": held.no,
        "code": held.check_code,
        "name": held.person.name,
        "said": _said(held),
        "facts": _facts(held),
        "signer": {
            "name": signer.get("name", "—"),
            "number": signer.get("number", ""),
            "at": entry.local_at.strftime("%Y-%m-%d %H:%M") if entry is not None else "",
        },
        "qr": str(qr(link or f"{held.no} {held.check_code}", held.no)),
        "note": NOTE,
        "demo": "演示·不作凭证" if home is not None and home.is_demo else "",
    }


def _said(held: Certificate) -> str:
    number, post = held.person.employee_no, held.scope["post_name"]
    if held.take_over is not None:
        return f"工号 {number}，{held.take_over.since} 起已在岗，按存量认定发证。"
    how = "批准有条件上岗" if held.conditional else "批准上岗"
    return f"工号 {number}，完成{post}岗前培训，全部环节签字，{how}。"


def _facts(held: Certificate) -> list[list[str]]:
    starts = clock.local(held.valid_from)
    limits = [[str(label), str(value)] for label, value in condition_pairs(held.conditions) if str(label) not in PLACES]
    found = [
        ["证书", held.name],
        ["岗位", str(held.scope["post_name"])],
        ["店铺 / 平台", str(scope_words(held.scope))],
        ["上岗方式", "有条件上岗" if held.conditional else "同意上岗"],
        *limits,
        ["生效", f"{starts.year} 年 {starts.month} 月 {starts.day} 日"],
        ["到期", str(day_words(held.valid_until))],
    ]
    return found if len(found) % 2 == 0 else [*found, ["", ""]]


JANITOR = (tell_of_endings, make_certificates)
