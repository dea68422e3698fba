"""Levels: what the room decides. ``ladder`` content · ``eligibility`` who is eligible and the gap of the rest · ``kpi`` the
sheet of figures · ``promotion`` a proposal's life and the month it takes effect · ``board`` who stands in which group."""
