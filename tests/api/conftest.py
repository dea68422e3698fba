"""Every test of this room stands at one moment, shortly after somebody was let go live."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.api.acts import NOW


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
