"""The demo: an installation of its own, with a team in every state of the road, made through the real actions.

Nothing is written that a person could not have done: each deed has its own time, and no signature is earlier than its
deed. ``tell_the_story`` founds nothing; it is called on an empty demo installation whose content is loaded.
"""

from cstrain.demo.story import tell_the_story

__all__ = ["tell_the_story"]
