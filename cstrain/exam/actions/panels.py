"""A panel sets the pass line: called, judged blind, discussed, decided with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from cstrain.exam import queries
from cstrain.exam.models import Judgement, Panel, PanelJudge, PanelPlace
from cstrain.exam.rules.standard_setting import (
    FEWEST,
    Round,
    Step,
    move,
    require_decision,
    require_panel,
    require_share,
)
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.queries import grants_in_force
from cstrain.people.rules import local_date


@db.deed
def open_panel(exam_key: str, judges: Sequence[str], *, by: str, at: datetime, seed: str) -> Panel:
    """Call judges together over one paper drawn as for an attempt.

    Refusals: ``panel_size``, ``judge_has_no_role``, ``panel_is_running``, ``bank_is_short``.
    """
    exam = queries.exam_by_key(exam_key)
    version = queries.newest_version(exam.id)
    if version is None:
        raise NotYours
    chosen = list(dict.fromkeys(judges))
    require_panel(len(chosen))
    if not all(grants_in_force(each, local_date(at, clock.zone())) for each in chosen):
        raise Refusal("judge_has_no_role")
    if queries.running_panel(exam.id) is not None:
        raise Refusal("panel_is_running")
    blueprint, _decided = queries.blueprint_of(version)
    made = Panel(exam_id=exam.id, version_id=version.id, full=str(blueprint.full), by=by, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    drawn = queries.drawn(blueprint, at, seed, frozenset())
    points = [draw.points for _, draw in blueprint.draws for _ in range(draw.count)]
    for place, (version_id, worth) in enumerate(zip(drawn, points, strict=True), start=1):
        db.database.session.add(
            PanelPlace(panel_id=made.id, place=place, question_version_id=version_id, points=str(worth))
        )
    for person_id in chosen:
        db.database.session.add(PanelJudge(panel_id=made.id, person_id=person_id))
        _tell(made, exam.name, person_id, "panel_judge", at)
    db.database.session.flush()
    return made


def _tell(panel: Panel, exam: str, person_id: str, kind: str, at: datetime) -> None:
    people.tell(person_id, kind, f"{kind}:{panel.id}", facts={"exam": exam}, link=f"/judge/{panel.id}", at=at)


@db.deed
def judge(panel_id: str, percents: Mapping[int, int], *, by: str, at: datetime, done: bool) -> PanelJudge:
    """Keep a judge's figures; ``done`` hands the round in, for which every question needs one.

    Refusals: ``panel_does_not_allow``, ``round_is_handed_in``, ``figures_missing``, ``share_out_of_range``.
    """
    panel = _held(panel_id)
    mine = next((each for each in queries.panel_judges(panel_id) if each.person_id == by), None)
    if mine is None:
        raise NotYours
    now = Round(panel.state)
    if now not in (Round.BLIND, Round.TALK):
        raise Refusal("panel_does_not_allow", round=now.value)
    if (mine.blind_at if now is Round.BLIND else mine.talk_at) is not None:
        raise Refusal("round_is_handed_in")
    if now is Round.TALK and mine.blind_at is None:
        raise Refusal("round_is_handed_in")  # who did not judge blind has no part in the discussion
    places = {each.place for each in queries.panel_places(panel_id)}
    known = queries.figures_of(panel_id).get(by, {})
    for place, percent in percents.items():
        require_share(percent)
        if place in places and known.get(place) != percent:
            known[place] = percent
            db.database.session.add(
                Judgement(panel_id=panel_id, person_id=by, place=place, round=now.value, percent=percent, at=at)
            )
    if done:
        if places - known.keys():
            raise Refusal("figures_missing", count=len(places - known.keys()))
        if now is Round.BLIND:
            mine.blind_at = at
        else:
            mine.talk_at = at
    db.database.session.flush()
    return mine


@db.deed
def open_talk(panel_id: str, *, at: datetime) -> Panel:
    """End the blind round: figures are shown to those who handed theirs in. Refused below three of them."""
    panel = _held(panel_id)
    after = move(Round(panel.state), Step.OPEN_TALK)
    ready = [each for each in queries.panel_judges(panel_id) if each.blind_at is not None]
    if len(ready) < FEWEST:
        raise Refusal("judges_missing", least=FEWEST, have=len(ready))
    panel.state = after.value
    name = queries.exam_of(panel).name
    for each in ready:
        _tell(panel, name, each.person_id, "panel_talk", at)
    db.database.session.flush()
    return panel


@db.deed
def settle_panel(panel_id: str, line: Fraction, *, reason: str, by: str, at: datetime) -> Panel:
    """Decide the line; it holds for attempts that begin from now on. A departure from the panel's is kept as such.

    Refusals: ``panel_does_not_allow``, ``line_above_full``, ``reason_too_short``.
    """
    panel = _held(panel_id)
    after = move(Round(panel.state), Step.SETTLE)
    found = queries.outcome(panel)
    if found is None:
        raise Refusal("judges_missing", least=FEWEST, have=0)
    require_decision(line, found.line, Fraction(panel.full), reason)
    panel.state, panel.judges = after.value, len(found.judges)
    panel.cut, panel.error = f"{found.standard.cut:.2f}", f"{found.standard.se_random or 0:.2f}"
    panel.panel_line, panel.line = str(found.line), str(line)
    panel.reason, panel.settled_by, panel.settled_at = reason, by, at
    db.database.session.flush()
    return panel


@db.deed
def drop_panel(panel_id: str, *, reason: str, by: str, at: datetime) -> Panel:
    """Give the panel up; what was judged stays readable."""
    panel = _held(panel_id)
    panel.state = move(Round(panel.state), Step.DROP).value
    panel.reason, panel.settled_by, panel.settled_at = reason, by, at
    db.database.session.flush()
    return panel


def _held(panel_id: str) -> Panel:
    panel = db.lock(Panel, panel_id)
    if panel is None:
        raise NotYours
    return panel
