"""What another brand, or another member, has answers exactly like what does not exist."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.brands.programme_cost import CostCategory
from tests.domain.bookings.booking_examples import BOOKING
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, VOLUNTARY, after, euros
from tests.web.bookings.shift_fixture import BRUNO, EMPLOYEE, NO_NEWCOMERS, OTHER_OWNER, VOLUNTEER

FINANCE = "fran@comptoir.example"
DRAFT, GIFT, ORDER, COST, ABSENT = (UUID(int=number) for number in range(81, 86))
BOOKINGS, REWARDS, COSTS = "/bookings", "/rewards", "/settings/costs"
# The pages of a brand, by endpoint: method, address below the brand, and ids that another brand
# has; without ids the brand itself is another's.
PAGES = {
    "bookings.show_bookings": ("get", BOOKINGS, ()),
    "bookings.show_new_booking": ("get", f"{BOOKINGS}/new", ()),
    "bookings.show_quote": ("get", f"{BOOKINGS}/quote", ()),
    "bookings.save_draft": ("post", BOOKINGS, ()),
    "bookings.show_draft": ("get", f"{BOOKINGS}/{{}}/edit", (BOOKING, DRAFT)),
    "bookings.change_draft": ("post", f"{BOOKINGS}/{{}}/edit", (BOOKING, DRAFT)),
    "bookings.show_booking": ("get", f"{BOOKINGS}/{{}}", (BOOKING, DRAFT)),
    **{
        f"booking_changes.{name}": ("post", f"{BOOKINGS}/{{}}/{address}", (BOOKING, DRAFT))
        for name, address in {
            "confirm": "confirm",
            "top_up": "top-up",
            "move_end": "move",
            "pause": "pause",
            "resume": "resume",
            "end": "end",
            "withdraw": "withdraw",
            "discard": "discard",
        }.items()
    },
    "forecast.show_forecast": ("get", f"{BOOKINGS}/forecast", ()),
    "forecast.show_gaps": ("get", f"{BOOKINGS}/forecast/gaps", ()),
    "rewards.show_rewards": ("get", REWARDS, ()),
    "rewards.show_rules": ("get", f"{REWARDS}/rules", ()),
    "rewards.publish_rules": ("post", f"{REWARDS}/rules", ()),
    "rewards.show_new_gift": ("get", f"{REWARDS}/gifts/new", ()),
    "rewards.add_gift": ("post", f"{REWARDS}/gifts/new", ()),
    "rewards.show_gift": ("get", f"{REWARDS}/gifts/{{}}", (GIFT,)),
    "rewards.restock": ("post", f"{REWARDS}/gifts/{{}}", (GIFT,)),
    "rewards.withdraw_gift": ("post", f"{REWARDS}/gifts/{{}}/withdraw", (GIFT,)),
    "rewards.send": ("post", f"{REWARDS}/requests/{{}}/send", (ORDER,)),
    "rewards.cancel": ("post", f"{REWARDS}/requests/{{}}/cancel", (ORDER,)),
    "programme_costs.show_costs": ("get", COSTS, ()),
    "programme_costs.record_cost": ("post", COSTS, ()),
    "programme_costs.reverse_cost": ("post", f"{COSTS}/{{}}/reverse", (COST,)),
}
OWN_PAGES = {
    "own_rewards.order_gift": f"/rewards/{BRAND}/gifts/{{}}/order",
    "own_rewards.cancel_order": "/rewards/orders/{}/cancel",
}
FORM = {"reason": "mistake", "method": "card", "amount": "5", "points": "10", "quantity": "1"}


@pytest.fixture
def busy(roster):
    """A brand with bookings, a gift that its ambassador ordered, and a cost; and another one."""
    market, desk = roster.market, roster.desk
    desk.running(shift_rules=NO_NEWCOMERS)
    desk.drafted(booking_id=DRAFT)
    ambassador = desk.expert()
    for member_id, brand_id in ((ambassador, BRAND), (roster.expert(VOLUNTEER), OTHER_BRAND)):
        desk.members.start_engagement(member_id, brand_id, VOLUNTARY, MANAGER, after(-100))
    desk.presence.come_online(uuid4(), ambassador, 1, after(30))
    request = desk.request([ambassador], after(40))
    desk.conversations.claim(request, ambassador, after(50))
    desk.answered(request, ambassador, after(60))
    market.programmes.stock_gift(BRAND, GIFT, {"en": "Mug"}, 10, euros(100), 5, MANAGER, after(70))
    market.redemptions.request(ORDER, BRAND, ambassador, GIFT, after(80))
    june = (date(2026, 6, 1), date(2026, 6, 30))
    cost = (COST, next(iter(CostCategory)), euros(500), *june, "voluntary")
    market.brands.record_programme_cost(BRAND, *cost, MANAGER, after(90))
    roster.expert(BRUNO)
    roster.update()
    return roster


def answer(roster, email, method, path):
    """Status and page, without what differs from one request to the next."""
    client = roster.client(email)
    token = client.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {**FORM, "csrf_token": token, "redemption_id": str(uuid4())}
    response = client.get(path) if method == "get" else client.post(path, data=form)
    return response.status_code, re.sub(r'name="csrf_token" value="[^"]*"', "", response.text)


@pytest.mark.parametrize("email", [OTHER_OWNER, BRUNO, VOLUNTEER, EMPLOYEE, FINANCE])
@pytest.mark.parametrize("endpoint", PAGES)
def test_pages_of_another_brand_answer_like_absent_ones(busy, email, endpoint):
    head = busy.market.log.rows.head()
    method, address, ids = PAGES[endpoint]
    status, page = answer(busy, email, method, f"/brands/nowhere{address.format(ABSENT)}")

    assert status == 404
    for id in ids or (ABSENT,):
        found = answer(busy, email, method, f"/brands/road{address.format(id)}")
        text = found[1].replace("brands/road", "brands/nowhere").replace(str(id), str(ABSENT))
        assert (found[0], text) == (status, page)
    assert busy.market.log.rows.head() == head


@pytest.mark.parametrize("endpoint", [name for name, (_, _, ids) in PAGES.items() if ids])
def test_ids_of_another_brand_answer_like_absent_ones_on_own_pages(busy, endpoint):
    head = busy.market.log.rows.head()
    method, address, ids = PAGES[endpoint]
    status, page = answer(busy, OTHER_OWNER, method, f"/brands/other{address.format(ABSENT)}")

    assert status == 404
    for id in ids:
        found = answer(busy, OTHER_OWNER, method, f"/brands/other{address.format(id)}")
        assert (found[0], found[1].replace(str(id), str(ABSENT))) == (status, page)
    assert busy.market.log.rows.head() == head


@pytest.mark.parametrize(("endpoint", "id"), [*zip(OWN_PAGES, (GIFT, ORDER), strict=True)])
def test_gifts_and_orders_of_others_answer_like_absent_ones(busy, endpoint, id):
    head = busy.market.log.rows.head()
    address = OWN_PAGES[endpoint]

    absent = answer(busy, VOLUNTEER, "post", address.format(ABSENT))

    assert absent[0] in (403, 404)
    assert answer(busy, VOLUNTEER, "post", address.format(id)) == absent
    assert busy.market.log.rows.head() == head


def test_every_route_with_an_id_is_walked(busy):
    blueprints = (
        "bookings",
        "booking_changes",
        "forecast",
        "rewards",
        "own_rewards",
        "programme_costs",
    )
    with_ids = {
        rule.endpoint
        for rule in busy.shop.app.url_map.iter_rules()
        if rule.arguments and rule.endpoint.partition(".")[0] in blueprints
    }

    assert with_ids == {*PAGES, *OWN_PAGES}
