"""What a password must be: long enough and not one that is tried first (NIST SP 800-63B, 5.1.1.2). No other demands."""

from __future__ import annotations

from datetime import datetime, timedelta

SHORTEST, LONGEST = 10, 128
FIRST_PASSWORD_LASTS = timedelta(days=30)
RESET_MARK_LASTS = timedelta(hours=72)
TRIED_FIRST = ("password", "passw0rd", "iloveyou", "qwerty", "admin", "letmein", "woaini", "cstrain", "kefu")
RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")


def password_fault(password: str, *, told: tuple[str, ...] = ()) -> str | None:
    """Why ``password`` will not do (a key of ``words.PASSWORD_FAULTS``), or None.

    ``told``: what everybody knows of the person, such as number and name; a password made of it is no secret.
    """
    plain = password.casefold()
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if len(set(plain)) < 5 or _is_mostly_run(plain):
        return "too_simple"
    if any(len(word) >= 3 and word.casefold() in plain and len(plain) - len(word) < 6 for word in told):
        return "holds_own_name"
    if any(word in plain and len(plain) - len(word) < 6 for word in TRIED_FIRST):
        return "too_simple"
    return None


def _is_mostly_run(plain: str) -> bool:
    """At least two thirds of it is one run along the alphabet, the digits or the keyboard."""
    need = max(5, -(-2 * len(plain) // 3))
    rows = [twice for run in RUNS for twice in (run + run, (run + run)[::-1])]
    return any(plain[at : at + need] in row for row in rows for at in range(len(plain) - need + 1))


def first_password_holds(set_at: datetime | None, at: datetime) -> bool:
    """A handed-out password is good for thirty days."""
    return set_at is not None and at - set_at < FIRST_PASSWORD_LASTS


def marks_of(reset_at: datetime | None, reset_by: str, at: datetime) -> tuple[str, ...]:
    """What stands beside a signature of ``at``: ``reset_by_other`` within 72 hours of a reset by somebody else."""
    reset = reset_at is not None and bool(reset_by) and timedelta(0) <= at - reset_at < RESET_MARK_LASTS
    return ("reset_by_other",) if reset else ()
