"""Certification: the gate to going live, the certificate, and what can be said of it to others.

The gate is content: conditions, who decides, what certificate, how long. ``missing`` says what is lacking and why, from
the record alone; a person decides, on a frozen snapshot of the evidence, and whoever trained somebody does not decide
about them. A missing exam, red line or signature can never be made a condition of a conditional go-live.

A certificate has a number and a check code, a scope, conditions and an end; it is suspended, restored, revoked by
people with reasons, and ends by itself at its last day's midnight. ``clearance`` is what other systems are told.
"""
