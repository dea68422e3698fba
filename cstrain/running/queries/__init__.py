"""Running: what is found of the machine, the database, the copies and the people who keep the installation."""

from cstrain.running.queries.doctor import findings
from cstrain.running.queries.machine import kept, last_restore, the_world

__all__ = ["findings", "kept", "last_restore", "the_world"]
