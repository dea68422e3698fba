"""People: who works here, what they may do, and what the firm has decided.

A person has one employee number for ever; a re-hire is the same person. Grants give roles for a team or all teams, from
a day until a day. Trainee and agent are not roles but states read from enrolment and certificate. Sign-in is ours:
argon2, a table of sessions that die at sign-out, a table of tries. ``doors`` marks every view: ``needs(May.X)`` or
``open_to_all``; ``rules.ROLE_MAY`` is the page of law. The firm's decisions live here too: what the field leaves open
is chosen by the firm, with a name and a reason, before anything that needs it can be used.
"""
