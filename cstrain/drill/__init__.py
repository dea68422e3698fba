"""Drill: the whole Q&A set answered without hesitating (对答如流), before anybody is let onto the computer (domain H2, 2.8).

Practice serves one card at a time, weakest first. The server's clock stands behind every time: a card is handed out
with a signed token that says when, and what the device claims to have measured is held against it.

Fluency is a count, nothing is estimated: every live question of the named banks, right within the limit, so many times,
on two different days. It is computed from the practice answers that ``bank`` keeps for ever; when a gate's line is
first reached, the fact is written into the record. A question that is withdrawn or stale asks nothing of anybody.
``docs/rules/fluency.md`` explains it with worked numbers.
"""
