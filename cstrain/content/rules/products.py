"""The sheet of products (商品资料表): a card each, and five draft questions that a trainer finishes.

Wrong options are what the sheet says of other products, so that each is true of something the shop sells; where the
sheet does not give two of them the question is a blank to fill. Nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

COLUMNS = ("货号", "商品名", "材质", "规格", "卖点", "适合", "不适合", "保养", "价格", "赠品")
NEEDED = ("货号", "商品名")
ASKED: dict[str, str] = {
    "材质": "客户问{name}是什么材质，怎么答？",
    "规格": "客户问{name}有哪些规格，怎么答？",
    "卖点": "客户拿不定主意。{name}最该说的卖点是哪一条？",
    "适合": "哪一位客户最该推荐{name}？",
    "不适合": "什么情况下不该推荐{name}？",
    "保养": "客户问{name}怎么保养，怎么答？",
    "价格": "{name}的标价是多少？",
    "赠品": "买{name}带什么赠品？",
}
EACH, WRONG, MOST_PRODUCTS, LONGEST = 5, 3, 20, 200  # a hundred drafts are kept in some two seconds
NUMBERED = re.compile(r"（货号 ([^）\n]+)）")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row; ``code`` is a key of the words."""

    row: int
    column: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """One row: number, name, and what is said of it by column."""

    number: str
    name: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Products:
    """A sheet read: products, faults by row, numbers that have questions already and get no others."""

    listed: list[Product]
    faults: list[Fault]
    known: list[Product]


def plain(cell: str) -> str:
    """A cell as one line of text that means nothing to the content's grammar."""
    said = " ".join(cell.split())
    for mark, instead in (
        ("【", "［"),
        ("】", "］"),
        ("{", "｛"),
        ("}", "｝"),
        ("__", "＿＿"),
        ("；", "，"),
        ("→", "到"),
        ("`", "'"),
    ):
        said = said.replace(mark, instead)
    return said.lstrip("-#>√×*+ ").strip()


def products_of(rows: Iterable[tuple[int, Mapping[str, str]]], titles: Sequence[str], asked: Iterable[str]) -> Products:
    """``rows``: (number of the row, cells by title). ``asked``: numbers of products that have questions already."""
    found: list[Product] = []
    known: list[Product] = []
    faults, before = _heads(titles), set(asked)
    seen: dict[str, int] = {}
    for number, cells in rows:
        made = Product(
            plain(cells.get("货号", "")),
            plain(cells.get("商品名", "")),
            {title: said for title in ASKED if (said := plain(cells.get(title, "")))},
        )
        wrong = _faults(number, made, seen)
        faults += wrong
        seen.setdefault(made.number, number)
        if not wrong:
            (known if made.number in before else found).append(made)
    if len(found) > MOST_PRODUCTS:
        faults.append(Fault(1, "货号", "too_many", {"most": str(MOST_PRODUCTS)}))
    return Products(found, faults, known)


def _heads(titles: Sequence[str]) -> list[Fault]:
    return [Fault(1, title, "column_missing", {"column": title}) for title in NEEDED if title not in titles]


def _faults(row: int, made: Product, seen: Mapping[str, int]) -> list[Fault]:
    empty = [
        Fault(row, title, "empty") for title, said in zip(NEEDED, (made.number, made.name), strict=True) if not said
    ]
    if empty:
        return empty
    if made.number in seen:
        return [Fault(row, "货号", "twice", {"row": str(seen[made.number])})]
    if len(made.facts) < EACH:
        return [Fault(row, "商品名", "too_little", {"have": str(len(made.facts)), "need": str(EACH)})]
    long = [title for title, said in made.facts.items() if len(said) > LONGEST]
    return [Fault(row, title, "too_long", {"most": str(LONGEST)}) for title in long]


def questions(product: Product, others: Sequence[Product], point: str) -> list[str]:
    """Five texts in the format of the banks; their number is given when they are kept."""
    return [_question(product, title, others, point) for title in list(product.facts)[:EACH]]


def _question(product: Product, title: str, others: Sequence[Product], point: str) -> str:
    right, name = product.facts[title], f"“{product.name}”"
    because = f"【解析】{name}{title}：{right}。（货号 {product.number}）\n【知识点】{point} 【难度】易\n"
    wrong = [said for other in others if (said := other.facts.get(title, "")) and said != right]
    wrong = list(dict.fromkeys(wrong))[:WRONG]
    if len(wrong) < 2:
        return f"## X-x001 填空\n{name}的{title}：____。\n\n【答案】{right}\n{because}"
    options = "".join(f"- × {said}\n" for said in wrong)
    return f"## X-x001 单选\n{ASKED[title].format(name=name)}\n\n- √ {right}\n{options}\n{because}"


def card(product: Product) -> str:
    """The product's card as Markdown, for a lesson."""
    lines = "".join(f"| {title} | {said} |\n" for title, said in product.facts.items())
    return f"## {product.name}\n货号 {product.number}\n\n| 项目 | 说明 |\n|---|---|\n{lines}"


def numbers_in(texts: Iterable[str]) -> set[str]:
    """The numbers of products that these questions were made of."""
    return {found for text in texts for found in NUMBERED.findall(text)}
