"""Rules and gifts as they are now, and the requests for gifts."""

from uuid import UUID

from domain.rewards.redemption import CancellationReason
from projections.engine.rebuild import Rebuilder
from projections.rewards.catalogue import (
    brands_with_rules,
    closed_redemptions,
    gifts_of,
    redemption_of_brand,
    redemptions_of,
    reward_rules_of,
    waiting_redemptions,
)
from tests.domain.rewards.programme_examples import GUIDE, RULES
from tests.support.people import AMBASSADOR, BRAND, MANAGER, OTHER_BRAND, VOLUNTARY, after, euros

NAMES = {"en": "Guide"}
ORDERS = [UUID(int=number) for number in range(50, 53)]


def programme(market):
    market.brands.register(BRAND, "nest", "Nest", "Europe/Paris", "EUR", MANAGER, after(0))
    market.members.join(AMBASSADOR, ("en",), "FR", after(1))
    market.members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(2))
    market.programmes.publish_rules(BRAND, RULES, MANAGER, after(3))
    market.programmes.stock_gift(BRAND, GUIDE, NAMES, 50, euros(1500), 5, MANAGER, after(4))
    # The first tier earns the points for one gift.
    market.recognitions.reach_tiers(BRAND, AMBASSADOR, 250, after(5))


def order(market, redemption_id, seconds):
    market.redemptions.request(redemption_id, BRAND, AMBASSADOR, GUIDE, after(seconds))


def three_orders(market):
    """One was sent, one cancelled, and one waits."""
    programme(market)
    for number, redemption_id in enumerate(ORDERS):
        order(market, redemption_id, 10 + number)
        market.projector.catch_up()
    market.redemptions.send(ORDERS[0], MANAGER, after(20))
    market.redemptions.cancel(ORDERS[1], CancellationReason.UNAVAILABLE, MANAGER, after(21))
    market.projector.catch_up()


def test_rules_and_gifts_on_both_databases(market):
    three_orders(market)

    models = market.read_models
    with models.read(models.reward_catalogue) as db:
        assert reward_rules_of(BRAND, db) == RULES
        assert brands_with_rules(db) == {BRAND: RULES}
        assert reward_rules_of(OTHER_BRAND, db) is None
        [gift] = gifts_of(BRAND, db)
        assert (gift.gift_id, gift.points, gift.unit_cost) == (GUIDE, 50, euros(1500))
        assert (gift.stock, gift.is_offered) == (3, True)
        assert gift.stock == market.programmes.stock(BRAND, GUIDE)
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    assert rebuilder.check(models.reward_catalogue) == []


def test_requests_on_both_databases(market):
    three_orders(market)

    models = market.read_models
    with models.read(models.reward_catalogue) as db:
        [waiting] = waiting_redemptions(BRAND, db)
        assert (waiting.redemption_id, waiting.requested_at) == (ORDERS[2], after(12))
        closed = closed_redemptions(BRAND, 10, db)
        assert [(request.status, request.closed_at) for request in closed] == [
            ("cancelled", after(21)),
            ("sent", after(20)),
        ]
        own = redemptions_of(BRAND, AMBASSADOR, db)
        assert [request.redemption_id for request in own] == ORDERS
        assert redemption_of_brand(ORDERS[0], BRAND, db) == own[0]
        assert redemption_of_brand(ORDERS[0], OTHER_BRAND, db) is None


def test_a_gift_that_is_withdrawn_and_stocked_again(market):
    programme(market)
    market.programmes.withdraw_gift(BRAND, GUIDE, MANAGER, after(10))
    market.projector.catch_up()
    models = market.read_models
    with models.read(models.reward_catalogue) as db:
        [gift] = gifts_of(BRAND, db)
        assert (gift.stock, gift.is_offered) == (0, False)

    market.programmes.stock_gift(BRAND, GUIDE, NAMES, 70, euros(900), 2, MANAGER, after(11))
    market.projector.catch_up()

    with models.read(models.reward_catalogue) as db:
        [gift] = gifts_of(BRAND, db)
        assert (gift.stock, gift.is_offered, gift.points) == (2, True, 70)
