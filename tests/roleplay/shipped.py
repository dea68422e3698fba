"""The shipped scenes and what replies to them are judged by, read once."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cstrain.kit.content import read
from cstrain.roleplay.commands import shipped_ground
from cstrain.roleplay.rules import Scenario, read_scenario
from cstrain.roleplay.rules.reply import Ground
from tests.roleplay.scenes import SHARED

HERE = Path(__file__).parent
TRANSCRIPTS = HERE / "transcripts"


@lru_cache(maxsize=1)
def ground() -> Ground:
    return shipped_ground()


@lru_cache(maxsize=1)
def scenes() -> dict[str, Scenario]:
    found = (
        read_scenario(read(path.read_bytes(), path.name))[0] for path in sorted((SHARED / "scenarios").glob("R*.md"))
    )
    return {scene.key: scene for scene in found}


def labelled(fold: str) -> list[dict[str, Any]]:
    """Rows of the labelled set: ``open``, or ``unseen``, which was looked at only after the scorer was done."""
    rows = [json.loads(line) for line in (HERE / "replies.jsonl").read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if row["fold"] == fold]
