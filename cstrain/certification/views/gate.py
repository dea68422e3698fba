"""The board of the gate: who is ready, who lacks what; and the same lines as a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from cstrain.certification import queries
from cstrain.certification.queries import Board, BoardFilter, Row
from cstrain.certification.rules.board import CERTIFIED, LEARNING, Group
from cstrain.certification.rules.gate import Need
from cstrain.certification.rules.readiness import State
from cstrain.certification.views.blueprint import bp
from cstrain.certification.words import CERTIFICATE, COLUMN_NEEDS, GATE, GROUPS, figure, score_text
from cstrain.kit import clock
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import download, page
from cstrain.people.doors import ALL_TEAMS, me, needs
from cstrain.people.queries import mine, teams
from cstrain.people.rules import May

ORDER = (Need.SHEET, Need.FLUENT, Need.EXAM, Need.ROLEPLAY, Need.ACKNOWLEDGED, Need.DAYS, Need.CERTIFICATE)
HIDDEN_WHEN_EMPTY = (Group.POSTPONED, Group.LAPSED)


def shown_filter() -> BoardFilter:
    given = request.args
    group = given.get("show", "")
    return BoardFilter(
        words=given.get("q", "").strip(),
        team=given.get("team", ""),
        course=given.get("course", ""),
        cohort=given.get("cohort", ""),
        group=group if group in list(Group) else "",
        page=max(1, given.get("page", 1, int)),
    )


def scope() -> Select[Any]:
    return mine(me(), May.GATE_SEE)


@dataclass(frozen=True)
class Cell:
    """One requirement of one person: the figure, its tone, a small second line."""

    text: str
    tone: str
    below: str = ""


Progress = dict[str, tuple[int, int]]  # condition → questions fluent, questions in all


def cells(row: Row, so_far: Progress) -> dict[str, Cell]:
    """Need → how it stands; several conditions of one kind share a cell, the unmet one speaks."""
    found: dict[str, Cell] = {}
    for state in row.ready.states if row.ready else []:
        need = state.condition.need.value
        if need not in found or not state.is_met:
            found[need] = _cell(row, state, so_far.get(state.condition.id))
    return found


def _cell(row: Row, state: State, so_far: tuple[int, int] | None) -> Cell:
    assert row.ready is not None
    evidence = row.ready.evidence
    need = state.condition.need
    sitting = evidence.exams.get(state.condition.targets[0]) if need is Need.EXAM and state.condition.targets else None
    below = ""
    if need is Need.SHEET and evidence.refused:
        below = _("拒签 %(count)s", count=evidence.refused)
    elif need is Need.SHEET and evidence.owed:
        below = _("待签字 %(count)s", count=evidence.owed)
    elif sitting is not None and sitting.status == "fatal":
        below = _("答错否决题")
    elif sitting is not None and sitting.times > 1:
        below = _("第 %(times)s 次", times=sitting.times)
    return Cell(figure(state, sitting, so_far), tone_of(state), below)


def tone_of(state: State) -> str:
    """Unfinished is grey; what awaits somebody's hand amber; refused violet; failed red."""
    if state.is_met:
        return "ok"
    tones = {
        "owed": "warn",
        "beside_left": "warn",
        "closing_left": "warn",
        "scenes_unsigned": "warn",
        "refused": "hold",
    }
    return "bad" if state.why in ("exam_failed", "exam_fatal") else tones.get(state.why, "mute")


def badge_of(row: Row) -> tuple[Any, str, str]:
    """The state of one line: word, icon, tone."""
    if row.certificate is not None:
        return CERTIFICATE[row.standing]
    assert row.ready is not None
    if row.group is Group.POSTPONED:
        return GATE["postpone"]
    if row.group is Group.READY:
        return GATE["ready"]
    if row.ready.evidence.refused:
        return (_("拒签待处理"), "circle-pause", "hold")
    if row.ready.evidence.red_lines:
        return (_("红线待处理"), "octagon-alert", "bad")
    if row.group is Group.NEAR:
        return (_("差 %(count)s 项", count=row.ready.lacking), "circle-dot", "warn")
    return GATE["training"]


def _fluent(board: Board, at: datetime) -> dict[str, Progress]:
    return queries.fluent_progress([row.ready for row in board.rows if row.ready], at)


