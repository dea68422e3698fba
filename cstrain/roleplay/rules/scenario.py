"""A scenario as values (formats 6.1): two cards, turns that only lead down the page, endings, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cstrain.kit.content import Citation, Quantity, Said

CUSTOMER_CARD, AGENT_CARD = "客户卡", "客服卡"
ENDING, EXAMPLE = "结局·", "范例·"
FATAL = "致命"


class Kind(StrEnum):
    """Kinds of point, as trainers write them."""

    MUST = "必须"
    SHOULD = "应该"
    FORBIDDEN = "禁止"
    FATAL = "致命"
    FACT = "事实"
    LIMIT = "上限"


GAINING = frozenset({Kind.MUST, Kind.SHOULD, Kind.FACT})  # points that can be missed


class When(StrEnum):
    """When a turn leads on: the first condition that holds."""

    ALL = "全部必须"
    MISSED = "缺"
    COMMITTED = "犯"
    MISSTATED = "说错"
    SCORE = "得分"
    LATE = "超时"
    ELSE = "否则"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a fault costs: so many points, or the whole scene."""

    points: Fraction = Fraction(0)
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to be said, or not to be said. ``wordings``: any of them will do (… a gap, ＋ both in any order).

    ``gain`` of 必须 应该 事实; ``cost`` of 禁止, and of a 事实 misstated; ``unsaid`` of a 事实 left out; ``beyond`` of a 上限.
    """

    kind: Kind
    name: str
    wordings: tuple[str, ...] = ()
    gain: Fraction = Fraction(0)
    cost: Cost = Cost()
    unsaid: Cost = Cost()
    beyond: Cost = Cost()
    figure: Quantity | None = None  # 事实; 上限 with a number
    decision: str = ""  # 上限 that the firm decides
    unit: str = ""
    citation: Citation | None = None
    condition: str = ""
    explanation: str = ""
    line: int = field(default=0, compare=False)

    @property
    def is_fatal(self) -> bool:
        """Doing it wrong ends the scene with nothing."""
        return self.kind is Kind.FATAL or self.cost.is_fatal or self.unsaid.is_fatal or self.beyond.is_fatal


@dataclass(frozen=True, slots=True)
class Jump:
    """``转``: under this condition the talk goes on there. ``named``: the point of 缺 犯 说错; ``least``: of 得分."""

    when: When
    target: str
    named: str = ""
    sign: str = ""
    least: Fraction = Fraction(0)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """``选``: one of the sentences a choice turn offers."""

    text: str
    target: str
    gain: Fraction = Fraction(0)
    cost: Cost = Cost()
    explanation: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """The customer speaks, the agent answers. Either ``choices``, or ``points`` with ``jumps``."""

    name: str
    says: tuple[Said, ...]
    points: tuple[Point, ...] = ()
    jumps: tuple[Jump, ...] = ()
    choices: tuple[Choice, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def is_choice(self) -> bool:
        return bool(self.choices)

    @property
    def arrows(self) -> tuple[Jump | Choice, ...]:
        return (*self.jumps, *self.choices)

    @property
    def targets(self) -> tuple[str, ...]:
        """Where the talk can go from here, each once."""
        return tuple(dict.fromkeys(arrow.target for arrow in self.arrows))

    def point(self, name: str) -> Point | None:
        return next((point for point in self.points if point.name == name), None)


@dataclass(frozen=True, slots=True)
class Ending:
    """How it can end; ``text`` is what is shown, Markdown."""

    name: str
    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A written talk with its score in points of 100 and where it leads (an ending, or 致命)."""

    name: str
    score: Fraction
    reached: str
    replies: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. Times in seconds; ``line`` in points of 100, None while the firm's decision ``line_decision`` is open."""

    key: str
    name: str
    english: str
    english_intro: str
    posts: tuple[str, ...]
    citations: tuple[Citation, ...]
    lessons: tuple[str, ...]
    rubric: str
    first_reply: int
    reply: int
    whole: int
    line: Fraction | None
    line_decision: str
    customer_card: str
    agent_card: str
    turns: tuple[Turn, ...]
    endings: tuple[Ending, ...]
    examples: tuple[Example, ...]
    decisions: tuple[str, ...]
    withdrawn: str = ""
    tries: int = 3  # official attempts alone
    caution: str = ""  # what the firm is to look at before it uses the scene

    @property
    def fatal_points(self) -> tuple[Point, ...]:
        """What ends the scene with nothing, each name once, in the order of the page."""
        named: Mapping[str, Point] = {
            point.name: point for turn in reversed(self.turns) for point in reversed(turn.points) if point.is_fatal
        }
        return tuple(reversed(tuple(named.values())))

    @property
    def fatal_choices(self) -> tuple[Choice, ...]:
        """Sentences whose choice ends the scene with nothing, each once, in the order of the page."""
        fatal = [choice for turn in self.turns for choice in turn.choices if choice.cost.is_fatal]
        return tuple({choice.text: choice for choice in fatal}.values())
