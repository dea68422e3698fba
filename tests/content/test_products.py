"""The sheet of products: a card and five draft questions each, nothing made up, nothing twice."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.bank.models import Question
from cstrain.content.rules.products import COLUMNS, card, numbers_in, plain, products_of, questions
from cstrain.content.views.products import SAMPLE
from cstrain.kit import db
from cstrain.kit.sheets import write
from tests.cast import Cast, as_, post
from tests.content.desk import load

ROWS = [dict(zip(COLUMNS, row, strict=True)) for row in SAMPLE]


def read(*rows: dict[str, str], asked: set[str] | None = None) -> Any:
    return products_of([(number, row) for number, row in enumerate(rows, start=2)], COLUMNS, asked or set())


def test_five_questions_whose_wrong_options_are_other_products() -> None:
    found = read(*ROWS)
    assert not found.faults and len(found.listed) == 3
    first, *others = found.listed
    texts = questions(first, others, "选品")
    assert len(texts) == 5 and all("【知识点】选品" in text and "（货号 TB-2601）" in text for text in texts)
    assert "- √ 牛津布\n- × 防泼水尼龙\n- × 头层牛皮\n" in texts[0]
    alone = questions(first, [], "选品")
    assert alone[0].startswith("## X-x001 填空") and "____" in alone[0] and "【答案】牛津布" in alone[0]
    assert "| 材质 | 牛津布 |" in card(first) and numbers_in(texts) == {"TB-2601"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**ROWS[0], "货号": ""}, "empty"),
        ({**ROWS[0], "材质": "", "规格": "", "卖点": "", "价格": ""}, "too_little"),
        ({**ROWS[0], "保养": "长" * 201}, "too_long"),
        (ROWS[1], "twice"),
    ],
)
def test_a_row_that_will_not_do_is_named(row: dict[str, str], code: str) -> None:
    assert [fault.code for fault in read(ROWS[1], row).faults] == [code]


def test_cells_mean_nothing_to_the_grammar() -> None:
    assert plain("- √ 【答案】{通话上限}\n__x__；y") == "［答案］｛通话上限｝ ＿＿x＿＿，y"
    assert [one.number for one in read(*ROWS, asked={"TB-2601"}).known] == ["TB-2601"]


def form(**more: str) -> dict[str, Any]:
    sheet = (io.BytesIO(write(COLUMNS, SAMPLE, "商品")), "商品.xlsx")
    return {"sheet": sheet, "bank": "TQ", **more}


def test_from_the_sheet_to_drafts_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load()
    as_(client, cast.trainer)
    page = client.get("/content/products").get_data(as_text=True)
    point = re.findall(r'<option value="([^"]+)"', page.split('name="point"')[1])[0]
    shown = post(client, "/content/products", form(point=point), content_type="multipart/form-data")
    assert shown.status_code == 200
    text = shown.get_data(as_text=True)
    assert "15 道草稿" in text
    rows = re.search(r'name="rows" value="([^"]*)"', text)
    assert rows is not None
    kept = {"rows": html.unescape(rows[1]), "bank": "TQ", "point": point}
    with app.app_context():
        before = set(db.database.session.scalars(select(Question.id)))
        db.database.session.remove()
    cards = post(client, "/content/products/cards.md", kept)
    assert "云朵托特包" in cards.get_data(as_text=True)
    assert post(client, "/content/products/keep", kept).status_code == 303
    with app.app_context():
        made = [one for one in db.database.session.scalars(select(Question)) if one.id not in before]
        assert len(made) == 15 and {one.state for one in made} == {"draft"}
        db.database.session.remove()
    assert post(client, "/content/products/keep", kept).status_code == 409, "no product twice"
    assert "都出过题了" in post(
        client, "/content/products", form(point=point), content_type="multipart/form-data"
    ).get_data(as_text=True)
    assert as_(client, cast.supervisor).get("/content/products").status_code == 403
    assert post(as_(client, cast.trainer), "/content/products", {"bank": "TQ"}).status_code == 422
