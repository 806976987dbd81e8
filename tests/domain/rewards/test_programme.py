from typing import get_type_hints

import msgspec
import pytest

from domain.aggregate import Event
from domain.brands.brand import Brand
from domain.errors import Invalid, NotFound, NotNow
from domain.log.mapper import decode
from domain.money import Money
from domain.rewards.points import Lot
from domain.rewards.programme import Programme
from domain.rewards.programme_commands import programme_id
from domain.rewards.reward_rules import Grade, Tier
from tests.domain.rewards.programme_examples import (
    ANSWERS,
    GUIDE,
    HOST,
    LOVED,
    NEWCOMER,
    RULES,
    STOCKED,
    TODAY,
    on,
)
from tests.support.history import given, happened
from tests.support.people import BRAND, MANAGER, euros


def published(at, **changes):
    rule = msgspec.structs.replace(RULES, **changes)
    return Programme.RewardRulesPublished(at=on(at), brand_id=BRAND, rules=rule, by=MANAGER)


def programme_after(*events):
    return given(Programme, *events, id=programme_id(BRAND))


def brand():
    registered = Brand(BRAND)
    registered.register("guest-to-guest", "Guest to Guest", "Europe/Paris", "EUR", None, TODAY)
    return registered


# Reward rules.


def test_a_brand_publishes_what_its_volunteers_earn():
    programme = programme_after()

    programme.publish_rules(brand(), RULES, MANAGER, TODAY)

    assert happened(programme) == [published("2017-06-01T09:00")]


def test_stored_reward_rules_decode_to_themselves():
    event = published("2017-06-01")

    assert decode(event.TOPIC, msgspec.json.encode(event)) == event


def test_later_rules_hold_from_their_publication_on():
    programme = programme_after(published("2017-06-01"), published("2018-01-01", tiers=()))

    assert programme.tiers_at(on("2017-05-31")) == ()
    assert programme.tiers_at(on("2017-12-31")) == (NEWCOMER, HOST)
    assert programme.tiers_at(on("2018-01-01")) == ()


def test_rules_cannot_be_published_before_existing_ones():
    programme = programme_after(published("2018-01-01"))

    with pytest.raises(NotNow, match="New reward rules cannot start before the current ones"):
        programme.publish_rules(brand(), RULES, MANAGER, on("2017-12-31"))

    assert happened(programme) == []


def test_a_badge_exists_while_the_rules_have_it():
    programme = programme_after(published("2017-06-01"), published("2018-01-01", badges=(ANSWERS,)))

    assert programme.badge_at("loved", on("2017-06-02")) == LOVED
    for at in ("2017-05-01", "2018-01-01"):
        with pytest.raises(NotFound, match="This brand has not published this badge"):
            programme.badge_at("loved", on(at))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"points_per_conversation": -1}, "The points for a conversation cannot be negative"),
        ({"points_expire_after_months": 0}, "Points must be valid for at least one month"),
        ({"breakage_percent": 101}, "must be between 0 and 100 percent"),
        ({"breakage_percent": -1}, "must be between 0 and 100 percent"),
        ({"cost_per_100_points": euros(-1)}, "A cost cannot be negative"),
        ({"cost_per_100_points": Money(220, "CHF")}, "uses EUR, not CHF"),
        ({"tiers": (HOST, NEWCOMER)}, "Each tier must require more conversations"),
        ({"tiers": (NEWCOMER, NEWCOMER)}, "Each tier needs its own identifier"),
        ({"tiers": (Tier("", 5, 5, {"en": "No key"}),)}, "Each tier needs its own identifier"),
        ({"tiers": (Tier("mute", 5, 5, {}),)}, "a name in at least one language"),
        ({"tiers": (Tier("none", 0, 5, {"en": "None"}),)}, "at least 1 conversation"),
        ({"tiers": (Tier("less", 5, -5, {"en": "Less"}),)}, "its points cannot be negative"),
        ({"badges": (ANSWERS, ANSWERS)}, "Each badge needs its own identifier"),
    ],
)
def test_invalid_rules_are_refused(changes, sentence):
    programme = programme_after()

    with pytest.raises(Invalid, match=sentence):
        programme.publish_rules(brand(), msgspec.structs.replace(RULES, **changes), MANAGER, TODAY)

    assert happened(programme) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_days": 0}, "valid for at least one day"),
        ({"grades": ()}, "A badge needs at least one grade"),
        ({"grades": (Grade(),)}, "each grade must require conversations or"),
        ({"grades": (Grade(conversations=-5),)}, "required by a grade cannot be negative"),
        ({"grades": (Grade(ratings=5, good_percent=101),)}, "must be between 0 and 100 percent"),
        ({"grades": (Grade(conversations=5, good_percent=80),)}, "requires at least one rating"),
        ({"grades": (Grade(50), Grade(50))}, "must require more than the one before"),
        ({"grades": (Grade(50, 10), Grade(60, 5))}, "must require more than the one before"),
    ],
)
def test_an_invalid_badge_is_refused(changes, sentence):
    badge = msgspec.structs.replace(LOVED, **changes)
    programme = programme_after()

    with pytest.raises(Invalid, match=sentence):
        programme.publish_rules(
            brand(), msgspec.structs.replace(RULES, badges=(badge,)), MANAGER, TODAY
        )

    assert happened(programme) == []


