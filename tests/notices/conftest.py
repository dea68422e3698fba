from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notices.standin import Platforms, platforms


@pytest.fixture
def stand_in() -> Iterator[Platforms]:
    with platforms() as made:
        yield made
