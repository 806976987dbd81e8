"""What a brand does for its ambassadors: rules, gifts and their stock, and sending them."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest

from domain.rewards.programme import Programme
from domain.rewards.redemption import Redemption
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from tests.support.people import euros
from tests.web.brands.settings_fixture import error_beside, sends, value_of
from tests.web.rewards.rewards_fixture import GUIDE, REWARDS, RULES
from tests.web.shop import NEST
from web.rewards.rules_forms import new_key

PAGE = f"{REWARDS}/rules"
NEW_GIFT = f"{REWARDS}/gifts/new"
GIFT = {
    "name_fr": "Guide de voyage",
    "name_en": "Travel guide",
    "points": "1000",
    "unit_cost": "15.00",
    "quantity": "20",
}
SINGLE = {
    "points_per_conversation": "10",
    "expire_after_months": "24",
    "cost_per_100_points": "1.50",
    "breakage": "20",
}
TIERS = {
    "tier_key": ["", "", ""],
    "tier_fr": ["Premiers pas", "", ""],
    "tier_en": ["First steps", "Regular", ""],
    "tier_conversations": ["50", "150", ""],
    "tier_points": ["", "50", ""],
}
BADGES = {
    "badge_key": [""],
    "badge_fr": ["Apprécié"],
    "badge_en": [""],
    "badge_days": ["180"],
    **{f"badge_conversations_{grade}": [""] for grade in (1, 2, 3)},
    **{f"badge_ratings_{grade}": [text] for grade, text in ((1, "20"), (2, "60"), (3, ""))},
    **{f"badge_percent_{grade}": [text] for grade, text in ((1, "80"), (2, "90"), (3, ""))},
}
FORM = {**SINGLE, **TIERS, **BADGES}


def rules_of(scenario):
    return scenario.market.programmes.of(NEST.brand_id).published


# Rules.


def test_rules_are_published_with_keys_of_their_own(ines, scenario):
    response = sends(ines, PAGE, **FORM)

    assert (response.status_code, response.location) == (303, f"{REWARDS}?saved=1")
    [published] = rules_of(scenario)
    assert published.rules == RewardRules(
        10,
        (
            Tier("first-steps", 50, 0, {"fr": "Premiers pas", "en": "First steps"}),
            Tier("regular", 150, 50, {"en": "Regular"}),
        ),
        (
            Badge(
                "apprecie",
                {"fr": "Apprécié"},
                (Grade(ratings=20, good_percent=80), Grade(ratings=60, good_percent=90)),
                180,
            ),
        ),
        24,
        euros(150),
        20,
    )
    page = unescape(ines.get(REWARDS).text)
    assert "First steps (conversations: 50, points: 0)" in page


def test_a_tier_keeps_its_key_when_it_is_renamed(ines, scenario):
    scenario.publishes()
    page = ines.get(PAGE).text
    assert re.findall(r'name="tier_key" value="([^"]*)"', page) == ["first", "regular", "", ""]

    renamed = {
        "tier_key": ["first", "regular"],
        "tier_en": ["Beginner", "Regular"],
        "tier_fr": ["", ""],
        "tier_conversations": ["2", "5"],
        "tier_points": ["50", "100"],
    }
    sends(ines, PAGE, **SINGLE, **renamed)

    tiers = rules_of(scenario)[-1].rules.tiers
    assert [(tier.key, tier.name_by_language["en"]) for tier in tiers] == [
        ("first", "Beginner"),
        ("regular", "Regular"),
    ]


def test_the_form_shows_what_is_published(ines, scenario):
    scenario.publishes()

    page = ines.get(PAGE).text

    assert value_of(page, "cost_per_100_points") == "1.50"
    assert value_of(page, "expire_after_months") == "24"
    assert value_of(page, "tier_conversations") == "2"
    assert value_of(page, "badge_percent_2") == "90"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"points_per_conversation": "ten"}, "points_per_conversation", "Enter a whole number"),
        ({"expire_after_months": "0"}, "expire_after_months", "Enter a whole number from 1 to 120"),
        ({"cost_per_100_points": ""}, "cost_per_100_points", "Enter an amount"),
        ({"breakage": "101"}, "breakage", "from 0 to 100"),
        ({"tier_fr": ["", "", ""], "tier_en": ["", "Regular", ""]}, "tier_fr-0", "Enter a name"),
        ({"tier_conversations": ["x", "150", ""]}, "tier_conversations-0", "whole number"),
        ({"tier_conversations": ["150", "50", ""]}, "tiers", "more conversations than the one"),
        ({"tier_conversations": ["0", "50", ""]}, "tiers", "at least 1 conversation"),
        ({"badge_ratings_1": [""], "badge_percent_1": ["80"]}, "badges", "at least one rating"),
        ({"badge_percent_2": ["70"]}, "badges", "must require more than the one before"),
        ({"badge_percent_1": ["180"]}, "badge_percent_1-0", "from 0 to 100"),
    ],
)
def test_rules_that_make_no_sense_are_refused_and_stay_typed(
    ines, scenario, fields, field, sentence
):
    response = sends(ines, PAGE, **{**FORM, **fields})

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert value_of(response.text, "breakage") == {**FORM, **fields}["breakage"]
    assert rules_of(scenario) == []


def test_a_tier_too_many_is_refused_and_stays_typed(ines, scenario):
    numbers = [str(number) for number in range(1, 22)]
    tiers = dict.fromkeys(("tier_fr", "tier_en", "tier_conversations", "tier_points"), numbers)

    response = sends(ines, PAGE, **{**FORM, **tiers, "tier_key": [""] * 21})

    assert response.status_code == 422
    assert "Use at most 20 rows." in unescape(error_beside(response.text, "tiers"))
    assert re.findall(r'name="tier_fr" value="([^"]*)"', response.text)[:21] == numbers
    assert rules_of(scenario) == []


def test_points_that_cost_nothing_are_allowed(ines, scenario):
    sends(ines, PAGE, **{**SINGLE, "cost_per_100_points": "0"})

    assert rules_of(scenario)[-1].rules.cost_per_100_points == euros(0)


def test_keys_differ_though_names_do_not():
    assert new_key({"fr": "Été !"}, []) == "ete"
    assert new_key({"en": "Regular"}, ["regular", "regular-2"]) == "regular-3"
    assert new_key({"fr": "!"}, []) == "reward"


# Gifts.


def adds(client, page=NEW_GIFT, **fields):
    form_id = value_of(client.get(page).text, "form_id")
    return sends(client, page, **{"form_id": form_id, **GIFT, **fields})


def test_a_gift_is_added_with_its_stock(ines, scenario):
    response = adds(ines)

    assert response.status_code == 303
    [gift] = scenario.events(Programme.GiftStocked)
    assert (gift.points, gift.unit_cost, gift.quantity) == (1000, euros(1500), 20)
    assert gift.name_by_language == {"fr": "Guide de voyage", "en": "Travel guide"}
    assert "Travel guide" in ines.get(REWARDS).text


def test_a_form_that_is_sent_twice_adds_one_stock(ines, scenario):
    form_id = str(uuid4())

    assert adds(ines, form_id=form_id).status_code == 303
    assert adds(ines, form_id=form_id).status_code == 303

    assert len(scenario.events(Programme.GiftStocked)) == 1


def test_more_is_added_to_the_stock_of_a_gift(ines, scenario):
    scenario.stocks(quantity=2)
    page = f"{REWARDS}/gifts/{GUIDE}"
    assert value_of(ines.get(page).text, "points") == "30"

    adds(ines, page, quantity="5")

    assert scenario.market.programmes.stock(NEST.brand_id, GUIDE) == 7


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name_fr": "", "name_en": ""}, "name_fr", "Enter a name in at least one language."),
        ({"name_en": "x" * 61}, "name_en", "Use at most 60 characters."),
        ({"points": "0"}, "points", "Enter a whole number from 1"),
        ({"unit_cost": "cheap"}, "unit_cost", "Enter an amount"),
        ({"quantity": "0"}, "quantity", "Enter a whole number from 1"),
    ],
)
def test_a_gift_that_makes_no_sense_is_refused(ines, scenario, fields, field, sentence):
    response = adds(ines, **fields)

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert value_of(response.text, "quantity") == {**GIFT, **fields}["quantity"]
    assert scenario.events(Programme.GiftStocked) == []


def test_a_gift_is_no_longer_offered(ines, scenario):
    scenario.stocks()

    sends(ines, REWARDS, f"{REWARDS}/gifts/{GUIDE}/withdraw")

    assert "no longer offered" in ines.get(REWARDS).text
    assert scenario.market.programmes.stock(NEST.brand_id, GUIDE) == 0


# Gifts to send.


def order(scenario):
    scenario.stocks()
    scenario.ed_answers(4)
    redemption_id = uuid4()
    scenario.market.redemptions.request(
        redemption_id, NEST.brand_id, scenario.ed, GUIDE, scenario.since
    )
    scenario.update_read_models()
    return redemption_id


def test_a_brand_sends_an_ordered_gift(ines, scenario):
    redemption_id = order(scenario)
    page = ines.get(REWARDS).text
    assert "ed@expert.example" in page

    sends(ines, REWARDS, f"{REWARDS}/requests/{redemption_id}/send")

    assert len(scenario.events(Redemption.Sent)) == 1
    page = ines.get(REWARDS).text
    assert "No gifts to send." in page
    assert "gift sent" in page


def test_a_cancelled_order_gives_the_points_back(ines, scenario):
    redemption_id = order(scenario)
    assert scenario.points() == 10

    sends(ines, REWARDS, f"{REWARDS}/requests/{redemption_id}/cancel", reason="unavailable")

    assert scenario.points() == 40
    assert scenario.events(Redemption.Cancelled)[0].reason == "unavailable"


def test_another_brands_gifts_and_orders_are_absent(tom, scenario):
    redemption_id = order(scenario)
    own = "/brands/road/rewards"
    token = value_of(tom.get(f"{own}/rules").text, "csrf_token")
    recorded = len(scenario.all_events())

    answers = [
        tom.post(f"{own}/{path}", data={"csrf_token": token, "reason": "mistake", **GIFT})
        for id in (redemption_id, UUID(int=9))
        for path in (f"requests/{id}/send", f"requests/{id}/cancel")
    ] + [
        tom.post(f"{own}/{path}", data={"csrf_token": token, **GIFT})
        for path in (f"gifts/{GUIDE}", f"gifts/{GUIDE}/withdraw")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len(scenario.all_events()) == recorded
    assert [tom.get(page).status_code for page in (REWARDS, PAGE, NEW_GIFT)] == [404] * 3
    assert tom.get(f"{own}/gifts/{GUIDE}").status_code == 404


def test_rules_of_everything_fit_on_the_page(ines, scenario):
    scenario.publishes(RULES)

    assert "Liked" in ines.get(REWARDS).text