def test_all_errors_of_rules_are_listed_at_once():
    rule = msgspec.structs.replace(RULES, points_per_conversation=-1, points_expire_after_months=0)

    with pytest.raises(
        Invalid, match=r"cannot be negative\. Points must be valid for at least one month\."
    ):
        programme_after().publish_rules(brand(), rule, MANAGER, TODAY)


# Expiry of points.


@pytest.mark.parametrize(
    ("at", "over"),
    [("2018-06-30T23:59:59", False), ("2018-07-01", True)],
)
def test_points_expire_after_the_end_of_the_twelfth_month(at, over):
    programme, lots = programme_after(published("2017-06-01")), [Lot("2017-06", 50)]

    assert programme.expired(lots, on(at)) == (lots if over else [])
    assert programme.usable(lots, on(at)) == ([] if over else lots)


def test_a_shorter_expiry_applies_to_later_points_only():
    programme = programme_after(
        published("2017-01-01", points_expire_after_months=24),
        published("2017-06-15", points_expire_after_months=3),
    )
    promised_longer = [Lot("2017-05", 1), Lot("2017-06", 1)]

    lots = [*promised_longer, Lot("2017-07", 1)]

    assert programme.usable(lots, on("2017-12-01")) == promised_longer


@pytest.mark.parametrize("month", ["2017-05", "2017-06"])
def test_points_earned_without_expiry_never_expire(month):
    programme = programme_after(
        published("2017-05-10", points_expire_after_months=None),
        published("2017-06-15", points_expire_after_months=1),
    )

    assert programme.expired([Lot(month, 5)], on("2027-01-01")) == []
    assert programme.expired([Lot("2017-07", 5)], on("2017-09-01")) == [Lot("2017-07", 5)]


def test_points_earned_before_any_rule_do_not_expire():
    programme = programme_after(published("2017-06-01"))

    assert programme.expired([Lot("2017-05", 5)], on("2027-01-01")) == []
    assert programme_after().expired([Lot("2017-05", 5)], on("2027-01-01")) == []


# Gifts.


def test_a_gift_is_stocked():
    programme = programme_after()

    stock(programme)

    assert happened(programme) == [STOCKED]
    assert programme.gift(GUIDE) == STOCKED


def test_restocking_may_change_the_points_of_a_gift():
    programme = programme_after(STOCKED)

    stock(programme, points=1_200, at=on("2018-01-01"))

    assert programme.gift(GUIDE).points == 1_200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name_by_language": {}}, "needs a name"),
        (
            {"points": 0},
            "A gift must cost at least one point, and you must add at least one to the stock",
        ),
        (
            {"quantity": 0},
            "A gift must cost at least one point, and you must add at least one to the stock",
        ),
        (
            {"quantity": -3},
            "A gift must cost at least one point, and you must add at least one to the stock",
        ),
        ({"unit_cost": Money(2_200, "USD")}, "uses EUR, not USD"),
        ({"unit_cost": euros(-1)}, "A cost cannot be negative"),
    ],
)
def test_an_invalid_gift_is_refused(changes, sentence):
    programme = programme_after()

    with pytest.raises(Invalid, match=sentence):
        stock(programme, **changes)

    assert happened(programme) == []


def test_a_gift_is_withdrawn_once():
    programme = programme_after(STOCKED)

    programme.withdraw_gift(GUIDE, 5, MANAGER, TODAY)

    assert happened(programme) == [
        Programme.GiftWithdrawn(at=TODAY, brand_id=BRAND, gift_id=GUIDE, quantity=5, by=MANAGER)
    ]
    with pytest.raises(NotFound, match="does not offer this gift"):
        programme.withdraw_gift(GUIDE, 0, MANAGER, TODAY)


def test_every_event_of_a_programme_has_brand_and_actor():
    events = [member for member in vars(Programme).values() if isinstance(member, type)]

    assert len(events) == 3
    for event in events:
        assert issubclass(event, Event)
        assert {"brand_id", "by"} <= set(get_type_hints(event))


def stock(programme, at=TODAY, **changes):
    said = {
        "name_by_language": STOCKED.name_by_language,
        "points": 1_000,
        "unit_cost": STOCKED.unit_cost,
        "quantity": 5,
    }
    programme.stock_gift(brand(), GUIDE, **{**said, **changes}, by=MANAGER, at=at)
