"""Levels: what changes here."""

from cstrain.levels.actions.content import load_ladder
from cstrain.levels.actions.decide import approve, decline
from cstrain.levels.actions.holdings import give_taken_over, tend_holds
from cstrain.levels.actions.kpi import import_kpi
from cstrain.levels.actions.proposals import propose, propose_everybody
from cstrain.levels.actions.rounds import ask_for_round, go_round, round_key

__all__ = [
    "approve",
    "ask_for_round",
    "decline",
    "give_taken_over",
    "go_round",
    "import_kpi",
    "load_ladder",
    "propose",
    "propose_everybody",
    "round_key",
    "tend_holds",
]