def stats(board: Board, shown: BoardFilter) -> list[dict[str, Any]]:
    """The groups with how many stand in each; each opens its lines."""
    found = []
    for group in Group:
        if group in HIDDEN_WHEN_EMPTY and not board.counts[group] and shown.group != group:
            continue
        label, tone = GROUPS[group.value]
        if group is Group.CONDITIONAL and board.first_end is not None:
            end = _("%(month)s 月 %(day)s 日", month=board.first_end.month, day=board.first_end.day)
            label = _("%(label)s，%(day)s到期", label=label, day=end)
        found.append(
            {
                "value": board.counts[group],
                "label": label,
                "tone": tone if board.counts[group] else None,
                "url": url_for("certification.gate", **_kept(shown), show=group.value),
                "current": shown.group == group,
            }
        )
    return found


def _kept(shown: BoardFilter) -> dict[str, Any]:
    """The filter as a query, without the group; only what was chosen."""
    chosen = {"q": shown.words, "team": shown.team, "course": shown.course, "cohort": shown.cohort}
    return {name: value for name, value in chosen.items() if value}


def _columns(board: Board) -> list[Need]:
    """Only requirements that somebody's gate asks for."""
    asked = {state.condition.need for row in board.rows if row.ready for state in row.ready.states}
    return [need for need in ORDER if need in asked]


@bp.get("/gate")
@needs(May.GATE_SEE)
def gate() -> Any:
    shown, at = shown_filter(), clock.received()
    board = queries.board(scope(), shown, at)
    cohorts, courses = queries.cohorts_and_courses()
    covered = me().may[May.GATE_SEE]
    fluent = _fluent(board, at)
    return page(
        "certification/gate.html",
        board=board,
        shown=shown,
        stats=stats(board, shown),
        columns=_columns(board),
        lines=[(row, cells(row, fluent.get(row.person.id, {})), badge_of(row)) for row in board.rows],
        learning=shown.group not in list(CERTIFIED),
        teams=[(team.id, team.name) for team, _many in teams() if ALL_TEAMS in covered or team.id in covered],
        cohorts=cohorts,
        courses=courses,
        at=clock.local(at),
    )


@bp.get("/gate/export")
@needs(May.GATE_SEE)
def export_gate() -> Any:
    """The lines the filter shows, all pages of them."""
    shown = shown_filter()
    at = clock.received()
    board = queries.board(scope(), shown, at, whole=True)
    data = _certified_sheet(board) if shown.group in list(CERTIFIED) else _learning_sheet(board, _fluent(board, at))
    return download(data, "上岗准入.xlsx", XLSX)


def _learning_sheet(board: Board, fluent: dict[str, Progress]) -> bytes:
    columns = _columns(board)
    titles = [
        "工号",
        "姓名",
        "小组",
        "批次",
        "课程",
        "到场天数",
        "计划天数",
        *(str(COLUMN_NEEDS[need]) for need in columns),
        "状态",
    ]
    rows = []
    for row in board.rows:
        found, ready = cells(row, fluent.get(row.person.id, {})), row.ready
        assert ready is not None
        cohort = ready.enrolment.cohort.name if ready.enrolment.cohort else ""
        team = row.person.team.name if row.person.team else ""
        figures = [found[need].text if need in found else "—" for need in columns]
        days = (ready.evidence.days, ready.enrolment.days)
        said = [row.person.employee_no, row.person.name, team, cohort, ready.enrolment.course_name, *days]
        rows.append([*said, *figures, str(badge_of(row)[0])])
    return write(titles, rows, "上岗准入")


def _certified_sheet(board: Board) -> bytes:
    titles = ["工号", "姓名", "小组", "证书", "编号", "生效", "到期", "状态"]
    rows = []
    for row in board.rows:
        certificate = row.certificate
        assert certificate is not None
        start = clock.local(certificate.valid_from).date().isoformat()
        rows.append(
            [
                row.person.employee_no,
                row.person.name,
                row.person.team.name if row.person.team else "",
                certificate.name,
                certificate.no,
                start,
                certificate.valid_until.isoformat(),
                str(badge_of(row)[0]),
            ]
        )
    return write(titles, rows, "上岗准入")


__all__ = ["LEARNING", "badge_of", "cells", "score_text", "tone_of"]
