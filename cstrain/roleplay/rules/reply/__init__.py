"""Replies scored without a model: same text, same score, always; every point with the words that caused it.

``fold`` the text as words are looked for in it · ``finder`` many words in one pass · ``wording`` ``negation`` concepts of a
scene · ``figures`` ``facts`` numbers against rules and limits · ``banned`` ``disguise`` phrases and their variants ·
``manners`` greeting to rating, times · ``turn`` ``talk`` one reply, a whole talk · ``transcript`` ``replay`` files of talks.
"""
