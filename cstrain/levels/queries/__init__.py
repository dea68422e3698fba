"""Levels: what pages, later rooms and other systems ask of this room."""

from cstrain.levels.queries.holdings import level_of

__all__ = ["level_of"]
