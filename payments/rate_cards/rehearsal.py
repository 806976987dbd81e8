"""
A month's conversations at other rates, beside those they had: pure, nothing is written.

Each conversation is split anew and rounded as its posting is, so that the rates a conversation had
give the ledger's own totals.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from domain.money import Money
from payments.rate_cards.rate_card import RateCard


class PricedConversation(NamedTuple):
    """A conversation as the ledger has it, in minor units of one currency."""

    brand_id: UUID
    expert_id: UUID | None
    """None where the platform kept all."""
    price: int
    commission: int
    sign: int = 1
    """-1 for one that was taken back."""


class RateTotals(NamedTuple):
    """What brands pay, what the platform keeps and what experts get, in minor units."""

    conversations: int = 0
    price: int = 0
    commission: int = 0

    @property
    def net(self) -> int:
        """What experts get."""
        return self.price - self.commission

    def plus(self, sign: int, price: int, commission: int) -> "RateTotals":
        return RateTotals(
            self.conversations + sign,
            self.price + sign * price,
            self.commission + sign * commission,
        )


class RateComparison(NamedTuple):
    """Totals at the rates that conversations had, and at those of a proposed card."""

    actual: RateTotals = RateTotals()
    proposed: RateTotals = RateTotals()

    @property
    def price_difference(self) -> int:
        """What brands would pay more."""
        return self.proposed.price - self.actual.price

    @property
    def commission_difference(self) -> int:
        """What the platform would keep more."""
        return self.proposed.commission - self.actual.commission

    @property
    def net_difference(self) -> int:
        """What experts would get more."""
        return self.proposed.net - self.actual.net


class RateRehearsal(NamedTuple):
    """The comparison for the platform, each expert and each brand."""

    total: RateComparison
    by_expert: Mapping[UUID, RateComparison]
    by_brand: Mapping[UUID, RateComparison]


def rehearse(conversations: Iterable[PricedConversation], card: RateCard) -> RateRehearsal:
    """What the same conversations would have cost and paid at a card's rates."""
    total = RateComparison()
    by_expert: defaultdict[UUID, RateComparison] = defaultdict(RateComparison)
    by_brand: defaultdict[UUID, RateComparison] = defaultdict(RateComparison)
    for conversation in conversations:
        total = _with(total, conversation, card)
        brand_id, expert_id = conversation.brand_id, conversation.expert_id
        by_brand[brand_id] = _with(by_brand[brand_id], conversation, card)
        if expert_id is not None:
            by_expert[expert_id] = _with(by_expert[expert_id], conversation, card)
    return RateRehearsal(total, by_expert, by_brand)


def _with(
    comparison: RateComparison, conversation: PricedConversation, card: RateCard
) -> RateComparison:
    sign, price, commission = conversation.sign, conversation.price, conversation.commission
    return RateComparison(
        comparison.actual.plus(sign, price, commission),
        comparison.proposed.plus(sign, *_proposed(conversation, card)),
    )


def _proposed(conversation: PricedConversation, card: RateCard) -> tuple[int, int]:
    """Price and commission at the rates of a card."""
    if not card.applies_to(conversation.brand_id):
        return conversation.price, conversation.commission
    price = card.price or Money(conversation.price, card.currency)
    commission, _ = price.share(card.commission_percent)
    return price.amount, commission.amount
