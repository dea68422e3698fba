"""What a workbook of 10,000 questions costs: the dry run, and the write."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from pathlib import Path

from cstrain.bank.actions import importing
from cstrain.bank.actions.importing import Wish
from cstrain.bank.actions.planning import Given
from cstrain.bank.queries.workbook import question_page
from cstrain.bank.rules.exchange.item import Settings
from cstrain.factory import create_app
from cstrain.kit import clock, db
from cstrain.kit.workbook import write
from tests.bank.contents import load_all

COUNT, BY = 10_000, "bench"
WORDS = "拍下 付款 退货 发货 快递 平邮 买家 卖家 客服 组长 主管 仓库 物流 签收 补发 退款 优惠 差价 评价 投诉 时限 关闭".split()


def _row(number: int) -> dict[str, str]:
    chance = random.Random(number)
    stem = "".join(chance.choice(WORDS) for _ in range(9))
    return {
        "题目编号": f"TK-x{number + 1:03d}" if number < COUNT // 2 else f"TK-{number:04d}",
        "题型": "单选", "题干": f"{stem}，第 {number} 种情形要等几天？", "选项A": f"{number % 50 + 4} 天", "选项B": "3 天", "选项C": "60 天以后",
        "选项D": "90 天", "正确答案": "B", "解析": f"{stem[:12]}，满 3 天就关闭。", "难度": "中", "知识点": "淘宝时限",
    }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured() -> dict[str, float]:
    """Seconds on the clock, megabytes that this process grew by."""
    data = write([question_page([_row(number) for number in range(COUNT)])])
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(INSTANCE=folder, DATABASE_URL=f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        with app.app_context():
            db.database.create_all()
            load_all()
            before, at = _peak(), clock.now()
            began = time.perf_counter()
            read = importing.dry_run(data, "bench.xlsx", Wish("TK"), Given(Settings(), at, BY))
            looked = time.perf_counter()
            with db.transaction(at=at, by=BY, why="bench"):
                done = importing.write_at_once(read, "bench.xlsx", Wish("TK"), at=at, by=BY)
            ended = time.perf_counter()
            assert done == COUNT, read.plan.counts
            db.database.engine.dispose()
    return {
        "import_10k_dry_run_s": round(looked - began, 2),
        "import_10k_commit_s": round(ended - looked, 2),
        "import_questions_per_s": round(COUNT / (ended - began)),
        "import_10k_growth_mb": round(_peak() - before),
    }
