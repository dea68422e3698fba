"""Questions of products are kept as drafts: nobody is asked them before a trainer has finished and another has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cstrain.bank import actions as bank
from cstrain.content.rules.products import Product, questions
from cstrain.kit import db
from cstrain.kit.errors import Refusal


@db.deed
def add_product_drafts(
    bank_key: str, products: Sequence[Product], others: Sequence[Product], *, point: str, by: str, at: datetime
) -> list[str]:
    """Five drafts of each product, in one act; their numbers. Refuses when there is nothing new."""
    if not products:
        raise Refusal("no_new_products")
    made = []
    for product in products:
        beside = [other for other in [*products, *others] if other.number != product.number]
        for text in questions(product, beside, point):
            made.append(bank.add_question(bank_key, text, at=at, by=by, state="draft").question_id)
    return made
