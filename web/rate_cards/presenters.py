"""A rehearsal as the page shows it: the platform, brands and experts, before and after."""

from typing import NamedTuple

from payments.rate_cards.rehearsal import RateComparison
from web.http.account_names import account_names, person_name
from web.http.brand_directory import BrandDirectory
from web.i18n.language import gettext
from web.i18n.periods import month_text
from web.rate_cards.rehearsals import MonthRehearsal, brands_in_order, experts_in_order


class RateRow(NamedTuple):
    """What a brand pays or an expert gets, before and after; in minor units."""

    name: str
    conversations: int
    actual: int
    proposed: int

    @property
    def difference(self) -> int:
        return self.proposed - self.actual


class RehearsalPage(NamedTuple):
    """What the page shows of a rehearsal."""

    month: str
    currency: str
    is_closed: bool
    total: RateComparison
    brands: list[RateRow]
    experts: list[RateRow]


def present_rehearsal(rehearsal: MonthRehearsal, directory: BrandDirectory) -> RehearsalPage:
    found = rehearsal.found
    names = account_names(found.by_expert)
    brands = {brand.brand_id: brand.name for brand in directory.all()}
    return RehearsalPage(
        month_text(rehearsal.month),
        rehearsal.card.currency,
        rehearsal.is_closed,
        found.total,
        [
            _row(brands.get(id) or gettext("an unknown brand"), both, "price")
            for id, both in brands_in_order(found)
        ],
        [_row(person_name(id, names), both, "net") for id, both in experts_in_order(found)],
    )


def _row(name: str, both: RateComparison, figure: str) -> RateRow:
    actual, proposed = both
    return RateRow(name, actual.conversations, getattr(actual, figure), getattr(proposed, figure))
