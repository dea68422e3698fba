"""Critical failures (domain 12.3): what ends a scene with nothing, whatever else was good."""

from __future__ import annotations

from dataclasses import dataclass

from cstrain.roleplay.rules.scenario import Choice, Point, Scenario

ALWAYS = ("clash", "retort", "authority", "rule")  # clash with the customer · retort · beyond authority · wrong rule


@dataclass(frozen=True, slots=True)
class Critical:
    """One box the scorer may tick. ``key`` is what is kept; ``point`` or ``choice`` the scenario's own, None of every scene's."""

    key: str
    point: Point | None = None
    choice: Choice | None = None


def critical_of(scenario: Scenario) -> tuple[Critical, ...]:
    """The four of every scene, then the scenario's own points and choices, each once."""
    points = tuple(Critical(f"point:{point.name}", point) for point in scenario.fatal_points)
    choices = tuple(Critical(f"choice:{one.text}", choice=one) for one in scenario.fatal_choices)
    return (*(Critical(key) for key in ALWAYS), *points, *choices)
