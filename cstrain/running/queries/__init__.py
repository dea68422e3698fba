"""Running: what is found of the machine, the database, the copies and the people who keep the installation."""

from cstrain.running.queries.doctor import findings
from cstrain.running.queries.first_day import HeldUp, Step, blocks, held_up, steps
from cstrain.running.queries.machine import kept, last_restore, the_world

__all__ = ["HeldUp", "Step", "blocks", "findings", "held_up", "kept", "last_restore", "steps", "the_world"]
