"""Certification: what the room decides.

``gate`` content · ``evidence`` out of the record · ``readiness`` what is missing · ``decision`` its fields and who may
make it · ``certificate`` its life · ``redline`` ``takeover`` ``board``.
"""
