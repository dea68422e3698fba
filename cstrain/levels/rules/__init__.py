"""Levels: what the room decides. ``ladder`` content · ``eligibility`` who is eligible and the gap of the rest."""
