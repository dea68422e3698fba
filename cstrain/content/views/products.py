"""The sheet of products: a dry run that shows every card and question, then drafts in a bank; the cards as a lesson's text."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.bank.queries import banks, points
from cstrain.content.actions.products import add_product_drafts
from cstrain.content.forms import ProductForm, ProductSheetForm
from cstrain.content.queries.products import products_asked
from cstrain.content.rules import products as rules
from cstrain.content.views.blueprint import bp
from cstrain.content.words import PRODUCT_FAULTS
from cstrain.kit import clock
from cstrain.kit.content import render
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, Sheet, faults_by_row, packed, read, unpacked, write
from cstrain.kit.web import Page, back, download, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May, local_date

SAMPLE = (
    ("TB-2601", "云朵托特包", "牛津布", "大、中两款", "能装 15 寸电脑", "通勤的人", "要带太多东西出差的人", "湿布擦，不机洗", "239 元", "收纳袋"),
    ("TB-2602", "旅行双肩包", "防泼水尼龙", "30 升", "背带减压", "短途出差的人", "个子不到 150 的人", "手洗，阴干", "329 元", "行李牌"),
    ("TB-2603", "迷你斜挎包", "头层牛皮", "黑、棕两色", "出门只带手机和卡", "逛街的人", "要装水杯的人", "皮革护理膏", "199 元", "防尘袋"),
)  # fmt: skip


def _choices(form: ProductSheetForm) -> ProductSheetForm:
    form.bank.choices = [
        (one.bank.key, f"{one.bank.key} {one.bank.name}") for one in banks(local_date(clock.received(), clock.zone()))
    ]
    form.point.choices = [(one.name, one.name) for one in points()]
    return form


def _upload_page(form: ProductSheetForm, status: int = 200) -> Page:
    return page("content/products.html", status, form=form, columns=rules.COLUMNS)


@bp.get("/content/products")
@needs(May.CONTENT_EDIT)
def products() -> Any:
    return _upload_page(_choices(ProductSheetForm()))


@bp.post("/content/products")
@needs(May.CONTENT_EDIT)
def preview_products() -> Any:
    form = _choices(ProductSheetForm())
    if not form.validate():
        return _upload_page(form, 422)
    sheet = read(form.sheet.data.read())
    found = _read(sheet, form.bank.data)
    bad = faults_by_row(sheet, found.faults, PRODUCT_FAULTS)
    return page(
        "content/preview_products.html",
        422 if bad else 200,
        name=form.sheet.data.filename or "",
        bank=form.bank.data,
        point=form.point.data,
        found=found,
        bad=bad,
        cards=[(one, render(rules.card(one)), _shown(one, found, form.point.data)) for one in found.listed],
        rows=packed(sheet, rules.COLUMNS),
    )


def _read(sheet: Sheet, bank_key: str) -> rules.Products:
    rows = [(row.number, row.cells) for row in sheet.rows]
    return rules.products_of(rows, sheet.titles, products_asked(bank_key))


def _shown(one: rules.Product, found: rules.Products, point: str) -> list[list[str]]:
    """The questions as they will stand, line by line: stem, what is to choose from or filled in, why."""
    others = [other for other in [*found.listed, *found.known] if other.number != one.number]
    texts = [text.split("\n", 1)[1].split("【知识点】")[0] for text in rules.questions(one, others, point)]
    return [[line for line in text.splitlines() if line] for text in texts]


def _confirmed() -> tuple[ProductForm, rules.Products]:
    form = ProductForm()
    if not form.validate():
        raise BadInput("rows")
    found = _read(unpacked(form.rows.data), form.bank.data)
    if found.faults:
        raise BadInput("rows")
    return form, found


@bp.post("/content/products/keep")
@needs(May.CONTENT_EDIT)
def keep_products() -> Any:
    form, found = _confirmed()
    at, by = clock.received(), me().id
    add_product_drafts(form.bank.data, found.listed, found.known, point=form.point.data, by=by, at=at)
    return back("bank.bank", key=form.bank.data, state="draft")


@bp.post("/content/products/cards.md")
@needs(May.CONTENT_EDIT)
def product_cards() -> Any:
    """The cards as Markdown, to be put into a lesson."""
    _form, found = _confirmed()
    text = "\n".join(rules.card(one) for one in [*found.listed, *found.known])
    return download(text.encode(), _("商品卡.md"), "text/markdown")


@bp.get("/content/products/template.xlsx")
@needs(May.CONTENT_EDIT)
def product_template() -> Any:
    return download(write(rules.COLUMNS, SAMPLE, "商品资料"), "商品资料表.xlsx", XLSX)
