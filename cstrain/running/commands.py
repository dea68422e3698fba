"""``flask doctor``: what speaks against relying on this installation, in plain words, with what to do."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.running import queries
from cstrain.running.rules import Finding
from cstrain.running.words import FINDINGS


def _sentences(found: list[Finding]) -> list[str]:
    lines = []
    for one in found:
        wrong, remedy = FINDINGS[one.code]
        mark = _("提示") if one.is_note else _("要处理")
        facts: dict[str, Any] = dict(one.facts)
        lines.append(f"{mark}：{str(wrong) % facts if facts else wrong}（{one.code}）\n    → {remedy}")
    alarms = sum(not one.is_note for one in found)
    lines.append(_("%(count)s 处要处理。", count=alarms) if alarms else _("没有发现要处理的问题。"))
    return lines


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@with_appcontext
def cli(as_json: bool) -> None:
    """Look at settings, files, clock, database, copies, witness and accounts; exit 1 when something must be mended."""
    found = queries.findings(queries.the_world(), clock.now())
    alarms = [one for one in found if not one.is_note]
    if as_json:
        said = [{"code": one.code, "note": one.is_note, **one.facts} for one in found]
        click.echo(json.dumps({"ok": not alarms, "found": said}, ensure_ascii=False))
    else:
        with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
            click.echo("\n".join(_sentences(found)))
    if alarms:
        raise SystemExit(1)
