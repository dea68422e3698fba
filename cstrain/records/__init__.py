"""Records: the training record (培训记录). What is not in it did not happen.

Every person has one chain of entries. An entry says what happened, when, by whom and how it was proved; it carries the
hash of the entry before it, so a later change of any of them shows. Names, reasons and the documents that were shown
stand outside the entry, in a table that can be erased; the entry holds their salted commitments. Later rooms write
facts with ``record`` and deposit documents with ``ask_signature``; the person reads and signs them at ``/record/sign``.
Nothing is edited: a correction is a further entry that the other party confirms, a wrong enrolment is voided by one.
The record sheet (岗位培训记录表) is built from the chain alone, steps not yet signed included, because the enrolment
froze the list of steps into it. ``rules.chain`` names the first broken entry; ``tools/verify_record.py`` does the same
to an exported bundle without this application. docs/rules/record.md explains it all to a manager.
"""
