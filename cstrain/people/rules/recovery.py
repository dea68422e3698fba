"""Recovery codes: how they are written, and who may vouch for somebody."""

from __future__ import annotations

from cstrain.kit.errors import Refusal

MARK = "R-"  # so that a code typed where a password goes is known as one
LENGTH = 16
LOOK_ALIKE = str.maketrans("oilu", "011v")


def code_of(plain: str) -> str:
    """``R-xxxx-xxxx-xxxx-xxxx``, as it is printed."""
    return MARK + "-".join(plain[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The sixteen characters of a code however it is typed; None for what is none."""
    folded = "".join(typed.casefold().replace("-", " ").split())
    plain = folded[1:].translate(LOOK_ALIKE)
    shaped = folded[:1] == "r" and len(plain) == LENGTH and plain.isascii() and plain.isalnum()
    return plain if shaped else None


def require_two(person_id: str, first: str, second: str) -> None:
    """Two people, neither of whom it is about."""
    if len({person_id, first, second}) < 3:
        raise Refusal("two_others_needed")
