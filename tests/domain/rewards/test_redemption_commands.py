from uuid import uuid4

from domain.errors import NotAllowed, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from domain.rewards.points import Lot, total_points
from domain.rewards.redemption import CancellationReason, Redemption
from tests.domain.rewards.reward_fixture import (
    A_POINT,
    FEBRUARY_AFTER,
    GUIDE,
    JANUARY,
    JUNE,
    KEYRING,
    MARCH,
    Shop,
    ask_for_a_guide,
    events_of,
    refused,
)
from tests.support.people import MANAGER, PAID, euros

# Requests.


def test_a_gift_is_requested_with_the_oldest_points(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.stock(GUIDE, points=1_000, quantity=2)
    shop.answers(ambassador, 800, JANUARY)
    shop.answers(ambassador, 300, MARCH)

    redemption = shop.asks_for(GUIDE, ambassador, JUNE)

    assert events_of(shop.log, redemption) == [
        Redemption.Requested(
            at=JUNE,
            brand_id=shop.brand,
            member_id=ambassador,
            gift_id=GUIDE,
            points=1_000,
            lots=(Lot("2017-01", 800), Lot("2017-03", 200)),
            unit_cost=euros(2_200),
        )
    ]
    assert shop.lots(ambassador) == [Lot("2017-03", 100)]
    assert shop.left_of(GUIDE) == 1


def test_expired_points_buy_nothing_even_before_they_are_debited(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 8, JANUARY)
    shop.answers(ambassador, 9, MARCH)

    with refused(shop, NotNow, "Points missing: 1."):
        shop.asks_for(GUIDE, ambassador, FEBRUARY_AFTER)

    assert total_points(shop.lots(ambassador)) == 17


def test_the_refusal_counts_the_missing_points(shop, ambassador):
    shop.stock(GUIDE, points=1_000, quantity=1)
    shop.answers(ambassador, 970, MARCH)

    with refused(shop, NotNow, "Points missing: 30."):
        shop.asks_for(GUIDE, ambassador, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 970)]
    assert shop.left_of(GUIDE) == 1


def test_a_gift_that_is_out_of_stock_takes_no_points(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    shop.asks_for(GUIDE, ambassador, JUNE)

    with refused(shop, NotNow, "out of stock"):
        shop.asks_for(GUIDE, ambassador, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 15)]


