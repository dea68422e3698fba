"""The board: the ladder with how many stand on each level, who may rise, who lacks exactly what; the same as a sheet."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from cstrain.kit import clock
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import download, page
from cstrain.levels import queries
from cstrain.levels.queries import LevelBoard, LevelFilter, LevelRow
from cstrain.levels.rules.board import Group
from cstrain.levels.rules.promotion import PromotionState
from cstrain.levels.views.blueprint import bp
from cstrain.levels.words import GROUPS, PROMOTIONS, condition_words, gap_words, level_words, progress
from cstrain.people.doors import ALL_TEAMS, me, needs
from cstrain.people.queries import mine, teams
from cstrain.people.rules import May

ALWAYS = (Group.PROPOSED, Group.NEAR, Group.FAR)
NO_LEVEL = "none"


def shown_filter() -> LevelFilter:
    given = request.args
    group = given.get("show", "")
    return LevelFilter(
        words=given.get("q", "").strip(),
        team=given.get("team", ""),
        group=group if group in list(Group) else "",
        level=given.get("level", ""),
        page=max(1, given.get("page", 1, int)),
    )


def scope() -> Select[Any]:
    return mine(me(), May.LEVELS_SEE)


def stats(board: LevelBoard, shown: LevelFilter) -> list[dict[str, Any]]:
    """The groups with how many stand in each; each opens its lines."""
    return [
        {
            "value": board.counts[group],
            "label": badge_of(group)[0],
            "tone": badge_of(group)[2] if board.counts[group] else None,
            "url": url_for("levels.board", **_kept(shown), show=group.value),
            "current": shown.group == group,
        }
        for group in Group
        if group in ALWAYS or board.counts[group] or shown.group == group
    ]


def badge_of(group: Group) -> tuple[Any, str, str]:
    """等您决定 is said to those alone who may decide."""
    if group is Group.PROPOSED and not me().can(May.LEVELS_DECIDE):
        return PROMOTIONS[PromotionState.PROPOSED.value]
    return GROUPS[group.value]


def _kept(shown: LevelFilter) -> dict[str, Any]:
    chosen = {"q": shown.words, "team": shown.team, "level": shown.level}
    return {name: value for name, value in chosen.items() if value}


@bp.get("/levels")
@needs(May.LEVELS_SEE)
def board() -> Any:
    shown, at = shown_filter(), clock.received()
    held = queries.in_force()
    if held is None:
        return page("levels/unchosen.html", ladders=queries.newest(), choice=queries.CHOICE)
    found = queries.board(scope(), held, shown, at)
    covered = me().may[May.LEVELS_SEE]
    levels = [
        {
            "name": level.name,
            "count": found.levels[level.code],
            "text": level_words(level),
            "url": url_for("levels.board", **{**_kept(shown), "level": level.code}),
        }
        for level in held.ladder.levels
    ]
    return page(
        "levels/board.html",
        board=found,
        shown=shown,
        held=held,
        ladder=levels,
        stats=stats(found, shown),
        level_names={level.code: level.name for level in held.ladder.levels} | {NO_LEVEL: _("还没有定级")},
        teams=[(team.id, team.name) for team, _many in teams() if ALL_TEAMS in covered or team.id in covered],
        badge_of=badge_of,
        imported=queries.last_import(),
        at=clock.local(at),
    )


@bp.get("/levels/export")
@needs(May.LEVELS_SEE)
def export_board() -> Any:
    """The lines the filter shows, all pages of them."""
    held = queries.in_force()
    titles = ["工号", "姓名", "小组", "等级", "自何月", "下一级", "状态", "条件", "差什么"]
    if held is None:
        return download(write(titles, [], "等级与晋升"), "等级与晋升.xlsx", XLSX)
    found = queries.board(scope(), held, shown_filter(), clock.received(), whole=True)
    return download(write(titles, [_line(row) for row in found.rows], "等级与晋升"), "等级与晋升.xlsx", XLSX)


def _line(row: LevelRow) -> list[str]:
    standing, person = row.standing, row.person
    holding = standing.holding
    conditions = [f"{condition_words(gap.condition)}（{progress(gap)}）" for gap in standing.gaps]
    return [
        person.employee_no,
        person.name,
        person.team.name if person.team else "",
        holding.name if holding else "",
        f"{holding.since:%Y-%m}" if holding else "",
        standing.target.name if standing.target else "",
        str(badge_of(row.group)[0]),
        "；".join(conditions),
        "；".join(lacks(row)),
    ]


def lacks(row: LevelRow) -> list[str]:
    """Everything somebody lacks, a level that rests first."""
    said = [_("%(names)s不在有效期内", names="、".join(row.standing.lapsed))] if row.standing.lapsed else []
    return [*said, *(gap_words(gap) for gap in row.standing.lacking)]
