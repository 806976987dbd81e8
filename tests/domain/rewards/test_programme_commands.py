import pytest

from domain.brands.brand_commands import BrandCommands
from domain.errors import Invalid, NotFound
from domain.log.entries import IdempotencyKey
from domain.rewards.programme_commands import ProgrammeCommands
from tests.domain.rewards.programme_examples import GUIDE, RULES, STOCKED, TODAY
from tests.support.people import BRAND, MANAGER, euros


def test_the_stock_is_deliveries_less_withdrawals(log):
    programmes = registered(log)

    stock_in(programmes)
    stock_in(programmes)
    stock_before = programmes.stock(BRAND, GUIDE)
    programmes.withdraw_gift(BRAND, GUIDE, MANAGER, TODAY)
    stock_in(programmes)

    assert stock_before == 10
    assert programmes.stock(BRAND, GUIDE) == 5


def test_a_delivery_sent_twice_with_one_idempotency_key_is_stocked_once(log):
    programmes = registered(log)
    idempotency_key = IdempotencyKey.of("delivery 17", GUIDE, 5)

    first, second = (
        stock_in(programmes, idempotency_key=idempotency_key),
        stock_in(programmes, idempotency_key=idempotency_key),
    )

    assert first == second
    assert programmes.stock(BRAND, GUIDE) == 5


def test_a_refused_delivery_adds_no_event_and_no_stock(log):
    programmes = registered(log)
    programmes.publish_rules(BRAND, RULES, MANAGER, TODAY)

    with pytest.raises(Invalid):
        stock_in(programmes, points=0)

    assert programmes.stock(BRAND, GUIDE) == 0
    assert programmes.of(BRAND).version == 1


def test_only_a_brand_has_a_programme(log):
    programmes = ProgrammeCommands(log)

    with pytest.raises(NotFound, match="This brand does not exist"):
        programmes.publish_rules(BRAND, RULES, MANAGER, TODAY)


def stock_in(programmes, idempotency_key=None, points=1_000):
    cost = euros(2_200)
    return programmes.stock_gift(
        BRAND,
        GUIDE,
        STOCKED.name_by_language,
        points,
        cost,
        5,
        MANAGER,
        TODAY,
        idempotency_key=idempotency_key,
    )


def registered(log):
    BrandCommands(log).register(BRAND, "g2g", "Guest to Guest", "Europe/Paris", "EUR", None, TODAY)
    return ProgrammeCommands(log)
