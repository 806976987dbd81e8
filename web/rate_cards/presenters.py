"""A rehearsal as the page shows it: the platform, brands and experts, before and after."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from payments.rate_cards.rehearsal import RateComparison
from web.http.account_names import account_names, person_name
from web.http.brand_directory import BrandDirectory
from web.http.paging import ListPage, page_of
from web.i18n.language import gettext
from web.i18n.periods import month_text
from web.rate_cards.rehearsals import MonthRehearsal, brands_in_order, experts_in_order

PAGE_SIZE = 50
Compared = tuple[UUID, RateComparison]
"""A brand or an expert, before and after."""


class RateRow(NamedTuple):
    """What a brand pays or an expert gets, before and after; in minor units."""

    name: str
    conversations: int
    actual: int
    proposed: int

    @property
    def difference(self) -> int:
        return self.proposed - self.actual


class RatePage(NamedTuple):
    """A page of the rows, and how many there are."""

    rows: list[RateRow]
    n: int
    page: ListPage


class RehearsalPage(NamedTuple):
    """What the page shows of a rehearsal."""

    month: str
    currency: str
    is_closed: bool
    total: RateComparison
    brands: RatePage
    experts: RatePage


def present_rehearsal(rehearsal: MonthRehearsal, directory: BrandDirectory) -> RehearsalPage:
    found = rehearsal.found
    return RehearsalPage(
        month_text(rehearsal.month),
        rehearsal.card.currency,
        rehearsal.is_closed,
        found.total,
        _brands_page(brands_in_order(found), directory),
        _experts_page(experts_in_order(found)),
    )


def _brands_page(compared: Sequence[Compared], directory: BrandDirectory) -> RatePage:
    page, unknown = page_of(len(compared), PAGE_SIZE, "brands"), gettext("an unknown brand")
    names = {brand.brand_id: brand.name for brand in directory.all()}
    rows = [_row(names.get(id) or unknown, both, "price") for id, both in page.rows_of(compared)]
    return RatePage(rows, len(compared), page)


def _experts_page(compared: Sequence[Compared]) -> RatePage:
    page = page_of(len(compared), PAGE_SIZE, "experts")
    shown = page.rows_of(compared)
    names = account_names(id for id, _ in shown)
    rows = [_row(person_name(id, names), both, "net") for id, both in shown]
    return RatePage(rows, len(compared), page)


def _row(name: str, both: RateComparison, figure: str) -> RateRow:
    actual, proposed = both
    return RateRow(name, actual.conversations, getattr(actual, figure), getattr(proposed, figure))
