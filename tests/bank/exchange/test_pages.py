"""The trainer's way: a file dropped, read in the background, looked at, mended, written, undone."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import queries
from cstrain.bank.models import BankImport
from cstrain.bank.queries.exchange import imports
from cstrain.bank.queries.workbook import question_page
from cstrain.kit import clock, db, jobs
from cstrain.kit.tables import brought
from cstrain.kit.workbook import write
from tests.bank.exchange.test_house import NEW, load, rows_now
from tests.cast import Cast, as_, post


def book(*rows: dict[str, str]) -> bytes:
    return write([question_page(list(rows))])


def drop(client: FlaskClient, data: bytes, name: str = "题.xlsx", **extra: str) -> str:
    sent = {"file": (io.BytesIO(data), name), "bank": "TK", "point": "", "level": "中", **extra}
    answer = post(client, "/bank/imports", sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(clock.now())


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def row(app: Flask) -> BankImport:
    with app.app_context():
        found = db.database.session.scalars(imports()).first()
        assert found is not None
        return found


@pytest.mark.data
def test_dropped_read_mended_written_and_undone(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load()
        rows = rows_now()
    last = len(rows) + 4
    rows[0]["题干"] = "买家拍下以后一直没付款，多久以后订单会自动关闭？"
    as_(client, cast.trainer)
    url = drop(
        client, book(*rows, NEW, {**NEW, "规则编号": "QQ9", "题干": "下班前要把哪一样交给接班的人？", "正确答案": "Q"})
    )
    assert "在后台做" in page(client, url)
    work(app)
    assert client.get(f"{url}/progress").headers["HX-Refresh"] == "true"
    shown = page(client, url)
    assert "正确答案「Q」对不上选项" in shown and f"第 {last} 行 L 列" in shown and "买家拍下商品后" in shown
    assert post(client, f"{url}/write", {"what": "all"}).status_code == 409
    marked = brought(client.get(f"{url}/errors.xlsx").data).grids[0].rows
    assert (len(marked), marked[2][2]) == (3, "下班前要把哪一样交给接班的人？")
    post(client, f"{url}/check", {f"cell-题目!L{last}": "B"})
    work(app)
    assert row(app).counts == {"new": 2, "changed": 1, "unchanged": 15, "duplicate": 0, "refused": 0}
    assert post(client, f"{url}/write", {"what": "all", "hand_in": "y"}).status_code == 303
    work(app)
    assert row(app).state == "done"
    with app.app_context():
        assert queries.open_change("TK-001") is not None
        assert [queries.question_row(f"TK-x00{n}").state for n in (1, 2)] == ["review", "draft"]  # type: ignore[union-attr]
    assert post(client, f"{url}/undo").status_code == 303
    work(app)
    assert (row(app).state, row(app).counts["undone"]) == ("undone", 3)
    with app.app_context():
        new = queries.question_row("TK-x001")
        assert new is not None
        assert (queries.open_change("TK-001"), new.state) == (None, "retired")
    page(client, url)
    assert post(client, f"{url}/undo").status_code == 409


def test_only_the_good_rows_by_choice_and_twins_by_choice(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load()
    as_(client, cast.trainer)
    near = {**NEW, "题干": "买家拍下商品后一直没有付款，多久以后订单会自动关闭呢？"}
    url = drop(client, book(NEW, near, {**NEW, "题干": ""}))
    work(app)
    assert "TK-001" in page(client, url)
    post(client, f"{url}/write", {"what": "good", "twins": "y"})
    work(app)
    assert row(app).counts["written"] == 2


def test_what_somebody_changed_since_is_neither_overwritten_nor_undone(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    with app.app_context():
        load()
    as_(client, cast.trainer)
    zero = drop(client, book(NEW))
    work(app)
    post(client, f"{zero}/write", {"what": "all"})
    work(app)
    with app.app_context():
        first = {**rows_now()[-1], "题干": "新来的人，先找谁领工号？"}
    one, two = drop(client, book(first)), drop(client, book({**first, "题干": "新人先找谁领工号？"}))
    work(app)
    for url in (one, two):
        post(client, f"{url}/write", {"what": "all"})
        work(app)
    assert "又有人改过" in page(client, two)
    post(client, f"{two}/check", {})
    work(app)
    post(client, f"{two}/write", {"what": "all"})
    work(app)
    post(client, f"{one}/undo")
    work(app)
    assert "没有动" in page(client, one)
    post(client, f"{two}/undo")
    work(app)
    with app.app_context():
        latest = queries.latest_version("TK-x001")
        assert latest is not None
        assert (latest.stem, latest.seq) == ("新来的人，先找谁领工号？", 4)


def test_the_columns_of_a_source_are_remembered(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load()
    as_(client, cast.trainer)
    text = "甲,乙,丙,丁,戊,试题\n1,A,组长,店长,找组长领,新来的第一天先找谁领工号和账号\n"
    url = drop(client, text.encode(), "a.csv", point="红线")
    work(app)
    assert (row(app).counts["refused"], "没有题干" in page(client, url)) == (1, False)
    post(
        client,
        f"{url}/check",
        {"column-csv!B": "正确答案", "column-csv!C": "选项A", "column-csv!D": "选项B", "column-csv!E": "解析"},
    )
    work(app)
    assert row(app).counts["new"] == 1, page(client, url)
    drop(client, text.replace("第一天", "头一天").encode(), "b.csv", point="红线")
    work(app)
    assert row(app).counts["new"] == 1


def test_doors(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load()
    as_(client, cast.trainer)
    url = drop(client, b"\x00\x01\x02", "x.bin")
    work(app)
    assert "认不出来" in page(client, url)
    assert re.search("还没有导入过|x.bin", page(client, "/bank/imports"))
    assert client.get("/bank/imports/nothing-here").status_code == 404
    assert post(client, "/bank/imports", {"bank": "TK"}).status_code == 422
    for path in ("/bank/template.xlsx", "/bank/TK/export/house"):
        assert client.get(path).data[:2] == b"PK"
    assert "排序" in page(client, "/bank/TK/exports")
    assert client.get("/bank/TK/export/gift").data.startswith(b"::TK-001::")
    assert b"<quiz>" in client.get("/bank/TK/export/moodle-xml").data
    assert client.get("/bank/QQ/exports").status_code == 404
    agent = as_(app.test_client(), cast.agent)
    assert agent.get("/bank/imports").status_code == 403
    assert agent.get(url).status_code == 403
