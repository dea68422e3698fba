"""Levels: the ladder (普通→高级→精英→专家→金牌, or three tiers), KPI facts, proposals, decisions.

The system computes who is eligible and the exact gap of the rest; a person decides, signed, with the month from which it
counts. KPI comes from elsewhere by sheet and is kept with its old values. A lapsed certificate puts a level on hold; it
never changes it silently.
"""
