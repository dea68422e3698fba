"""Exam: the acceptance exam before going live, and any other with a pass line.

A blueprint says what is drawn; a publication opens it for a period. Each person gets a paper of their own, drawn from a
seed and rebuildable from it, with the question versions pinned. Answers are appended, never overwritten; the deadline
counts by the time the server received a save, stamped before any lock. Handing in happens once. A paper is passed when
the total reaches the line *and* every section its minimum *and* no fatal item is wrong. The result goes into the record
(`exam_result`) and is reported back to the course.
"""
