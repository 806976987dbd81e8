"""A rehearsal as page, file and terminal ask for it."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.errors import NotFound
from payments.months import month_of
from payments.rate_cards.ledger_conversations import (
    booked_months,
    conversations_of,
    is_month_closed,
)
from payments.rate_cards.rate_card import RateCard, check_card
from payments.rate_cards.rehearsal import RateComparison, RateRehearsal, rehearse
from web.marketplace import Marketplace


class MonthRehearsal(NamedTuple):
    """A month at the rates of a card."""

    month: str
    """UTC, such as `2017-10`."""
    is_closed: bool
    """No late fact is booked in it any more."""
    card: RateCard
    found: RateRehearsal


class RehearsalLine(NamedTuple):
    """A row of the file; amounts are in minor units of the currency."""

    part: str
    """`platform`, `brand` or `expert`."""
    id: str
    currency: str
    conversations: int
    price_minor: int
    commission_minor: int
    net_minor: int
    proposed_price_minor: int
    proposed_commission_minor: int
    proposed_net_minor: int


def past_months(market: Marketplace, now: datetime) -> list[str]:
    """The months that are over and in which something was booked, the newest first."""
    with market.ledger.read() as db:
        return [month for month in booked_months(db) if month < month_of(now)]


def rehearsal_of(market: Marketplace, month: str, card: RateCard, now: datetime) -> MonthRehearsal:
    """Raises NotFound unless the month is over and in the ledger; Invalid as `check_card`."""
    check_card(card)
    if month not in past_months(market, now):
        raise NotFound("Nothing was booked in this month, or it is not over yet.")
    with market.ledger.read() as db:
        conversations = conversations_of(month, card.currency, db)
        return MonthRehearsal(
            month, is_month_closed(month, db), card, rehearse(conversations, card)
        )


def as_csv(rehearsal: MonthRehearsal) -> str:
    """The platform, then brands and experts by the change of what they pay or get."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(RehearsalLine._fields)
    writer.writerows(lines_of(rehearsal))
    return text.getvalue()


def lines_of(rehearsal: MonthRehearsal) -> Iterator[RehearsalLine]:
    found, currency = rehearsal.found, rehearsal.card.currency
    yield _line("platform", "", currency, found.total)
    for brand_id, comparison in brands_in_order(found):
        yield _line("brand", str(brand_id), currency, comparison)
    for expert_id, comparison in experts_in_order(found):
        yield _line("expert", str(expert_id), currency, comparison)


def brands_in_order(found: RateRehearsal) -> list[tuple[UUID, RateComparison]]:
    """Those who would pay most more come first."""
    return sorted(found.by_brand.items(), key=lambda part: (-part[1].price_difference, part[0]))


def experts_in_order(found: RateRehearsal) -> list[tuple[UUID, RateComparison]]:
    """Those who would lose most come first."""
    return sorted(found.by_expert.items(), key=lambda part: (part[1].net_difference, part[0]))


def _line(part: str, id: str, currency: str, comparison: RateComparison) -> RehearsalLine:
    actual, proposed = comparison
    return RehearsalLine(
        part,
        id,
        currency,
        actual.conversations,
        actual.price,
        actual.commission,
        actual.net,
        proposed.price,
        proposed.commission,
        proposed.net,
    )
