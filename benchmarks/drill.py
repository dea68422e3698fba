"""``python benchmarks/drill.py [--json]``: what serving the next card costs somebody with 5,000 cards, while 200 drill.

``next_card_cpu_ms``: processor time of a whole request for the next card (median; ``_p99`` the slowest in a hundred), every
person in turn, most with hundreds of cards due, some with nothing due but new ones. ``answer_card_cpu_ms``: an answer kept,
rated and scheduled, on disk. The cards are laid into the tables as practice would have left them, of every fifth person with
all answers and reviews. QUICK=1: 10 people.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402
from sqlalchemy import select  # noqa: E402

from cstrain.bank.models import PracticeAnswer, Question, QuestionVersion  # noqa: E402
from cstrain.drill.models import DrillCard, DrillItem, DrillReview  # noqa: E402
from cstrain.factory import create_app  # noqa: E402
from cstrain.kit import clock, db  # noqa: E402
from cstrain.people.models import Person  # noqa: E402
from tests.cast import Someone, as_, make_cast, post  # noqa: E402
from tests.drill import acts  # noqa: E402

QUICK = os.environ.get("QUICK") == "1"
PEOPLE, CARDS, ROUNDS = (10, 5_000, 8) if QUICK else (200, 5_000, 5)
PER_BANK = 70
DAY = timedelta(days=1)


def bank(place: int) -> str:
    key = "D" + "ABCDEFGHIJ"[place // 10 % 10] + "ABCDEFGHIJ"[place % 10]
    asked = "".join(
        acts.SINGLE.format(key=key, version="").replace("-001", f"-{no:03}") for no in range(1, PER_BANK + 1)
    )
    return acts.HEAD.format(key=key, name=f"题库{key}") + asked


def lay(app: Flask) -> list[Someone]:
    """Banks of 5,000 questions, a course that has come to all of them, and people with a card of nearly each."""
    with app.app_context():
        db.database.create_all()
        cast = make_cast(clock.now())
        texts = [bank(place) for place in range(-(-CARDS // PER_BANK))]
        acts.load_content(*texts)
        acts.choose()
        keys = [text.split()[2] for text in texts]
        people = [_somebody(number, cast.presale) for number in range(PEOPLE)]
        for someone in people:
            acts.enrol(someone, *keys, same_day=True)
        _practised(people)
        return people


def _somebody(number: int, team: str) -> Someone:
    with db.transaction(at=clock.now(), by="bench", why="people"):
        person = Person(
            employee_no=f"B-{number:04}",
            name=f"学员{number}",
            team_id=team,
            state="in_training",
            joined_on=acts.MONDAY.date(),
            password_is_own=True,
            password_set_at=clock.now(),
        )
        db.database.session.add(person)
        db.database.session.flush()
        return Someone(person.id, person.employee_no, person.name, "", team)


def _practised(people: list[Someone]) -> None:
    """Two answers of each card, on other days; every tenth card wrong last time; a twentieth of them due."""
    session, now = db.database.session, clock.now()
    rows = select(Question.id, QuestionVersion.id).join(QuestionVersion, QuestionVersion.question_id == Question.id)
    asked = [tuple(row) for row in session.execute(rows.order_by(Question.id)).all()][:CARDS]
    session.rollback()
    chance = random.Random(20261019)
    with db.database.engine.begin() as connection:
        for place, someone in enumerate(people):
            held = [_past(someone.id, one, now, chance, resting=place % 10 == 0) for one in asked[: CARDS - 20]]
            connection.execute(DrillCard.__table__.insert(), [card for card, _answers in held])  # type: ignore[attr-defined]
            if place % 5:
                continue
            answers = [each for _card, both in held for each in both]
            first = (connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM practice_answer").scalar() or 0) + 1
            connection.execute(PracticeAnswer.__table__.insert(), answers)  # type: ignore[attr-defined]
            reviews = [_review(each, first + number) for number, each in enumerate(answers)]
            connection.execute(DrillReview.__table__.insert(), reviews)  # type: ignore[attr-defined]
        figures = [
            {"question_id": no, "major": 1, "people": PEOPLE, "weak": 9, "misses": 9, "settled": 0, "times": [3] * 28}
            for no, _version in asked
        ]
        connection.execute(DrillItem.__table__.insert(), figures)  # type: ignore[attr-defined]
        connection.exec_driver_sql("ANALYZE")


def _past(
    whose: str, one: tuple[str, ...], now: datetime, chance: random.Random, *, resting: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    number, version = one
    last = now - chance.randint(1, 20) * DAY - timedelta(seconds=chance.randint(0, 40_000))
    is_due = chance.random() < 0.05 and not resting
    card = {
        "person_id": whose, "question_id": number, "major": 1, "state": 2, "step": None, "stability": chance.uniform(1, 40),
        "difficulty": 5.0, "reviewed_at": last, "due_at": now - DAY if is_due else now + chance.randint(1, 30) * DAY,
        "seen": 2, "misses": 1, "coached": 0, "weak": chance.random() < 0.1, "unfinished": False,
        "stuck": False,
        "introduced_on": (last - DAY).date(),
    }  # fmt: skip
    answer = {
        "person_id": whose, "question_id": number, "version_id": version, "answer": 1, "num": 1, "den": 1,
        "milliseconds": chance.randint(2_000, 14_000), "source": "drill",
    }  # fmt: skip
    return card, [{**answer, "at": last - DAY}, {**answer, "at": last}]


def _review(answer: dict[str, Any], answer_id: int) -> dict[str, Any]:
    kept = {name: answer[name] for name in ("person_id", "question_id", "milliseconds", "at")}
    said = {"major": 1, "rating": 3, "judged": True, "confidence": "sure", "unfinished": False, "mode": "daily"}
    return {**kept, **said, "answer_id": answer_id, "round": ""}


def milliseconds(deed: Callable[[], Any]) -> float:
    begun = time.process_time()
    deed()
    return (time.process_time() - begun) * 1000


def drilled(app: Flask, people: list[Someone]) -> Iterator[tuple[float, float]]:
    """(next card, its answer) of each person in turn, so that nobody's pages are warm."""
    doors = [as_(app.test_client(), someone) for someone in people]
    for turn in range(ROUNDS):
        for client in doors:
            page: list[Any] = []
            card = milliseconds(lambda client=client, page=page: page.append(client.get("/drill/gate/card")))
            text = page[0].get_data(as_text=True)
            assert page[0].status_code == 200 and 'id="card"' in text, text
            told = dict(re.findall(r'<input type="hidden" name="(card|milliseconds)" value="([^"]*)"', text))
            chosen = re.findall(r'type="radio" name="a" value="([^"]*)"', text)[turn % 3]
            said = {**told, "a": chosen, "milliseconds": "4000", "confidence": "sure"}
            kept: list[Any] = []
            answer = milliseconds(
                lambda client=client, said=said, kept=kept: kept.append(post(client, "/drill/gate/card", said))
            )
            assert kept[0].status_code == 303, kept[0].get_data(as_text=True)
            if turn:  # the first round reads templates and compiles statements
                yield card, answer


def measured() -> dict[str, float]:
    """The figures, in an installation of its own."""
    with tempfile.TemporaryDirectory() as name:
        app = create_app(INSTANCE=name, TESTING=True)
        people = lay(app)
        cards, answers = zip(*drilled(app, people), strict=True)
        with app.app_context():
            db.database.engine.dispose()
    return {
        "next_card_cpu_ms": round(statistics.median(cards), 2),
        "next_card_cpu_ms_p99": round(statistics.quantiles(cards, n=100)[98], 2),
        "answer_card_cpu_ms": round(statistics.median(answers), 2),
        "answer_card_cpu_ms_p99": round(statistics.quantiles(answers, n=100)[98], 2),
        "people": PEOPLE,
        "cards_each": CARDS,
    }


def main() -> None:
    found = measured()
    if "--json" in sys.argv:
        print(json.dumps(found, indent=2))
        return
    print(
        f"next card {found['next_card_cpu_ms']} ms CPU (slowest in a hundred {found['next_card_cpu_ms_p99']} ms), its answer "
        f"{found['answer_card_cpu_ms']} ms (slowest {found['answer_card_cpu_ms_p99']} ms); {PEOPLE} people, {CARDS} cards each"
    )


if __name__ == "__main__":
    main()
