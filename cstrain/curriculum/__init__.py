"""Curriculum: courses, days, steps, lessons; who is enrolled; what is done.

A step (环节) is what is signed. A module is the smallest group of steps a plan moves as one; every variant of a post
shares one modules file, a course only says which module comes on which day. Enrolling freezes the plan: the step list
goes into the record, the material versions are pinned. A training day is the person's own n-th attended day; day n opens
when what is due by day n−1 is done. Done is not signed: an unsigned step never locks learning, it shuts the exam and the
gate. Whether somebody is away is read from ``Absence`` and their state, never from a state of the enrolment.

``queries.board`` says how a person stands, ``queries.boards`` and ``progress`` how many do. Later rooms ask ``exam_gate``
and ``roleplay_gate``, report back with ``exam_taken`` and ``roleplay_judged``, and tell the names of what they keep by
``queries.TITLES``.
"""
