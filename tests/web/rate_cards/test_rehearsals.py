"""The rows of a rehearsal: platform, brands, experts, in the order of what changes most."""

from payments.rate_cards.rate_card import RateCard
from payments.rate_cards.rehearsal import PricedConversation, rehearse
from tests.support.people import BRAND, EXPERT, OTHER_BRAND, OTHER_EXPERT, euros
from web.rate_cards.rehearsals import MonthRehearsal, lines_of

CONVERSATIONS = [
    PricedConversation(BRAND, EXPERT, 200, 40),
    PricedConversation(OTHER_BRAND, OTHER_EXPERT, 100, 20),
]


def lines(card):
    return list(
        lines_of(
            MonthRehearsal(
                "2017-10", is_closed=True, card=card, found=rehearse(CONVERSATIONS, card)
            )
        )
    )


def test_the_platform_comes_first_then_brands_then_experts():
    assert [line.part for line in lines(RateCard("EUR", 20))] == [
        "platform",
        "brand",
        "brand",
        "expert",
        "expert",
    ]


def test_who_pays_most_more_and_who_loses_most_come_first():
    _, brand, _, expert, _ = lines(RateCard("EUR", 50, euros(150)))

    assert (brand.id, brand.price_minor, brand.proposed_price_minor) == (str(OTHER_BRAND), 100, 150)
    assert (expert.id, expert.net_minor, expert.proposed_net_minor) == (str(EXPERT), 160, 75)


def test_a_row_adds_up():
    for line in lines(RateCard("EUR", 25, euros(333))):
        assert line.price_minor == line.commission_minor + line.net_minor
        assert line.proposed_price_minor == line.proposed_commission_minor + line.proposed_net_minor
