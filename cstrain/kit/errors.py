"""What a room says when it does not do as asked. Everything else that goes wrong is a bug."""

from __future__ import annotations


class Refusal(Exception):
    """A rule says no: answered with 409 and the words of ``code`` from the room's ``words.REFUSALS``.

    ``code`` names a fact (``time_is_up``), ``facts`` fill the placeholders of its words.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({listed})"


class NotYours(Exception):
    """There is no such thing, or it is not yours to see: both are answered with the same 404."""


class Forbidden(Exception):
    """The role does not open this door: 403."""


class BadInput(Exception):
    """Input that no form could have sent: 400. ``reason`` is for the log, not for the page."""
