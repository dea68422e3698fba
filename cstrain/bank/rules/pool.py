"""What a draw may choose from: ids in their order, sixteen bytes each, so that a hundred thousand are no burden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

WIDTH = 16  # a question's number is no longer


class Pool(Sequence[str]):
    """Question ids, sorted."""

    __slots__ = ("_packed",)

    def __init__(self, ids: Iterable[str]) -> None:
        packed = [one.encode().ljust(WIDTH) for one in sorted(ids)]
        if any(len(one) != WIDTH for one in packed):
            raise ValueError("an id longer than a question's number may be")
        self._packed = b"".join(packed)

    def __len__(self) -> int:
        return len(self._packed) // WIDTH

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        begin = place % len(self) * WIDTH
        return self._packed[begin : begin + WIDTH].rstrip().decode()
