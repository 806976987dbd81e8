"""Accounts of brands as finance reads them: a page of the list, and what was recorded, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from projections.brands.brands import BrandSummary
from web.brand_accounts.accounts import BrandBalance, brand_balances
from web.brand_accounts.movements import REVERSED, AccountMovement
from web.http.account_names import account_names
from web.http.request_context import private_texts
from web.i18n.language import gettext
from web.i18n.locale_names import without_accents
from web.ledger.labels import event_text
from web.reconciliation.labels import RAILS

PAGE_SIZE = 50


class AccountList(NamedTuple):
    """A page of brands by name."""

    balances: Sequence[BrandBalance]
    n: int
    """On all pages."""
    page: int
    pages: int
    search: str


class MovementView(NamedTuple):
    """What was recorded, with the names of accounts and people."""

    movement: AccountMovement
    what: str
    rail: str
    """On which account of the platform; empty unless it was paid."""
    by: str
    text: str | None
    """Why it was reversed; None when it was not, or the text has been erased."""
    is_reversed: bool


def account_list(
    brands: Sequence[BrandSummary], search: str, page: int, db: Connection
) -> AccountList:
    """search: a part of a brand's name. A page beyond the last shows the last."""
    searched = without_accents(search.strip())
    found = [brand for brand in brands if searched in without_accents(brand.name)]
    found.sort(key=lambda brand: (without_accents(brand.name), brand.brand_id))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(page, pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return AccountList(brand_balances(shown, db), len(found), page, pages, search.strip())


def movement_views(movements: Sequence[AccountMovement]) -> list[MovementView]:
    """Names and texts are read together for all of them."""
    payments = [movement.payment for movement in movements]
    names = account_names(payment.by for payment in payments if payment)
    text_ids = [payment.reason_text_id for payment in payments if isinstance(payment, REVERSED)]
    texts = private_texts().read(text_ids)

    def view(movement: AccountMovement) -> MovementView:
        payment, what = movement.payment, event_text(movement.posted.event_type)
        if payment is None:
            return MovementView(movement, what, "", "", None, is_reversed=False)
        by = names.get(payment.by) or gettext("a closed account")
        rail = str(RAILS[payment.account])
        is_reversed = isinstance(payment, REVERSED)
        text = texts.get(payment.reason_text_id) if isinstance(payment, REVERSED) else None
        return MovementView(movement, what, rail, by, text, is_reversed)

    return [view(movement) for movement in movements]
