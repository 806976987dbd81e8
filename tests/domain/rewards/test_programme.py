from datetime import UTC, datetime
from typing import get_type_hints
from uuid import UUID

import msgspec
import pytest

from domain.aggregate import Event
from domain.brands.brand import Brand, BrandCommands
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from domain.log.mapper import decode
from domain.money import Money
from domain.rewards.points import Lot
from domain.rewards.programme import Programme, ProgrammeCommands, programme_id
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier, TrackRecord
from tests.support.history import given, happened
from tests.support.people import BRAND, MANAGER, euros

GUIDE = UUID(int=3)
TODAY = datetime(2017, 6, 1, 9, tzinfo=UTC)

# Guest to Guest: a point a conversation, 50 on top after 50, more at each further tier.
NEWCOMER = Tier("newcomer", 50, 50, {"en": "Newcomer", "fr": "Nouveau venu"})
HOST = Tier("host", 200, 100, {"en": "Host", "fr": "Hôte"})
ANSWERS = Badge(
    "answers",
    {"en": "Answers", "fr": "Réponses"},
    grades=(Grade(conversations=50), Grade(conversations=200), Grade(conversations=500)),
)
LOVED = Badge(
    "loved",
    {"en": "Loved by visitors", "fr": "Adoré des visiteurs"},
    grades=(Grade(ratings=10, good_percent=80), Grade(ratings=30, good_percent=90)),
    valid_days=90,
)
RULE = RewardRules(
    points_per_conversation=1,
    tiers=(NEWCOMER, HOST),
    badges=(ANSWERS, LOVED),
    points_expire_after_months=12,
    cost_per_100_points=euros(220),
    breakage_percent=25,
)
STOCKED = Programme.GiftStocked(
    at=TODAY,
    brand_id=BRAND,
    gift_id=GUIDE,
    name_by_language={"en": "A Lonely Planet guide", "fr": "Un guide Lonely Planet"},
    points=1_000,
    unit_cost=euros(2_200),
    quantity=5,
    by=MANAGER,
)


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def published(at, **changes):
    rule = msgspec.structs.replace(RULE, **changes)
    return Programme.RewardRulesPublished(at=on(at), brand_id=BRAND, rules=rule, by=MANAGER)


def programme_after(*events):
    return given(Programme, *events, id=programme_id(BRAND))


def brand():
    registered = Brand(BRAND)
    registered.register("guest-to-guest", "Guest to Guest", "Europe/Paris", "EUR", None, TODAY)
    return registered


# The published rule.


def test_a_brand_publishes_what_its_volunteers_earn():
    programme = programme_after()

    programme.publish_rules(brand(), RULE, MANAGER, TODAY)

    assert happened(programme) == [published("2017-06-01T09:00")]


def test_the_rule_comes_back_from_the_log_as_it_was_published():
    event = published("2017-06-01")

    assert decode(event.TOPIC, msgspec.json.encode(event)) == event


def test_a_later_rule_holds_from_then_on_and_not_before():
    programme = programme_after(published("2017-06-01"), published("2018-01-01", tiers=()))

    assert programme.tiers_at(on("2017-05-31")) == ()
    assert programme.tiers_at(on("2017-12-31")) == (NEWCOMER, HOST)
    assert programme.tiers_at(on("2018-01-01")) == ()


def test_a_rule_cannot_begin_before_the_one_that_holds():
    programme = programme_after(published("2018-01-01"))

    with pytest.raises(NotNow, match="New reward rules cannot start before the current ones"):
        programme.publish_rules(brand(), RULE, MANAGER, on("2017-12-31"))

    assert happened(programme) == []


def test_a_badge_is_known_while_the_rule_says_so():
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
def test_a_rule_that_makes_no_sense_is_refused(changes, sentence):
    programme = programme_after()

    with pytest.raises(Invalid, match=sentence):
        programme.publish_rules(brand(), msgspec.structs.replace(RULE, **changes), MANAGER, TODAY)

    assert happened(programme) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"valid_days": 0}, "must be valid for at least one day"),
        ({"grades": ()}, "A badge needs at least one grade"),
        ({"grades": (Grade(),)}, "each grade must require conversations or"),
        ({"grades": (Grade(conversations=-5),)}, "required by a grade cannot be negative"),
        ({"grades": (Grade(ratings=5, good_percent=101),)}, "must be between 0 and 100 percent"),
        ({"grades": (Grade(conversations=5, good_percent=80),)}, "requires at least one rating"),
        ({"grades": (Grade(50), Grade(50))}, "must require more than the one before"),
        ({"grades": (Grade(50, 10), Grade(60, 5))}, "must require more than the one before"),
    ],
)
def test_a_badge_that_makes_no_sense_is_refused(changes, sentence):
    badge = msgspec.structs.replace(LOVED, **changes)
    programme = programme_after()

    with pytest.raises(Invalid, match=sentence):
        programme.publish_rules(
            brand(), msgspec.structs.replace(RULE, badges=(badge,)), MANAGER, TODAY
        )

    assert happened(programme) == []


