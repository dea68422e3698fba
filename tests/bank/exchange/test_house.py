"""The house workbook: what goes out comes in again, cell for cell; a number is that question, no number a new one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from cstrain.bank import queries
from cstrain.bank.actions import importing
from cstrain.bank.actions.importing import Read, Wish
from cstrain.bank.actions.planning import Given
from cstrain.bank.models import ImportedQuestion, Question, QuestionVersion
from cstrain.bank.queries.exchange import exported
from cstrain.bank.queries.workbook import export_workbook, question_page
from cstrain.bank.rules.exchange.house import rows_of, text_of, titles
from cstrain.bank.rules.exchange.item import Settings
from cstrain.kit import db
from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from cstrain.kit.tables import brought
from cstrain.kit.workbook import write
from tests.bank.contents import AT, BY, load_all

ROOT = Path(__file__).resolve().parents[3]
NEW = {
    "题型": "单选", "题干": "新来的第一天，先找谁领工号和账号？", "选项A": "组长", "选项B": "店长", "选项C": "仓库的同事", "正确答案": "A",
    "解析": "工号和账号都由组长发。", "难度": "易", "知识点": "红线",
}  # fmt: skip


STEMS = "售前的人在；售后的人说；夜里值班时；大促当天啊；第二天一早；换班以前请；忙不过来时；领导不在时；店铺升级后；仓库盘点时".split(
    "；"
)


def book(*rows: dict[str, str]) -> bytes:
    return write([question_page(list(rows))])


def dry(data: bytes, **wish: Any) -> Read:
    return importing.dry_run(data, "题.xlsx", Wish(**wish), Given(Settings(), AT, BY))


def bring(data: bytes, **wish: Any) -> Read:
    made = dry(data, **wish)
    db.database.session.rollback()
    with db.transaction(at=AT, by=BY, why="test"):
        importing.write_at_once(made, "题.xlsx", Wish(**wish), at=AT, by=BY)
    return made


def load() -> None:
    load_all()


def rows_now() -> list[dict[str, str]]:
    grid = brought(export_workbook(["TK"])).grids[0].rows
    return [dict(zip(grid[1], row, strict=True)) for row in grid[2:]]


def said(made: Read) -> list[tuple[int, str, str]]:
    return [(row, column, text) for line in made.plan.lines for _title, row, column, text in line["wrong"]]


@pytest.mark.data
def test_every_kind_goes_out_and_comes_in_unchanged(context: Flask) -> None:
    load()
    made = dry(export_workbook())
    assert said(made) == []
    assert made.plan.counts == {"new": 0, "changed": 0, "unchanged": 16, "duplicate": 0, "refused": 0}
    assert made.dialect == "house"


def test_every_shipped_question_is_the_same_after_its_cells() -> None:
    for path in sorted((ROOT / "question_banks").glob("[A-Z]*-*.md")):
        document = read(path.read_bytes(), path.name)
        head = {
            key: document.head.own(key)
            for key in ("知识点", "难度", "规则", "课文", "来源", "负责")
            if document.head.has(key)
        }
        texts = [text_of(*_whole(list(rows_of(part)), head)) for part in document.parts]
        top = f"# 题库 {document.id} 题\n" + "".join(f"【{key}】{value}\n" for key, value in head.items())
        again = read("\n".join([top, *texts[:60]])), read("\n".join([top, *texts[60:]]))
        parts = [*again[0].parts, *again[1].parts]
        for old, new in zip(document.parts, parts, strict=True):
            assert list(rows_of(new)) == list(rows_of(old)), old.id


def _whole(
    rows: list[dict[str, str]], head: dict[str, str]
) -> tuple[dict[str, str], dict[str, str], list[dict[str, str]]]:
    return rows[0], head, rows[1:]


_TEXT = (
    st.text(st.sampled_from("天退款3７，。A【】［］×√→#-*_\\解析答案\u3000 (）「"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
_WORD = _TEXT.map(lambda text: f"甲{text}乙")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(stem=st.lists(_WORD, min_size=1, max_size=3), options=st.lists(_WORD, min_size=2, max_size=6, unique=True), right=st.integers(0, 5),
       why=st.lists(_WORD, min_size=1, max_size=2), more=_WORD)  # fmt: skip
def test_any_text_is_the_same_after_its_cells(
    stem: list[str], options: list[str], right: int, why: list[str], more: str
) -> None:
    cells = {
        "题目编号": "TK-x001", "题型": "单选", "题干": "\n".join(stem), "正确答案": "ABCDEF"[right % len(options)], "解析": "\n".join(why),
        "备注": " ".join(more.split()),
    } | {f"选项{letter}": " ".join(text.split()) for letter, text in zip("ABCDEF", options, strict=False)}  # fmt: skip
    text = text_of(cells, {})
    part = read(f"# 题库 TK 题\n\n{text}").parts[0]
    once = next(rows_of(part))
    assert "\\" in text or text_of(once, {}) == text
    assert next(rows_of(read(f"# 题库 TK 题\n\n{text_of(once, {})}").parts[0])) == once


@pytest.mark.data
def test_a_number_changes_that_question_and_none_makes_a_new_one(context: Flask) -> None:
    load()
    rows = rows_now()
    rows[0]["题干"] = "买家拍下以后一直没付款，多久以后订单会自动关闭？"
    rows[2]["正确答案"] = "√"
    made = bring(book(*rows, NEW), bank="TK")
    assert made.plan.counts == {"new": 1, "changed": 2, "unchanged": 14, "duplicate": 0, "refused": 0}
    assert [(title, old, new) for title, old, new in made.plan.lines[0]["diff"]] == [
        ("题干", "买家拍下商品后一直没有付款，多久以后订单会自动关闭？", rows[0]["题干"])
    ]
    changes = [queries.open_change(name) for name in ("TK-001", "TK-003")]
    assert [(one.change, one.seen, one.reason) for one in changes if one] == [
        ("minor", 1, "导入 题.xlsx"),
        ("major", 1, "导入 题.xlsx"),
    ]
    row = queries.question_row("TK-x001")
    assert row is not None
    assert row.state == "review"
    new = rows_now()[-1]
    assert dry(book(new)).plan.counts["unchanged"] == 1
    bring(book({**new, "正确答案": "B"}))
    latest = queries.latest_version("TK-x001")
    assert latest is not None
    assert (latest.number, "【版本】2 导入 题.xlsx" in latest.text) == ("2", True)


@pytest.mark.data
def test_an_import_brought_twice_changes_nothing_the_second_time(context: Flask) -> None:
    load()
    bring(book(NEW), bank="TK")
    again = bring(book(NEW), bank="TK")
    assert again.plan.counts == {"new": 0, "changed": 0, "unchanged": 1, "duplicate": 0, "refused": 0}
    close = dry(book({**NEW, "题干": "新来的第一天，先找谁领工号和账号呢？"}), bank="TK")
    assert (close.plan.counts["duplicate"], close.plan.lines[0]["like"]) == (1, "TK-x001")


FAULTS = [
    ({"正确答案": "E"}, "L", "对不上选项"),
    ({"正确答案": "AB"}, "L", "只留一个"),
    ({"题干": ""}, "C", "没有题干"),
    ({"解析": ""}, "M", "没写解析"),
    ({"知识点": "没有的"}, "P", "知识点表里没有"),
    ({"题型": "听力"}, "B", "不支持的题型"),
    ({"题目编号": "QQ-001"}, "A", "没有编号是 QQ 的题库"),
    ({"选项B": ""}, "E", "是空的"),
    ({"选项C": "组长"}, "F", "一样"),
    ({"限时秒": "很快"}, "V", "看不懂"),
]


def test_what_is_wrong_is_said_with_row_and_column(context: Flask) -> None:
    load()
    found = said(dry(book(*({**NEW, **change} for change, _column, _words in FAULTS)), bank="TK"))
    assert [(row, where) for row, where, _text in found] == [(3 + at, one[1]) for at, one in enumerate(FAULTS)]
    assert all(words in text for (_row, _where, text), (_change, _column, words) in zip(found, FAULTS, strict=True)), (
        found
    )


READINGS: Sequence[tuple[dict[str, str], str, str]] = [
    ({"正确答案": "Ａ"}, "正确答案", "A"),
    ({"题型": "单选题"}, "题型", "单选"),
    ({"题型": "多选题", "正确答案": "ＡＣ"}, "正确答案", "AC"),
    ({"题型": "多选题", "正确答案": "a、C"}, "正确答案", "AC"),
    ({"题型": "判断题", "正确答案": "T"}, "正确答案", "对"),
    ({"题型": "判断题", "正确答案": "×"}, "正确答案", "错"),
    ({"限时秒": "三十"}, "限时秒", "30"),
    ({"难度": "困难"}, "难度", "难"),
    ({"选项A": "A. 组长"}, "选项A", "组长"),
    ({"解析": "B 选项错误，选A。"}, "解析", "「店长」错误，选「组长」。"),
]


def test_what_can_be_read_one_way_is_read_and_told(context: Flask) -> None:
    load()
    rows = [
        {**NEW, "题干": f"{STEMS[at]}{NEW['题干']}", **change} for at, (change, _title, _read) in enumerate(READINGS)
    ]
    lines = dry(book(*rows), bank="TK").plan.lines
    assert [line["rows"][0][1].get(title) for line, (_change, title, _read) in zip(lines, READINGS, strict=True)] == [
        one[2] for one in READINGS
    ]
    assert not [line["wrong"] for line in lines if line["wrong"]]


def test_an_unknown_rule_comes_in_without_it(context: Flask) -> None:
    load()
    line = bring(book({**NEW, "规则编号": "ZZ99、TK1"}), bank="TK").plan.lines[0]
    assert tuple(line["rows"][0][1][title] for title in ("规则编号", "备注")) == ("TK1", "原规则：ZZ99")
    row = queries.question_row("TK-x001")
    assert row is not None
    assert row.state == "draft"


def test_a_plan_made_of_older_versions_is_refused(context: Flask) -> None:
    load()
    bring(book(NEW), bank="TK")
    made = dry(book({**rows_now()[-1], "题干": "先找谁领工号？"}))
    bring(book({**rows_now()[-1], "题干": "找谁领工号和账号？"}))
    before = db.database.session.scalar(select(func.count()).select_from(ImportedQuestion))
    db.database.session.rollback()
    with pytest.raises(Refusal, match="import_is_stale"), db.transaction(at=AT, by=BY, why="test"):
        importing.write_at_once(made, "题.xlsx", Wish(), at=AT, by=BY)
    assert db.database.session.scalar(select(func.count()).select_from(ImportedQuestion)) == before


def test_a_new_case_brings_its_parts(context: Flask) -> None:
    load()
    case = {"题目编号": "A", "题型": "案例", "题干": "> 客户 9:00：我的货呢？", "难度": "易", "知识点": "红线"}
    parts = [
        {"题目编号": "A.1", "题型": "判断", "题干": "先道歉再查单。", "正确答案": "对", "解析": "先接住人，再办事。"},
        {
            "题目编号": "A.2",
            "题型": "数值",
            "题干": "最晚几小时内回复？",
            "正确答案": "二十四小时",
            "解析": "章程写的。",
        },
    ]
    bring(book(case, *parts), bank="TK")
    version = queries.latest_version("TK-x001")
    assert version is not None
    assert [part.kind.value for part in queries.question_of(version).parts] == ["判断", "数值"]
    assert "【答案】24 小时" in version.text


@pytest.mark.data
def test_the_commands(context: Flask, tmp_path: Path) -> None:
    load()
    runner, out = context.test_cli_runner(), tmp_path / "bank.xlsx"
    assert runner.invoke(args=["bank", "export", "--format", "house", str(out)]).exit_code == 0
    same = runner.invoke(args=["bank", "import", str(out), "--json"])
    assert (same.exit_code, json.loads(same.output)["unchanged"]) == (0, 16)
    out.write_bytes(book(NEW, {**NEW, "题干": "", "选项A": "甲"}))
    bad = runner.invoke(args=["bank", "import", str(out), "--bank", "TK", "--json"])
    told = json.loads(bad.output)
    assert (bad.exit_code, told["new"], told["refused"], told["written"]) == (1, 1, 1, 0)
    assert told["listed"] == [
        {"sheet": "题目", "row": 4, "column": "C", "title": "题干", "text": "没有题干：写上要问什么"}
    ]
    good = runner.invoke(args=["bank", "import", str(out), "--bank", "TK", "--good-only"])
    assert good.exit_code == 1
    assert db.database.session.scalar(select(func.count()).where(Question.id == "TK-x001")) == 1
    assert runner.invoke(args=["bank", "export", "--format", "markdown", "--bank", "TK", str(out)]).exit_code == 0
    assert out.read_text().startswith("# 题库 TK")


def test_no_cell_is_ever_a_formula(context: Flask) -> None:
    load()
    texts = ["=1+1", "+1", "-1", "@a", "＝1", "\t=1", '=HYPERLINK("http://x")', "007", "1e5"]
    rows = [{**NEW, "题干": f"{text}{STEMS[at] * 3}怎么说？", "选项A": text.strip()} for at, text in enumerate(texts)]
    made = bring(book(*rows), bank="TK")
    assert made.plan.counts["refused"] == 0, said(made)
    assert [row["选项A"] for row in rows_now()[-len(texts) :]] == [text.strip() for text in texts]


def test_the_workbook_has_its_titles(context: Flask) -> None:
    load()
    grids = brought(exported("house")[0]).grids
    assert [grid.name for grid in grids] == ["题目", "填写说明", "知识点", "规则"]
    assert grids[0].rows[1] == titles()
    assert db.database.session.scalar(select(func.count()).select_from(QuestionVersion)) == 16
