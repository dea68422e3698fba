"""Replies scored without a model: same text, same score, always; every point with the words that caused it.

``fold`` the text as words are looked for in it · ``finder`` many words in one pass · ``wording`` ``negation`` concepts of a
scene · ``figures`` ``facts`` numbers against rules and limits · ``banned`` ``disguise`` phrases and their variants ·
``manners`` greeting to rating, times · ``turn`` ``talk`` one reply, a whole talk · ``transcript`` ``replay`` files of talks ·
``kept`` what stays of a talk · ``comment`` ``words`` ``allowed`` what only looks like it.
"""

from cstrain.roleplay.rules.reply.banned import Banned, Way, watch
from cstrain.roleplay.rules.reply.fold import Folded, Span, fold
from cstrain.roleplay.rules.reply.kept import kept, words_hash
from cstrain.roleplay.rules.reply.manners import Manner, Pace, Shown, manners, paces
from cstrain.roleplay.rules.reply.replay import check_examples, check_talks, is_as_written
from cstrain.roleplay.rules.reply.talk import Played, Reply, Score, play, share
from cstrain.roleplay.rules.reply.told import score_facts, score_words
from cstrain.roleplay.rules.reply.transcript import read_transcript
from cstrain.roleplay.rules.reply.turn import Fault, Ground, Mark, mark_reply

__all__ = [
    "Banned",
    "Fault",
    "Folded",
    "Ground",
    "Manner",
    "Mark",
    "Pace",
    "Played",
    "Reply",
    "Score",
    "Shown",
    "Span",
    "Way",
    "check_examples",
    "check_talks",
    "fold",
    "is_as_written",
    "kept",
    "manners",
    "mark_reply",
    "paces",
    "play",
    "read_transcript",
    "score_facts",
    "score_words",
    "share",
    "watch",
    "words_hash",
]
