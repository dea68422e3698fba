"""Role-play: what changes. ``content`` texts are loaded · ``scoring`` a scene is scored, signed, voided · ``solo`` a talk with the
script · ``rooms`` three people on their own devices."""

from cstrain.roleplay.actions.content import Loaded, load_phrases, load_rubric, load_scenario, load_scripts
from cstrain.roleplay.actions.rooms import begin_room, end_room, open_room, say_in_room, score_room, side_of
from cstrain.roleplay.actions.scoring import score_session, void_session
from cstrain.roleplay.actions.solo import leave_talk, note_talk, say, start_talk

__all__ = [
    "Loaded",
    "begin_room",
    "end_room",
    "leave_talk",
    "load_phrases",
    "load_rubric",
    "load_scenario",
    "load_scripts",
    "note_talk",
    "open_room",
    "say",
    "say_in_room",
    "score_room",
    "score_session",
    "side_of",
    "start_talk",
    "void_session",
]
