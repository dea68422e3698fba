"""Role-play: what changes. ``content`` texts are loaded · ``scoring`` a scene is scored, signed, voided."""

from cstrain.roleplay.actions.content import Loaded, load_phrases, load_rubric, load_scenario, load_scripts
from cstrain.roleplay.actions.scoring import score_session, void_session

__all__ = [
    "Loaded",
    "load_phrases",
    "load_rubric",
    "load_scenario",
    "load_scripts",
    "score_session",
    "void_session",
]