def test_everything_that_makes_no_sense_is_said_at_once():
    rule = msgspec.structs.replace(RULE, points_per_conversation=-1, points_expire_after_months=0)

    with pytest.raises(
        Invalid, match=r"cannot be negative\. Points must be valid for at least one month\."
    ):
        programme_after().publish_rules(brand(), rule, MANAGER, TODAY)


@pytest.mark.parametrize(
    ("points", "breakage", "cents"),
    [(1_000, 0, 2_200), (1_000, 25, 1_650), (1_453, 25, 2_397), (1, 0, 2), (0, 25, 0), (9, 100, 0)],
)
def test_points_cost_what_the_brand_expects_less_those_never_redeemed(points, breakage, cents):
    rule = msgspec.structs.replace(RULE, breakage_percent=breakage)

    assert rule.expected_cost(points) == euros(cents)


@pytest.mark.parametrize(("conversations", "grade"), [(49, 0), (50, 1), (499, 2), (500, 3)])
def test_a_badge_has_the_highest_grade_that_is_met(conversations, grade):
    assert ANSWERS.grade_of(TrackRecord(conversations)) == grade


@pytest.mark.parametrize(
    ("ratings", "good", "grade"), [(9, 9, 0), (10, 7, 0), (10, 8, 1), (30, 26, 1), (30, 27, 2)]
)
def test_a_badge_may_ask_for_good_ratings(ratings, good, grade):
    assert LOVED.grade_of(TrackRecord(40, ratings, good)) == grade


# How long points last.


@pytest.mark.parametrize(
    ("at", "over"),
    [("2018-06-30T23:59:59", False), ("2018-07-01", True)],
)
def test_a_month_of_points_lasts_to_the_end_of_the_month_a_year_later(at, over):
    programme, lots = programme_after(published("2017-06-01")), [Lot("2017-06", 50)]

    assert programme.expired(lots, on(at)) == (lots if over else [])
    assert programme.usable(lots, on(at)) == ([] if over else lots)


def test_a_shorter_life_holds_for_points_earned_after_it_was_published():
    programme = programme_after(
        published("2017-01-01", points_expire_after_months=24),
        published("2017-06-15", points_expire_after_months=3),
    )
    promised_longer = [Lot("2017-05", 1), Lot("2017-06", 1)]

    lots = [*promised_longer, Lot("2017-07", 1)]

    assert programme.usable(lots, on("2017-12-01")) == promised_longer


@pytest.mark.parametrize("month", ["2017-05", "2017-06"])
def test_points_without_end_stay_whatever_is_published_later(month):
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


def test_a_gift_comes_in():
    programme = programme_after()

    stock(programme)

    assert happened(programme) == [STOCKED]
    assert programme.gift(GUIDE) == STOCKED


def test_a_gift_that_comes_in_again_may_take_other_points_from_then_on():
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
def test_a_gift_that_makes_no_sense_is_refused(changes, sentence):
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


# Through the log.


def test_the_stock_is_what_came_in_less_what_was_withdrawn(log):
    programmes = registered(log)

    stock_in(programmes)
    stock_in(programmes)
    held = programmes.stock(BRAND, GUIDE)
    programmes.withdraw_gift(BRAND, GUIDE, MANAGER, TODAY)
    stock_in(programmes)

    assert held == 10
    assert programmes.stock(BRAND, GUIDE) == 5


def test_the_same_delivery_told_twice_comes_in_once(log):
    programmes = registered(log)
    idempotency_key = IdempotencyKey.of("delivery 17", GUIDE, 5)

    first, second = (
        stock_in(programmes, idempotency_key=idempotency_key),
        stock_in(programmes, idempotency_key=idempotency_key),
    )

    assert first == second
    assert programmes.stock(BRAND, GUIDE) == 5


def test_a_refused_delivery_leaves_no_event_and_no_stock(log):
    programmes = registered(log)
    programmes.publish_rules(BRAND, RULE, MANAGER, TODAY)

    with pytest.raises(Invalid):
        stock_in(programmes, points=0)

    assert programmes.stock(BRAND, GUIDE) == 0
    assert programmes.of(BRAND).version == 1


def test_only_a_brand_has_a_programme(log):
    programmes = ProgrammeCommands(log)

    with pytest.raises(NotFound, match="This brand does not exist"):
        programmes.publish_rules(BRAND, RULE, MANAGER, TODAY)


def test_every_event_of_a_programme_says_whose_it_is_and_who_did_it():
    events = [each for each in vars(Programme).values() if isinstance(each, type)]

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
