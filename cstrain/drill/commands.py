"""``flask drill fluency``: how somebody stands with 对答如流, with the reasons."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from cstrain.drill import queries
from cstrain.drill.queries import Verdict
from cstrain.drill.rules import ItemState
from cstrain.drill.words import line_words, so_far, to_do
from cstrain.kit import clock
from cstrain.people import queries as people
from cstrain.people.rules import local_date

cli = AppGroup("drill", help="Practice: who is fluent.")


@cli.command("fluency")
@click.argument("employee_no")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def fluency(employee_no: str, as_json: bool) -> None:
    """Say whether EMPLOYEE_NO answers the whole set fluently, which questions are missing and what to do today."""
    person = people.by_number(employee_no)
    if person is None:
        raise click.ClickException(f"没有工号「{employee_no}」")
    at = clock.now()
    found = [queries.verdict(person.id, target, at) for target in queries.targets(person.id)]
    told = {
        "employee_no": person.employee_no,
        "name": person.name,
        "fluent": bool(found) and all(one.fluent for one in found),
        "lines": [_line(one, at) for one in found],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _words(told))


def _line(one: Verdict, at: datetime) -> dict[str, Any]:
    target, beside = one.target, one.beside
    today = local_date(at, clock.zone())
    return {
        "gate": target.gate,
        "line": target.item,
        "banks": list(target.banks),
        "decided": target.is_decided,
        "times": target.times,
        "seconds": target.seconds,
        "fluent": one.fluent,
        "done": one.count.done,
        "total": one.count.total,
        "today": sum(1 for state in one.count.missing if state.left_today(today)),
        "missing": [_missing(state, at) for state in one.count.missing],
        "recall": {
            "percent": beside.recall,
            "on": beside.on.isoformat(),
            "required": beside.wanted.recall,
            "met": beside.recall_is_met,
        },
        "pace": {
            "mine_ms": beside.mine,
            "team_ms": beside.team,
            "percent": beside.pace,
            "required": beside.wanted.pace,
            "met": beside.pace_is_met,
        },
    }


def _missing(state: ItemState, at: datetime) -> dict[str, Any]:
    today = local_date(at, clock.zone())
    return {
        "question": state.item.id,
        "limit_ms": state.limit,
        "best_ms": state.best,
        "hits": state.hits,
        "left": state.left,
        "left_today": state.left_today(today),
        "so_far": so_far(state),
        "to_do": to_do(state, today),
    }


def _words(told: dict[str, Any]) -> str:
    lines = [f"{told['employee_no']} {told['name']}：{'对答如流' if told['fluent'] else '还没有对答如流'}"]
    if not told["lines"]:
        lines.append("没有报课程，没有要对答如流的题。")
    for line in told["lines"]:
        lines.append(f"{line['gate']} {line['line']}：{line['done']} / {line['total']} 题，今天能补 {line['today']} 题")
        lines.append(
            line_words(line["times"], line["seconds"]) if line["decided"] else "次数和秒数由企业决定，还没有选定。"
        )
        recall, pace = line["recall"], line["pace"]
        lines.append(f"预计 {recall['on']} 还记得 {recall['percent']}%" + _required(recall, "至少"))
        if pace["percent"] is not None:
            lines.append(f"用时是上岗同事的 {pace['percent']}%" + _required(pace, "至多"))
        lines += [f"  {one['question']}：{one['so_far']}；{one['to_do']}" for one in line["missing"]]
    return "\n".join(lines)


def _required(figure: dict[str, Any], word: str) -> str:
    return f"（要求{word} {figure['required']}%）" if figure["required"] else "（只供参考）"
