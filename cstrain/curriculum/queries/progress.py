"""Progress for later rooms: few figures per person, constant queries; and what shuts the exam."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cstrain.curriculum.models import Enrolment
from cstrain.curriculum.queries.board import Board, ShownDay, ShownStep, board, boards, rules_of
from cstrain.curriculum.queries.plan import active_enrolment, latest_enrolments
from cstrain.curriculum.rules import DONE, Kind, Standing, require_step_open
from cstrain.kit.errors import Refusal


@dataclass(frozen=True)
class Progress:
    """Of a person's latest enrolment: steps in all, done (waived included), signed, signatures owed; days attended.

    ``current``: the day of the plan the person is at, ``behind`` days behind the calendar; ``last``: the last step done.
    """

    enrolment: Enrolment
    steps: int
    done: int
    signed: int
    waived: int
    owed: int
    days: int
    current: int
    behind: int
    is_away: bool
    last: datetime | None

    @property
    def is_complete(self) -> bool:
        """Every step is signed or waived."""
        return self.signed + self.waived == self.steps


def progress(person_ids: Iterable[str], at: datetime) -> dict[str, Progress]:
    """Per person who was ever enrolled; eight queries however many there are."""
    found = boards(latest_enrolments(list(person_ids)).values(), at)
    return {one.enrolment.person_id: progress_of(one) for one in found.values()}


def progress_of(one: Board) -> Progress:
    words = [shown.standing for shown in one.steps]
    ended = [shown.step.run.done_at for shown in one.steps if shown.step.run and shown.step.run.done_at]
    return Progress(
        enrolment=one.enrolment,
        steps=len(words),
        done=one.done,
        signed=words.count(Standing.SIGNED),
        waived=words.count(Standing.WAIVED),
        owed=len(one.owed),
        days=len(one.attended),
        current=one.current,
        behind=one.behind,
        is_away=one.away is not None,
        last=max(ended, default=None),
    )


def days(one: Enrolment, at: datetime) -> list[ShownDay]:
    """Every day of the plan with its state."""
    return board(one, at).days


def steps(one: Enrolment, at: datetime) -> list[ShownStep]:
    """Every step with its state."""
    return list(board(one, at).steps)


def next_step(one: Enrolment, at: datetime) -> ShownStep | None:
    """What to do now."""
    return board(one, at).next


def unsigned(one: Board) -> list[ShownStep]:
    """Steps other than the closing one that are neither signed nor waived."""
    whole = (Standing.SIGNED, Standing.WAIVED)
    return [shown for shown in one.steps if shown.step.kind != Kind.CLOSING and shown.standing not in whole]


def step_for(person_id: str, kind: Kind, target: str, at: datetime) -> tuple[Board, ShownStep]:
    """The person's step of this kind for this target, the first that is not done.

    Refuses who is not enrolled (``not_enrolled``) or away (``away_today``), and what the course does not hold
    (``not_in_course``).
    """
    one = active_enrolment(person_id)
    if one is None:
        raise Refusal("not_enrolled")
    shown = board(one, at)
    if shown.away is not None:
        raise Refusal("away_today")
    mine = [each for each in shown.steps if each.step.kind == kind and target in each.step.targets]
    if not mine:
        raise Refusal("not_in_course")
    return shown, next((each for each in mine if not each.is_done), mine[0])


def require_open(shown: Board, one: ShownStep) -> None:
    """Refuse a step whose turn has not come: ``not_started_yet``, ``day_not_open``, ``step_comes_later``."""
    if shown.latest == 0:
        raise Refusal("not_started_yet", day=shown.enrolment.start_on.isoformat())
    rules = rules_of(each.step for each in shown.steps)
    require_step_open(rules[one.key], rules, shown.latest)


def exam_gate(person_id: str, exam_key: str, at: datetime) -> None:
    """Refuse the exam while its turn has not come or an earlier step is not done and signed.

    An unsigned step never locks learning; it shuts the exam (``steps_undone``, ``steps_unsigned``, each with the count).
    """
    shown, mine = step_for(person_id, Kind.EXAM, exam_key, at)
    require_open(shown, mine)
    earlier = [each for each in unsigned(shown) if each.step.place < mine.step.place]
    undone = [each for each in earlier if each.standing not in DONE]
    if undone:
        raise Refusal("steps_undone", count=len(undone))
    if earlier:
        raise Refusal("steps_unsigned", count=len(earlier))


def roleplay_gate(person_id: str, scenario: str, at: datetime) -> None:
    """Refuse a scored scene while its turn has not come; one that is no step of the course may always be rehearsed."""
    try:
        shown, mine = step_for(person_id, Kind.ROLEPLAY, scenario, at)
    except Refusal as refusal:
        if refusal.code in ("not_enrolled", "not_in_course"):
            return
        raise
    require_open(shown, mine)
