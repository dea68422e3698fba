"""``python benchmarks/replies.py [--json]``: what scoring a reply costs, and how often it is right.

``reply_score_ms``: processor time of one reply of the labelled set in its turn (median and the slowest in a hundred);
``reply_bait_ms``: the slowest of the texts of 50,000 characters made to be slow. ``reply_precision`` ``reply_recall``: over
tests/roleplay/replies.jsonl: rows r… written by someone who had not seen the matcher, a third of them ("unseen") never read by
who works on it; rows s… ("open") written later to work by, so that "open" says what is covered and "unseen" how good it is. A
reply's answers are the points it should gain and the phrases it should be caught for.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cstrain.roleplay.rules.reply import mark_reply, watch  # noqa: E402
from cstrain.roleplay.rules.scenario import GAINING  # noqa: E402
from tests.roleplay.shipped import ground, labelled, scenes  # noqa: E402
from tests.roleplay.test_reply_properties import BAIT  # noqa: E402

FOLDS = ("open", "unseen")
LONG = 50_000
ROUNDS = 3


def answers(row: dict[str, Any]) -> tuple[set[str], set[str]]:
    """(what is found, what should be)."""
    found = {one.line.id for one in watch(ground().banned).find(row["text"])}
    if row.get("scenario") and row.get("turn"):
        turn = next(turn for turn in scenes()[row["scenario"]].turns if turn.name == row["turn"])
        marks = mark_reply(turn, row["text"], ground())
        found |= {mark.name for mark in marks if mark.kind in GAINING and mark.fault is None}
    return found, {*row["expect"]["hit"], *row["expect"]["banned"]}


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def counted(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall over all answers of the rows, and how many rows are right in every answer."""
    right = found = wanted = clean = number = 0
    for row in rows:
        is_found, should = answers(row)
        right += len(is_found & should)
        found += len(is_found)
        wanted += len(should)
        clean += is_found == should
        number += 1
    return {
        "rows": number,
        "rows_right": clean,
        "rows_right_share": share(clean, number),
        "reply_precision": share(right, found),
        "reply_recall": share(right, wanted),
    }


def accuracy(fold: str) -> dict[str, Any]:
    rows = labelled(fold)
    by_class = defaultdict(list)
    for row in rows:
        by_class[row["class"]].append(row)
    return {"overall": counted(rows)} | {name: counted(held) for name, held in sorted(by_class.items())}


def milliseconds(text: str, turn: Any) -> float:
    begun = time.process_time()
    mark_reply(turn, text, ground())
    return (time.process_time() - begun) * 1000


def speed() -> dict[str, float]:
    talks = [(row["text"], row["scenario"], row["turn"]) for row in labelled("open") if row.get("turn")]
    placed = [(text, next(turn for turn in scenes()[key].turns if turn.name == name)) for text, key, name in talks]
    for text, turn in placed:
        mark_reply(turn, text, ground())
    times = sorted(milliseconds(text, turn) for _ in range(ROUNDS) for text, turn in placed)
    turn = scenes()["R13"].turns[2]
    bait = max(milliseconds(make(LONG), turn) for _ in range(ROUNDS) for make in BAIT.values())
    return {
        "reply_score_ms": round(statistics.median(times), 3),
        "reply_score_ms_p99": round(times[int(len(times) * 0.99)], 3),
        "reply_bait_ms": round(bait, 1),
    }


def measured(*, unseen: bool = True) -> dict[str, Any]:
    """Times, and per fold precision and recall, overall and per class."""
    return speed() | {fold: accuracy(fold) for fold in FOLDS if fold == "open" or unseen}


def main() -> None:
    told = measured(unseen="--open" not in sys.argv)
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
