"""Levels: what changes here."""

from cstrain.levels.actions.content import load_ladder

__all__ = ["load_ladder"]
