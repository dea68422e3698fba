"""Practice beside the course: cards of the drill until the set is fluent, scenes played in pairs and scored."""

from __future__ import annotations

from datetime import timedelta

from cstrain.bank import queries as bank
from cstrain.bank.rules import Kind, Question, key_of
from cstrain.curriculum import queries as plans
from cstrain.curriculum.rules import Kind as StepKind
from cstrain.demo.people import Player
from cstrain.demo.walk import Hire, Watch, acting, sign_all
from cstrain.drill import actions as drill
from cstrain.drill import queries as drills
from cstrain.drill.rules import Confidence
from cstrain.people import queries as people
from cstrain.roleplay import actions as roleplay
from cstrain.roleplay import queries as scenes
from cstrain.roleplay.models import PlayTextVersion

SLIP = 3  # beginners choose wrongly so often


def drill_all(hire: Hire, watch: Watch) -> None:
    """Every card of the sets the gate asks for, once, right and in time; to be done on as many days as are asked."""
    with acting(watch, hire.player):
        for target in drills.targets(hire.player.id):
            for item in drills.items(target.banks, watch.at):
                _answer(hire.player, item.version_id, watch, Confidence.SURE)


def drill_some(hire: Hire, watch: Watch, *, bank_key: str, most: int = 24) -> None:
    """A beginner's evening with one bank: every third choice is wrong, half of these with confidence."""
    choices = 0
    with acting(watch, hire.player):
        for item in drills.items((bank_key,), watch.at)[:most]:
            is_choice = _question(item.version_id).kind is Kind.SINGLE
            choices += is_choice
            slips = is_choice and choices % SLIP == 0
            sure = Confidence.GUESS if slips and choices % (2 * SLIP) == 0 else Confidence.SURE
            _answer(hire.player, item.version_id, watch, sure, by=int(slips))


def _question(version_id: str) -> Question:
    return bank.questions_by_id([version_id])[version_id]


def _answer(player: Player, version_id: str, watch: Watch, sure: Confidence, *, by: int = 0) -> None:
    """Answer one card; ``by``: so many options beside the key."""
    question = _question(version_id)
    answer = key_of(question, people.decided())
    card = drill.Card(version_id, watch.at, claimed=3200, confidence=sure)
    drill.answer_card(player.id, card, (answer + by) % len(question.options) if by else answer, at=watch.after(5))


def play(hire: Hire, scene: str, partner: Player, watch: Watch) -> None:
    """Two people play the scene, the trainer scores it, both sign."""
    rubric = scenes.rubric_of(_rubric(scene))
    levels = {criterion.name: 5 for criterion in rubric.criteria}
    at = watch.after(600)
    with acting(watch, hire.trainer):
        roleplay.score_session(
            hire.player.id,
            partner=partner.id,
            scenario=scene,
            scores=levels,
            critical=[],
            comment="沉得住气，时间说得清楚",
            by=hire.trainer.id,
            at=at,
        )
    for player in (hire.player, hire.trainer):
        sign_all(player, watch)


def _rubric(scene: str) -> PlayTextVersion:
    version = scenes.live_one(scenes.SCENE, scene)
    assert version is not None
    found = scenes.live_one(scenes.RUBRIC, scenes.scenario_of(version).rubric)
    assert found is not None
    return found


def whole_course(hire: Hire, partner: Player) -> Watch:
    """Every day of the course, scenes on their day, the drill on the last days; all signed but exam and closing."""
    last = plans.enrolment(hire.enrolment_id).days
    watch = Watch(hire.start_on)
    for number in range(1, last + 1):
        watch = Watch(hire.start_on + timedelta(days=number - 1))
        hire.learn(number, watch)
        for step in [each for each in plans.plan(hire.enrolment_id) if each.day == number]:
            if step.kind == StepKind.ROLEPLAY and not step.is_done:
                play(hire, step.targets[0], partner, watch)
            hire.do(step.key, watch)  # what had to wait for the scene
        for player in (hire.player, hire.mentor, hire.trainer):
            sign_all(player, watch)
        if number == last - 2:
            drill_some(hire, watch, bank_key="TB")
        if number > last - 2:
            drill_all(hire, watch)
    return watch
