"""Commands on rewards that run at the same time."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from domain.errors import Refused
from domain.rewards.points import Lot, total_points
from tests.domain.rewards.reward_fixture import (
    APRIL_AFTER,
    GUIDE,
    JANUARY,
    JUNE,
    KEYRING,
    MARCH,
    recognised,
)
from tests.support.people import MANAGER


def test_of_eight_concurrent_requests_for_the_last_gift_one_succeeds(shop_anywhere):
    shop = shop_anywhere
    shop.stock(GUIDE, points=1_000, quantity=1)
    ambassadors = [shop.welcome() for _ in range(8)]
    for ambassador in ambassadors:
        shop.answers(ambassador, 1_000, MARCH)

    answers = at_once([asking(shop, GUIDE, ambassador) for ambassador in ambassadors])

    assert Counter(answers) == {"done": 1, OUT_OF_STOCK: 7}
    assert shop.left_of(GUIDE) == 0
    assert (
        sorted(total_points(shop.lots(ambassador)) for ambassador in ambassadors)
        == [0] + [1_000] * 7
    )


def test_points_for_two_gifts_buy_two_under_concurrency(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.stock(KEYRING, points=10, quantity=8)
    shop.answers(ambassador, 12, JANUARY)
    shop.answers(ambassador, 13, MARCH)

    answers = at_once([asking(shop, KEYRING, ambassador)] * 8)

    assert Counter(answers) == {"done": 2, "You do not have enough points. Points missing: 5.": 6}
    assert shop.lots(ambassador) == [Lot("2017-03", 5)]
    assert shop.left_of(KEYRING) == 6


def test_a_tier_reported_eight_times_at_once_is_reached_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()

    at_once([lambda: shop.recognitions.reach_tiers(shop.brand, ambassador, 50, JUNE)] * 8)

    assert len(recognised(shop, ambassador)) == 1
    assert shop.lots(ambassador) == [Lot("2017-06", 50)]


def test_a_lot_expired_eight_times_at_once_expires_once(shop_anywhere):
    shop, ambassador = shop_anywhere, shop_anywhere.welcome()
    shop.answers(ambassador, 30, JANUARY)

    at_once([lambda: shop.recognitions.expire_lots(shop.brand, ambassador, APRIL_AFTER)] * 8)

    assert len(recognised(shop, ambassador)) == 1
    assert shop.lots(ambassador) == []


def test_a_gift_withdrawn_during_requests_leaves_stock_and_points_consistent(shop_anywhere):
    shop = shop_anywhere
    shop.stock(KEYRING, points=10, quantity=5)
    ambassadors = [shop.welcome() for _ in range(8)]
    for ambassador in ambassadors:
        shop.answers(ambassador, 10, MARCH)

    answers = at_once(
        [
            withdrawing(shop, KEYRING),
            *(asking(shop, KEYRING, ambassador) for ambassador in ambassadors),
        ]
    )

    gifts_requested = answers[1:].count("done")
    assert answers[0] == "done"
    assert KEYRING not in shop.programmes.of(shop.brand).gifts
    assert shop.left_of(KEYRING) == 0
    assert (
        sum(total_points(shop.lots(ambassador)) for ambassador in ambassadors)
        == 80 - 10 * gifts_requested
    )


OUT_OF_STOCK = "This gift is out of stock. Choose another one or come back later."


def asking(shop, gift, member):
    return lambda: shop.asks_for(gift, member, JUNE)


def withdrawing(shop, gift):
    return lambda: shop.programmes.withdraw_gift(shop.brand, gift, MANAGER, JUNE)


def at_once(commands):
    """Run commands at the same time; return `done` or the sentence of the refusal for each."""
    start = Barrier(len(commands))

    def do(command: Callable):
        start.wait()
        try:
            command()
        except Refused as refusal:
            return str(refusal)
        return "done"

    with ThreadPoolExecutor(len(commands)) as threads:
        return list(threads.map(do, commands))
