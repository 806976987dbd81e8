"""What a quote knows of a brand: the requests that its experts could answer, and who they are."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.demand_forecast import NoHistory
from projections.brands.brands import brand_called
from tests.domain.bookings.booking_examples import PLAN
from tests.web.bookings.booking_program import FIRST, TODAY, UNTIL
from tests.web.shop import NEST
from web.bookings.quotes import quote

NOON = datetime.combine(TODAY, time(12), UTC)
EVENINGS = replace(PLAN, subject_id=None, first_day=FIRST, until=UNTIL, week=(((1080, 1260),),) * 7)


@pytest.fixture
def quoted(booking_program):
    """The quote of a plan of evenings."""
    read_models = booking_program.market.read_models
    with read_models.read(read_models.brands) as db:
        brand = brand_called("nest", db)

    def quoted(plan):
        booking_program.market.projector.catch_up()
        found = quote(read_models, brand, plan, NOON)
        return found if isinstance(found, NoHistory) else found[0]

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
