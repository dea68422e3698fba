"""What an entry is about, as one line of text."""

from __future__ import annotations


def major(version: str | int) -> str:
    """The part of a version that asks for a new signature: 2 of 2.1."""
    return str(version).split(".")[0]


def step_subject(post: str, step: str, version: str | int, time: int = 1) -> str:
    """A step of the record sheet: ``step:presale/T1@1``; its second day: ``step:presale/K1@1#2``."""
    return f"step:{post}/{step}@{major(version)}" + (f"#{time}" if time > 1 else "")


def entry_subject(seq: int) -> str:
    return f"entry:{seq}"


def parts_of(subject: str) -> tuple[str, int, str]:
    """(step without version, major version, which of its days) of a step's subject; version 0 for anything else."""
    stem, _, rest = subject.rpartition("@")
    version, _, time = rest.partition("#")
    is_step = subject.startswith("step:") and version.isdecimal()
    return (stem, int(version), time) if is_step else (subject, 0, "")
