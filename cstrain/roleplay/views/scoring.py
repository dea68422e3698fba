"""The trainer's side: who still has to play what, the printed script, the form by which a scene is scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import PeopleFilter, by_number, mine, people_list
from cstrain.people.rules import May, PersonState
from cstrain.roleplay import actions, queries
from cstrain.roleplay.forms import ScoreForm, level_fields, levels_of, score_form
from cstrain.roleplay.rules import Critical, Rubric, Scenario, critical_of, critical_words
from cstrain.roleplay.views.blueprint import bp
from cstrain.roleplay.views.own import scenario_or_404
from cstrain.roleplay.views.standing import points_text, standing
from cstrain.roleplay.words import POINTS

PER_PAGE = 20
PLAYING = (PersonState.IN_TRAINING.value, PersonState.AT_WORK.value, PersonState.REHIRED.value)


@bp.get("/roleplay/score")
@needs(May.ROLEPLAY_SCORE)
def to_score() -> Any:
    """Choose a scene, then the person; one's own name is not among them."""
    scenes = queries.scenes()
    chosen = next((one for one in scenes if one.key == request.args.get("scene")), scenes[0] if scenes else None)
    words = request.args.get("q", "").strip()
    rows = people_list(mine(me(), May.ROLEPLAY_SCORE), PeopleFilter(words))
    rows = rows.where(Person.state.in_(PLAYING), Person.disabled_at.is_(None), Person.id != me().id)
    rows = rows.order_by(None).order_by(Person.state != PersonState.IN_TRAINING.value, Person.folded_no)
    listed = db.database.paginate(rows, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    found = queries.results([one.id for one in listed.items], [chosen.key]) if chosen else {}
    line = queries.line_of(chosen) if chosen else None
    return page(
        "roleplay/to_score.html",
        listed=listed,
        chosen=chosen,
        words=words,
        scenes=[(one.key, f"{one.key} {one.name}") for one in scenes],
        standings={whose: standing(results, line) for whose, results in found.items()},
        undecided=queries.open_decisions(chosen) if chosen else [],
    )


@bp.get("/roleplay/<key>/print")
@needs(May.ROLEPLAY_SCORE)
def script(key: str) -> Any:
    """The whole script for the one who plays the customer and the one who watches."""
    found = scenario_or_404(key)
    rubric = queries.live_one(queries.RUBRIC, found.rubric)
    line = queries.line_of(found)
    return page(
        "roleplay/script.html",
        scene=found,
        line=points_text(line) if line is not None else "",
        rubric=queries.rubric_of(rubric) if rubric else None,
        critical=[critical_words(one) for one in critical_of(found)],
        POINTS=POINTS,
        points=points_text,
        at=clock.local(clock.received()),
    )


@dataclass(frozen=True)
class _Asked:
    """What a scoring page is about."""

    whose: Person
    scenario: Scenario
    rubric: Rubric
    critical: tuple[Critical, ...]


def _asked(person_id: str, key: str) -> _Asked:
    whose = person_for(person_id, May.ROLEPLAY_SCORE)
    found = scenario_or_404(key)
    rubric = queries.live_one(queries.RUBRIC, found.rubric)
    if rubric is None:
        raise NotYours
    return _Asked(whose, found, queries.rubric_of(rubric), critical_of(found))


@bp.get("/roleplay/score/<person_id>/<key>")
@needs(May.ROLEPLAY_SCORE)
def score(person_id: str, key: str) -> Any:
    asked = _asked(person_id, key)
    return _score_page(asked, score_form(asked.rubric, asked.critical))


def _score_page(asked: _Asked, form: ScoreForm, status: int = 200) -> Page:
    line = queries.line_of(asked.scenario)
    return page(
        "roleplay/score.html",
        status,
        whose=asked.whose,
        scene=asked.scenario,
        form=form,
        levels=level_fields(form, asked.rubric),
        line=points_text(line) if line is not None else "",
        undecided=queries.open_decisions(asked.scenario),
    )


@bp.post("/roleplay/score/<person_id>/<key>")
@needs(May.ROLEPLAY_SCORE)
def save_score(person_id: str, key: str) -> Any:
    asked = _asked(person_id, key)
    form = score_form(asked.rubric, asked.critical)
    partner = by_number(form.partner.data) if form.partner.data else me().person
    if not form.validate() or partner is None:
        if partner is None:
            form.partner.errors = [*form.partner.errors, _("没有这个工号，请核对。")]
        return _score_page(asked, form, 422)
    made = actions.score_session(
        asked.whose.id,
        partner=partner.id,
        scenario=key,
        scores=levels_of(form, asked.rubric),
        critical=form.critical.data or [],
        comment=form.comment.data or "",
        by=me().id,
        at=clock.received(),
    )
    return back("roleplay.played", session_id=made.id)
