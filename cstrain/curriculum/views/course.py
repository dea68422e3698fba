"""One's own course: all its days, and one day."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.curriculum import queries
from cstrain.curriculum.models import Enrolment
from cstrain.curriculum.rules.plan import DAYS
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import my_board, step_url
from cstrain.curriculum.views.shown import day_strip, step_line
from cstrain.kit.errors import NotYours
from cstrain.kit.web import page
from cstrain.people.doors import needs
from cstrain.people.queries import named
from cstrain.people.rules import May


def day_heads(enrolment: Enrolment) -> dict[int, tuple[str, str, str]]:
    """Day → (name, aim, block), from the course version the enrolment is pinned to."""
    found: dict[int, tuple[str, str, str]] = {}
    for block in queries.document(queries.version(enrolment.course_version_id)).parts:
        for part in block.parts:
            days = DAYS.fullmatch(part.title)
            if days:
                for number in range(int(days["first"]), int(days["last"] or days["first"]) + 1):
                    found[number] = (days["name"] or "", part.own("目标"), block.title)
    return found


@bp.get("/course")
@needs(May.LEARN)
def course() -> Any:
    board = my_board()
    if board is None:
        return page("curriculum/no_course.html")
    coaches = queries.named_on(board.enrolment.id, max(board.today, board.enrolment.start_on))
    people = named(coaches.values())
    return page(
        "curriculum/course.html",
        board=board,
        head=queries.document(queries.version(board.enrolment.course_version_id)).head,
        heads=day_heads(board.enrolment),
        strip=day_strip(board),
        today=[step_line(one, board, now=one == board.next) for one in board.day(board.current).steps],
        next=board.next,
        next_url=step_url(board.next.step) if board.next else "",
        coaches=[(role, people[who]) for role, who in sorted(coaches.items())],
    )


@bp.get("/course/day/<int:number>")
@needs(May.LEARN)
def day(number: int) -> Any:
    board = my_board()
    if board is None or not 1 <= number <= board.enrolment.days:
        raise NotYours
    shown = board.day(number)
    first = board.next
    return page(
        "curriculum/day.html",
        board=board,
        day=shown,
        head=day_heads(board.enrolment).get(number, ("", "", "")),
        lines=[step_line(one, board, now=one == first) for one in shown.steps],
        done=next((one for one in shown.steps if one.key == request.args.get("done")), None),
        learned_today=number == board.current,
        next=first,
        next_url=step_url(first.step) if first else "",
    )
