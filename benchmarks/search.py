"""How long a search over 100,000 questions takes in the server: common and rare words, pinyin, filters, the last page."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select, text

from benchmarks import copies, ground
from cstrain.bank import actions as bank
from cstrain.bank.models import Question, QuestionText
from cstrain.bank.queries.search import Search, search
from cstrain.bank.rules.finding import folded, initials
from cstrain.factory import create_app
from cstrain.kit import clock, db
from cstrain.kit.content import read
from tests.exam import stage

QUESTIONS, TIMES, BATCH = 100_000, 15, 5_000
SAID = (
    "买家", "拍下", "没付款", "退款", "退货", "快递", "平邮", "签收", "发货", "换货", "客服", "组长", "优惠券", "红线",
    "投诉", "评价", "物流", "延迟", "拒绝", "同意", "时限", "三天", "七天", "十五天", "关闭交易", "自动付款", "举证", "赔付",
)  # fmt: skip
ASKED = (
    Search(),
    Search(words="退款"),
    Search(words="退款 快递 举证"),
    Search(words="找不到的话"),
    Search(words="tk"),
    Search(words="退款", kind="单选"),
    Search(words="TK-9", state="live"),
    Search(kind="单选", level="易"),
    Search(state="moved"),
    Search(used="never", words="赔付"),
)  # fmt: skip


def lay(questions: int = QUESTIONS) -> None:
    """The exam's contents and that many questions, each with a sentence of its own."""
    stage.build()
    chance, at = random.Random(20261123), clock.now()
    with db.transaction(at=at, by="bench", why="bank"):
        bank.load_bank(read(ground.BANK, "BA-bench.md"), at, "bench")
        copies.questions(ground.LIKE, questions)
    with db.transaction(at=at, by="bench", why="texts"):
        session = db.database.session
        ids = session.scalars(select(Question.id).where(Question.id.not_in(select(QuestionText.question_id)))).all()
        for begin in range(0, len(ids), BATCH):
            some = [(each, "，".join(chance.choices(SAID, k=16))) for each in ids[begin : begin + BATCH]]
            rows = [
                {"question_id": each, "text": folded(f"{each}|{said}"), "initials": initials(said)}
                for each, said in some
            ]
            session.execute(insert(QuestionText.__table__), rows)  # type: ignore[arg-type]
    if db.database.engine.dialect.name == "postgresql":
        with db.transaction(at=at, by="bench", why="statistics"):
            db.database.session.execute(text("ANALYZE"))


# CPU=1: on a busy machine the processor's time of this process says more (SQLite works inside it).
clock_of = time.process_time if os.environ.get("CPU") else time.perf_counter


def slowest() -> dict[str, float]:
    """Milliseconds of the wall clock per search, the 95th of a hundred; the slowest of all kinds of search is the figure."""
    found = {}
    for asked in ASKED:
        took = []
        for turn in range(TIMES):
            began = clock_of()
            search(asked, date(2026, 11, 23), page=1 + turn % 3)
            took.append((clock_of() - began) * 1000)
            db.database.session.rollback()
        found[" ".join(value for value in vars(asked).values() if value) or "all"] = sorted(took)[-2]
    return found


def measured(url: str = "") -> float:
    """The figure on an empty database of that address, or on a new SQLite one."""
    with tempfile.TemporaryDirectory() as folder:
        address = url or f"sqlite:///{Path(folder) / 'search.sqlite3'}"
        app = create_app(INSTANCE=folder, TESTING=True, DATABASE_URL=address)
        with app.app_context():
            db.database.drop_all()
            db.database.create_all()
            lay()
            told = slowest()
            db.database.engine.dispose()
        if os.environ.get("SAY"):
            for name, took in told.items():
                print(f"{took:8.1f}  {name}", file=sys.stderr)
        return round(max(told.values()), 1)


if __name__ == "__main__":
    print(measured(sys.argv[1] if len(sys.argv) > 1 else ""))
