"""Levels: what pages, later rooms and other systems ask of this room."""

from cstrain.levels.queries.board import LevelBoard, LevelFilter, LevelRow, agents, board, level_code, row_of
from cstrain.levels.queries.holdings import held_levels, holdings_of, level_of, open_holds
from cstrain.levels.queries.kpi import (
    KpiFilter,
    fact_list,
    facts_about,
    imports_of,
    indicators,
    kpi_plan,
    last_import,
    months_and_indicators,
    old_values,
    value_of,
)
from cstrain.levels.queries.ladders import CHOICE, LadderInForce, in_force, level_names, newest, versions
from cstrain.levels.queries.promotions import (
    count_to_decide,
    declined_lately,
    open_promotions,
    promotion,
    promotions_of,
    to_decide,
)
from cstrain.levels.queries.standing import Standing, own_standing, standings

__all__ = [
    "CHOICE",
    "KpiFilter",
    "LadderInForce",
    "LevelBoard",
    "LevelFilter",
    "LevelRow",
    "Standing",
    "agents",
    "board",
    "count_to_decide",
    "declined_lately",
    "fact_list",
    "facts_about",
    "held_levels",
    "holdings_of",
    "imports_of",
    "in_force",
    "indicators",
    "kpi_plan",
    "last_import",
    "level_code",
    "level_names",
    "level_of",
    "months_and_indicators",
    "newest",
    "old_values",
    "open_holds",
    "open_promotions",
    "own_standing",
    "promotion",
    "promotions_of",
    "row_of",
    "standings",
    "to_decide",
    "value_of",
    "versions",
]
