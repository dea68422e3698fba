"""Reports: what several rooms know, on one page. Today per role; nothing is written here.

A learner's Today says what to do now and what still stands between them and going live, each line with its own way on.
Whoever has roles sees the lists that wait for them, each figure a link to its lines.
"""
