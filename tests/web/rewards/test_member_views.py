"""What an ambassador sees of points, tiers, badges and gifts, and ordering one."""

import re
from html import unescape
from uuid import uuid4

import pytest

from domain.clock import system_clock
from domain.rewards.redemption import Redemption
from domain.terms import Paid
from tests.support.people import MANAGER, euros
from tests.web.brands.settings_fixture import token_in
from tests.web.members.pool_fixture import BRAND
from tests.web.rewards.rewards_fixture import BOTTLE, GUIDE, OWN
from tests.web.shop import NEST
from web.rewards.jobs import recognise_volunteers

ORDER = f"{OWN}/{NEST.brand_id}/gifts/{GUIDE}/order"


def words_of(client, page=OWN):
    text = unescape(re.sub(r"<[^>]+>", " ", client.get(page).text))
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def orders(client, **fields):
    token = token_in(client.get(OWN).text)
    return client.post(ORDER, data={"redemption_id": str(uuid4()), "csrf_token": token, **fields})


def test_an_ambassador_without_conversations_reads_how_points_come(ed):
    page = words_of(ed)

    assert "Nest & Away" in page
    assert "No points yet." in page
    assert "This brand offers no gifts at the moment." in page


def test_points_tier_and_what_is_missing(ed, scenario):
    scenario.publishes()
    scenario.ed_answers(1)

    page = words_of(ed)

    assert "10 points to use" in page or "points to use 10" in page
    assert "Next tier: First steps. Conversations missing: 1." in page
    assert "Liked not yet Next grade: ratings: 2, 80% of them good" in page
    assert "1 conversation +10" in page


def test_an_hour_later_the_tier_and_the_badge_are_there(ed, scenario):
    scenario.publishes()
    scenario.ed_answers(2)
    assert "You have enough conversations for First steps" in words_of(ed)

    assert recognise_volunteers(scenario.market, system_clock()) == 1
    scenario.update_read_models()

    page = words_of(ed)
    assert "First steps reached" in page
    assert "Liked grade 1 of 2" in page
    assert "Tier reached: First steps" in page
    assert "+50" in page
    assert scenario.points() == 70
    assert recognise_volunteers(scenario.market, system_clock()) == 0


def test_a_gift_whose_points_were_raised_meanwhile_is_not_ordered(ed, scenario):
    scenario.stocks()
    scenario.ed_answers(4)

    response = orders(ed, points="29")

    assert response.status_code == 409
    assert "were changed meanwhile" in response.text
    assert scenario.events(Redemption.Requested) == []


def test_a_gift_that_can_be_paid_for_is_ordered(ed, scenario):
    scenario.stocks()
    scenario.ed_answers(4)

    response = orders(ed)

    assert (response.status_code, response.location) == (303, f"{OWN}?saved=1")
    [requested] = scenario.events(Redemption.Requested)
    assert (requested.member_id, requested.points) == (scenario.ed, 30)
    page = words_of(ed)
    assert "gift to be sent" in page
    assert "Gift ordered: Travel guide" in page
    assert "-30" in page or "\N{MINUS SIGN}30" in page


def test_an_order_that_is_sent_twice_is_one(ed, scenario):
    scenario.stocks()
    scenario.ed_answers(8)
    redemption_id = str(uuid4())

    assert orders(ed, redemption_id=redemption_id).status_code == 303
    assert orders(ed, redemption_id=redemption_id).status_code == 303

    assert len(scenario.events(Redemption.Requested)) == 1


@pytest.mark.parametrize(("points", "quantity", "answers"), [(50, 2, 4), (30, 1, 0)])
def test_a_gift_out_of_reach_says_what_is_missing(ed, scenario, points, quantity, answers):
    scenario.stocks(points=points, quantity=quantity)
    scenario.stocks(BOTTLE, 20, 1, "Bottle")
    scenario.ed_answers(answers)

    page = words_of(ed)
    response = orders(ed)

    assert f"Points missing: {points - 10 * answers}" in page
    assert response.status_code == 409
    assert scenario.events(Redemption.Requested) == []


def test_an_order_is_cancelled_by_who_made_it(ed, scenario, signed_in):
    scenario.stocks()
    scenario.ed_answers(4)
    orders(ed)
    action = re.search(r'action="(/rewards/orders/[^"]*/cancel)"', ed.get(OWN).text)[1]

    assert signed_in(BRAND).post(action, data={}).status_code in (400, 403, 404)
    response = ed.post(action, data={"csrf_token": token_in(ed.get(OWN).text)})

    assert response.status_code == 303
    assert scenario.events(Redemption.Cancelled)[0].reason == "changed_mind"
    assert scenario.points() == 40


def test_an_order_that_does_not_exist_is_absent(ed):
    token = token_in(ed.get("/me").text)

    answer = ed.post(f"{OWN}/orders/{uuid4()}/cancel", data={"csrf_token": token})

    assert answer.status_code == 404


def test_a_brand_without_an_engagement_sells_no_gift(ed, scenario):
    scenario.stocks()
    scenario.ed_answers(4)
    token = token_in(ed.get(OWN).text)
    members = scenario.market.members
    members.end_engagement(scenario.ed, NEST.brand_id, "own_wish", MANAGER, system_clock())

    answer = ed.post(ORDER, data={"redemption_id": str(uuid4()), "csrf_token": token})

    assert answer.status_code == 403
    assert scenario.events(Redemption.Requested) == []
    assert "You are not an ambassador of any brand yet." in words_of(ed)


def test_experts_have_no_points(ed, scenario):
    members, at = scenario.market.members, system_clock()
    members.end_engagement(scenario.ed, NEST.brand_id, "own_wish", MANAGER, at)
    members.start_engagement(scenario.ed, NEST.brand_id, Paid(euros(200), 20), MANAGER, at)
    scenario.update_read_models()

    assert "You are not an ambassador of any brand yet." in words_of(ed)


def test_the_page_is_in_french(ed, scenario):
    scenario.publishes()
    scenario.stocks()
    scenario.ed_answers(4)
    ed.set_cookie("lang", "fr")

    page = words_of(ed)

    assert "Mes récompenses" in page
    assert "Commander le cadeau" in page


def test_brands_have_no_rewards_of_their_own(ines):
    assert ines.get(OWN).status_code in (302, 403)
