"""A hire's own scenes: what is asked, the agent's card, the results. The customer's card and the turns stay hidden."""

from __future__ import annotations

from typing import Any

from cstrain.curriculum import queries as course
from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May
from cstrain.records import queries as records
from cstrain.roleplay import queries
from cstrain.roleplay.rules import Scenario
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.standing import SceneLine, points_text, standing, state_of
from cstrain.roleplay.words import STATES

STEP_KIND = "演练"


def asked_days(person_id: str) -> dict[str, int]:
    """Scenes the person's course asks for → the day of the step."""
    enrolment = course.latest_enrolment(person_id)
    if enrolment is None:
        return {}
    steps = [step for step in course.plan(enrolment.id) if step.kind == STEP_KIND]
    return {target: step.day for step in reversed(steps) for target in step.targets}


@bp.get("/roleplay")
@needs(May.LEARN)
def scenes() -> Any:
    """First what the course asks for, in its order; then the other scenes of the post."""
    days = asked_days(me().id)
    enrolment = course.latest_enrolment(me().id)
    post = enrolment.post_name if enrolment else ""
    mine = queries.results([me().id])[me().id]
    lines = [
        SceneLine(one, standing([r for r in mine if r.scenario == one.key], queries.line_of(one)), days.get(one.key, 0))
        for one in queries.scenes()
        if one.key in days or not post or post in one.posts or queries.EVERY_POST in one.posts
    ]
    asked = sorted((line for line in lines if line.day), key=lambda line: line.day)
    rooms = [(one, queries.names_of([one.scenario_key])) for one in queries.rooms_of(me().id)]
    owed = any(one.role == "trainee" and one.group == "roleplay" for one in records.open_requests(me().id))
    return page(
        "roleplay/scenes.html", asked=asked, others=[line for line in lines if not line.day], owed=owed, rooms=rooms
    )


def scenario_or_404(key: str) -> Scenario:
    row = queries.live_one(queries.SCENE, key)
    if row is None:
        raise NotYours
    return queries.scenario_of(row)


@bp.get("/roleplay/<key>")
@needs(May.LEARN)
def scene(key: str) -> Any:
    found = scenario_or_404(key)
    line = queries.line_of(found)
    rubric = queries.live_one(queries.RUBRIC, found.rubric)
    results = queries.results([me().id], [key])[me().id]
    talks = queries.talks(me().id, key)
    return page(
        "roleplay/scene.html",
        scene=found,
        cited=queries.cited_by(found),
        tries=max(0, found.tries - sum(1 for one in talks if one.official)),
        going=[one for one in talks if one.ended_at is None],
        undecided=queries.open_decisions(found),
        line=points_text(line) if line is not None else "",
        rubric=queries.rubric_of(rubric) if rubric else None,
        results=[
            (one, clock.local(one.at), points_text(one.points), STATES[state_of(one, line)])
            for one in reversed(results)
            if line is not None
        ],
    )
