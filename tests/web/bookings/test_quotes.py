"""What a quote knows of a brand: the requests that its experts could answer, and who they are."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.demand_forecast import NoHistory
from projections.brands.brands import brand_called
from tests.domain.bookings.booking_examples import PLAN
from tests.support.people import EMPLOYED, MANAGER, OTHER_BRAND, after
from tests.web.bookings.booking_program import FIRST, TODAY, UNTIL
from tests.web.bookings.shift_fixture import ALICE, BRUNO, VOLUNTEER
from tests.web.shop import NEST
from web.bookings.quotes import quote

NOON = datetime.combine(TODAY, time(12), UTC)
EVENINGS = replace(PLAN, subject_id=None, first_day=FIRST, until=UNTIL, week=(((1080, 1260),),) * 7)


def quote_in(market, store, slug, plan, at, assumed=None):
    market.projector.catch_up()
    with market.read_models.read(market.read_models.brands) as db:
        brand = brand_called(slug, db)
    found = quote(market.read_models, store, brand, plan, at, assumed)
    return found if isinstance(found, NoHistory) else found[0]


@pytest.fixture
def quoted(booking_program, shop):
    """The quote of a plan."""

    def quoted(plan):
        return quote_in(booking_program.market, shop.store, "nest", plan, NOON)

    return quoted


def asked_each_evening(market, language, weeks=10):
    """Two requests each evening, which are lost."""
    for days in range(2, weeks * 14):
        at = NOON - timedelta(days=days // 2) + timedelta(hours=6)
        request = uuid4()
        market.conversations.request(request, NEST.brand_id, uuid4(), language, at)
        market.conversations.lose(request, "nobody_present", at + timedelta(minutes=5))


def test_a_quote_counts_only_requests_in_a_language_of_the_plan(booking_program, quoted):
    asked_each_evening(booking_program.market, "fr")

    in_french = quoted(replace(EVENINGS, languages=("fr",)))

    assert in_french.expected_requests.mean > 20
    assert in_french == quoted(replace(EVENINGS, languages=("fr", "de")))
    assert isinstance(quoted(replace(EVENINGS, languages=("de",))), NoHistory)


def test_a_quote_counts_the_experts_who_may_take_the_shifts(roster):
    """Not the qualified ambassador, nor the qualified employee of another brand."""
    roster.expert(ALICE)
    roster.expert(BRUNO, languages=("de",))
    roster.expert(VOLUNTEER)
    employee = roster.desk.expert()
    roster.desk.members.start_engagement(employee, OTHER_BRAND, EMPLOYED, MANAGER, after(-100))
    expected = AssumedDemand(70, DemandShape.EVENINGS)

    found = quote_in(roster.market, roster.shop.store, "road", PLAN, after(100), expected)

    assert found.qualified_people == 1
