"""A month at other rates: each conversation anew, rounded as it is posted."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.errors import Invalid
from domain.money import Money
from payments.rate_cards.rate_card import RateCard, check_card
from payments.rate_cards.rehearsal import PricedConversation, RateTotals, rehearse
from tests.support.people import BRAND, EXPERT, OTHER_BRAND, OTHER_EXPERT, euros

PRICES, PERCENTS = some.integers(1, 5_000), some.integers(0, 100)
CONVERSATIONS = some.lists(
    some.builds(
        PricedConversation,
        some.sampled_from([BRAND, OTHER_BRAND]),
        some.sampled_from([EXPERT, OTHER_EXPERT]),
        PRICES,
        some.just(0),
        some.sampled_from([1, 1, -1]),
    )
)


def at(percent, conversations):
    """The same with the commission that a posting would have."""
    return [
        priced._replace(commission=euros(priced.price).share(percent)[0].amount)
        for priced in conversations
    ]


def test_another_commission_moves_money_between_platform_and_experts():
    conversations = at(20, [PricedConversation(BRAND, EXPERT, 200, 0)] * 3)

    total = rehearse(conversations, RateCard("EUR", 25)).total

    assert total.actual == RateTotals(3, 600, 120)
    assert total.proposed == RateTotals(3, 600, 150)
    assert (total.price_difference, total.commission_difference, total.net_difference) == (
        0,
        30,
        -30,
    )


def test_each_conversation_is_rounded_half_up():
    [comparison] = rehearse(
        [PricedConversation(BRAND, EXPERT, 645, 0)], RateCard("EUR", 30)
    ).by_expert.values()

    assert (comparison.proposed.commission, comparison.proposed.net) == (194, 451)


def test_another_price_for_one_brand_leaves_others_as_they_were():
    conversations = at(
        20,
        [
            PricedConversation(BRAND, EXPERT, 200, 0),
            PricedConversation(OTHER_BRAND, EXPERT, 200, 0),
        ],
    )

    found = rehearse(conversations, RateCard("EUR", 20, euros(250), BRAND))

    assert found.by_brand[BRAND].price_difference == 50
    assert found.by_brand[OTHER_BRAND].actual == found.by_brand[OTHER_BRAND].proposed
    assert found.total.net_difference == found.by_expert[EXPERT].net_difference == 40


def test_what_the_platform_kept_whole_is_of_no_expert():
    found = rehearse([PricedConversation(BRAND, None, 200, 200)], RateCard("EUR", 20))

    assert found.by_expert == {}
    assert found.total.commission_difference == -160


@given(CONVERSATIONS, PERCENTS)
def test_the_rates_that_conversations_had_change_nothing(conversations, percent):
    total = rehearse(at(percent, conversations), RateCard("EUR", percent)).total

    assert total.actual == total.proposed


@given(CONVERSATIONS, PERCENTS, PERCENTS, some.one_of(some.none(), PRICES.map(euros)))
def test_experts_and_brands_each_add_up_to_the_total(conversations, before, after, price):
    found = rehearse(at(before, conversations), RateCard("EUR", after, price))

    for parts in (found.by_expert.values(), found.by_brand.values()):
        for name in ("price_difference", "commission_difference", "net_difference"):
            assert sum(getattr(part, name) for part in parts) == getattr(found.total, name)
    total = found.total
    assert total.price_difference == total.commission_difference + total.net_difference


@pytest.mark.parametrize(
    "card",
    [
        RateCard("USD", 20),
        RateCard("EUR", 101),
        RateCard("EUR", -1),
        RateCard("EUR", 20, euros(0)),
        RateCard("EUR", 20, euros(100_001)),
        RateCard("EUR", 20, Money(200, "GBP")),
    ],
)
def test_rates_out_of_range_are_refused(card):
    with pytest.raises(Invalid):
        check_card(card)


def test_a_card_in_range_is_accepted():
    check_card(RateCard("GBP", 0, Money(100_000, "GBP"), UUID(int=1)))
