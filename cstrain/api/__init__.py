"""Api: what other systems may ask, and with what token.

A routing or seat system asks whether an agent may serve customers (``clearance``) and at which level the agent stands
(``level``). It gets facts, signed with the installation's Ed25519 key, with the instant until which they may be used:
five minutes at most, never past the certificate's end. What cannot be answered is 503, never "cleared".

A token is random, shown once and kept as its hash; it names the stores it sees, ends by a day and can be revoked. A
person whose store is not among them is as unknown as a number that nobody has.
"""