def test_a_gift_that_is_not_offered_is_not_found(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    shop.programmes.withdraw_gift(shop.brand, GUIDE, MANAGER, MARCH)

    for gift in (GUIDE, KEYRING):
        with refused(shop, NotFound, "does not offer this gift"):
            shop.asks_for(gift, ambassador, JUNE)


def test_a_person_without_engagement_requests_no_gift(shop, ambassador):
    shop.stock(GUIDE, points=1, quantity=1)
    shop.answers(ambassador, 5, MARCH)
    shop.members.end_engagement(ambassador, shop.brand, "moved", ambassador, MARCH)

    for stranger in (ambassador, uuid4()):
        with refused(
            shop,
            NotAllowed,
            "Only people who answer visitors for this brand can take part in its programme",
        ):
            shop.asks_for(GUIDE, stranger, JUNE)


def test_points_of_one_brand_buy_nothing_from_another(shop, ambassador):
    other = Shop(shop.log)
    other.stock(GUIDE, points=10, quantity=1)
    shop.answers(ambassador, 25, MARCH)
    other.members.start_engagement(ambassador, other.brand, A_POINT, MANAGER, MARCH)

    with refused(shop, NotNow, "Points missing: 10."):
        other.asks_for(GUIDE, ambassador, JUNE)


def test_a_paid_expert_has_no_points_for_a_gift(shop):
    expert = shop.welcome(PAID)
    shop.stock(GUIDE, points=10, quantity=1)

    with refused(shop, NotNow, "Points missing: 10."):
        shop.asks_for(GUIDE, expert, JUNE)


def test_requesting_twice_with_one_idempotency_key_debits_points_once(shop, ambassador):
    shop.stock(GUIDE, points=10, quantity=5)
    shop.answers(ambassador, 25, MARCH)
    redemption, idempotency_key = uuid4(), IdempotencyKey.of("click", GUIDE)

    for _ in range(2):
        shop.redemptions.request(redemption, shop.brand, ambassador, GUIDE, JUNE, idempotency_key)
    with refused(shop, NotNow, "You have already requested this gift"):
        shop.redemptions.request(redemption, shop.brand, ambassador, GUIDE, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-03", 15)]


# Sending and cancelling.


def test_the_brand_sends_the_gift_once(shop, ambassador):
    redemption = ask_for_a_guide(shop, ambassador)

    shop.redemptions.send(redemption, MANAGER, JUNE)

    sent = events_of(shop.log, redemption)[-1]
    assert (type(sent), sent.by, sent.member_id) == (Redemption.Sent, MANAGER, ambassador)
    assert sent.unit_cost == euros(2_200)
    with refused(shop, NotNow, "already been sent"):
        shop.redemptions.send(redemption, MANAGER, JUNE)
    with refused(shop, NotNow, "already been sent"):
        shop.redemptions.cancel(redemption, CancellationReason.MISTAKE, MANAGER, JUNE)


def test_a_cancelled_request_returns_points_and_gift(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    redemption = ask_for_a_guide(shop, ambassador)
    assert (shop.lots(ambassador), shop.left_of(GUIDE)) == ([Lot("2017-03", 5)], 1)

    shop.redemptions.cancel(redemption, CancellationReason.UNAVAILABLE, MANAGER, JUNE)

    assert shop.lots(ambassador) == [Lot("2017-01", 800), Lot("2017-03", 205)]
    assert shop.left_of(GUIDE) == 2
    assert events_of(shop.log, redemption)[-1] == Redemption.Cancelled(
        at=JUNE,
        brand_id=shop.brand,
        member_id=ambassador,
        gift_id=GUIDE,
        lots=(Lot("2017-01", 800), Lot("2017-03", 200)),
        reason=CancellationReason.UNAVAILABLE,
        by=MANAGER,
    )


def test_a_request_is_cancelled_once(shop, ambassador):
    redemption = ask_for_a_guide(shop, ambassador)
    shop.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, ambassador, JUNE)

    with refused(shop, NotNow, "This gift request has already been cancelled"):
        shop.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, ambassador, JUNE)
    with refused(shop, NotNow, "This gift request has already been cancelled"):
        shop.redemptions.send(redemption, MANAGER, JUNE)

    assert total_points(shop.lots(ambassador)) == 1_005


def test_points_expired_meanwhile_return_when_the_brand_cancels(shop, ambassador):
    redemption = ask_for_a_guide(shop, ambassador)

    shop.redemptions.cancel(redemption, CancellationReason.UNAVAILABLE, MANAGER, FEBRUARY_AFTER)

    assert shop.lots(ambassador) == [Lot("2017-03", 205), Lot("2018-02", 800)]


def test_requesting_and_cancelling_makes_no_point_last_longer(shop, ambassador):
    redemption = ask_for_a_guide(shop, ambassador)

    shop.redemptions.cancel(redemption, CancellationReason.CHANGED_MIND, ambassador, FEBRUARY_AFTER)
    shop.recognitions.expire_lots(shop.brand, ambassador, FEBRUARY_AFTER)

    assert shop.lots(ambassador) == [Lot("2017-03", 205)]


def test_a_request_outlives_the_withdrawal_of_its_gift(shop, ambassador):
    redemption = ask_for_a_guide(shop, ambassador)
    shop.programmes.withdraw_gift(shop.brand, GUIDE, MANAGER, JUNE)
    assert shop.left_of(GUIDE) == 0

    shop.redemptions.cancel(redemption, CancellationReason.UNDELIVERABLE, MANAGER, JUNE)

    assert shop.left_of(GUIDE) == 1
    with refused(shop, NotFound, "does not offer this gift"):
        shop.asks_for(GUIDE, ambassador, JUNE)


def test_an_unknown_redemption_is_not_found(shop):
    with refused(shop, NotFound, "This gift request does not exist"):
        shop.redemptions.send(uuid4(), MANAGER, JUNE)
    with refused(shop, NotFound, "This gift request does not exist"):
        shop.redemptions.cancel(uuid4(), CancellationReason.MISTAKE, MANAGER, JUNE)
