"""cstrain: training and certification for customer-service teams.

The rooms stand on a road, in the order in which a new hire walks through them (see ``cstrain.factory.ROAD``).
A room may import any earlier room and the kit, never a later one: look back, never ahead.
This package imports nothing, so that the rules of every room load without Flask.
"""
