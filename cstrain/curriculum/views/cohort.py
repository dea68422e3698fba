"""Batches, and the people of one: who is late, who is stuck and where, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from cstrain.curriculum import queries
from cstrain.curriculum.queries import Follow, Line
from cstrain.curriculum.queries.cohort import EVERYBODY, NO_BATCH, SHOWS
from cstrain.curriculum.rules import ATTENDED, DayStanding
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.shown import waits_for
from cstrain.curriculum.words import DAY_STANDINGS, ENROLMENT_STATES
from cstrain.curriculum.words import SHOWS as SHOW_WORDS
from cstrain.kit import clock
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.text import clipped
from cstrain.kit.web import download, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

PER_PAGE = 25


@dataclass(frozen=True)
class Paged:
    """A slice of a list, as macro ``pager`` counts it."""

    items: list[Line]
    page: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def paged(listed: list[Line], number: int) -> Paged:
    number = min(max(1, number), max(1, -(-len(listed) // PER_PAGE)))
    return Paged(listed[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(listed))


@bp.get("/cohort")
@needs(May.COHORT_SEE)
def cohorts() -> Any:
    listed = queries.batches(me(), clock.received())
    return page("curriculum/cohorts.html", batches=listed, total=sum(batch.people for batch in listed))


def _follow(cohort_id: str) -> Follow:
    return Follow(cohort_id, request.args.get("q", "").strip(), request.args.get("show", ""))


def _title(cohort_id: str) -> str:
    """The batch's name; 404 for a batch without anybody in one's scope."""
    if cohort_id == EVERYBODY:
        return str(_("所有人"))
    if cohort_id == NO_BATCH:
        return str(_("不分批次"))
    return queries.cohort(cohort_id, me()).name


@bp.get("/cohort/<cohort_id>")
@needs(May.COHORT_SEE)
def cohort(cohort_id: str) -> Any:
    """People × days, late first; the figures above are the filters."""
    shown, title = _follow(cohort_id), _title(cohort_id)
    found = queries.lines(me(), shown, clock.received())
    kept = queries.kept(found, shown.show)
    return page(
        "curriculum/cohort.html",
        cohort_id=cohort_id,
        title=title,
        shown=shown,
        enrolled=request.args.get("enrolled", 0, int),
        figures=_figures(found, shown),
        listed=paged(kept, request.args.get("page", 1, int)),
        days=max((line.board.enrolment.days for line in kept), default=0),
        courses=sorted({line.board.enrolment.course_name for line in found}),
        stuck=_stuck,
        DAYS=DAY_STANDINGS,
        STATES=ENROLMENT_STATES,
        export=url_for("curriculum.cohort_sheet", cohort_id=cohort_id, q=shown.words or None, show=shown.show or None),
    )


def _figures(found: list[Line], shown: Follow) -> list[dict[str, Any]]:
    """Everybody, then each thing that is counted; every figure opens the list of exactly those people."""
    here: dict[str, Any] = {"cohort_id": shown.batch, "q": shown.words or None}
    every = {"value": len(found), "label": _("全部"), "url": url_for("curriculum.cohort", **here), "tone": None}
    listed = [{**every, "current": shown.show not in SHOWS}]
    for name, count in queries.counts(found).items():
        label, tone = SHOW_WORDS[name]
        url = url_for("curriculum.cohort", **here, show=name)
        listed.append(
            {"value": count, "label": label, "url": url, "tone": tone if count else None, "current": shown.show == name}
        )
    return listed


def _stuck(line: Line) -> tuple[str, str]:
    """Where a person is, in few words, and what that waits for."""
    board = line.board
    at = board.stuck_at
    if at is None:
        return "", ""
    name = at.step.title.partition("：")[0] if at.step.kind in ATTENDED else at.step.title
    return clipped(name, 14), waits_for(at, board)


def _state(line: Line) -> str:
    one = line.board.enrolment
    return "away" if one.state == "active" and line.board.away is not None else one.state


@bp.app_template_global("curriculum_state")
def state_of(line: Line) -> tuple[Any, str, str]:
    """The badge of a person's enrolment."""
    return ENROLMENT_STATES[_state(line)]


TITLES = (
    "姓名",
    "工号",
    "小组",
    "批次",
    "课程",
    "状态",
    "第几天",
    "落后天数",
    "已完成环节",
    "全部环节",
    "待签字",
    "等人确认",
    "卡在哪里",
    "带教人",
    "培训师",
)


@bp.get("/cohort/<cohort_id>/export.xlsx")
@needs(May.COHORT_SEE)
def cohort_sheet(cohort_id: str) -> Any:
    """What the screen's filter shows, all pages of it."""
    shown, title = _follow(cohort_id), _title(cohort_id)
    kept = queries.kept(queries.lines(me(), shown, clock.received()), shown.show)
    days = max((line.board.enrolment.days for line in kept), default=0)
    titles = [*TITLES, *(f"第{number}天" for number in range(1, days + 1))]
    rows = [_row(line, days) for line in kept]
    return download(write(titles, rows, "批次进度"), f"批次进度-{title}.xlsx", XLSX)


def _row(line: Line, days: int) -> list[Any]:
    board, one = line.board, line.board.enrolment
    return [
        line.person.name,
        line.person.employee_no,
        line.person.team.name if line.person.team else "",
        one.cohort.name if one.cohort else "",
        one.course_name,
        str(ENROLMENT_STATES[_state(line)][0]),
        board.current,
        board.behind,
        board.done,
        len(board.steps),
        len(board.owed),
        line.awaits,
        board.stuck_at.step.title if board.stuck_at else "",
        line.coaches.get("mentor", ""),
        line.coaches.get("trainer", ""),
        *(_cell(line, number) for number in range(1, days + 1)),
    ]


def _cell(line: Line, number: int) -> str:
    if number > line.board.enrolment.days:
        return ""
    day = line.board.day(number)
    word = str(DAY_STANDINGS[day.standing][0])
    return f"{day.done}/{len(day.steps)}" if day.standing is DayStanding.OPEN else word
