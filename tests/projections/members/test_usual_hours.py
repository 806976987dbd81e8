"""When volunteers said that they are usually there, for the brand as information."""

import pytest

from domain.bookings.weekly_windows import parse_windows
from projections.members.usual_hours import UsualHoursSummary, usual_hours_for, usual_hours_of
from tests.support.people import AMBASSADOR, BRAND, MANAGER, OTHER_BRAND, VOLUNTARY, after

ZONE = "Europe/Paris"
EVENINGS = parse_windows("mon-fri 18:00-20:00; sat 21:00-02:00", ZONE)
NONE = ((),) * 7


@pytest.fixture
def members(market):
    market.brands.register(BRAND, "road", "Road", ZONE, "EUR", MANAGER, after(0))
    market.members.join(AMBASSADOR, ("fr",), "FR", after(0))
    market.members.start_engagement(AMBASSADOR, BRAND, VOLUNTARY, MANAGER, after(10))
    market.members.declare_usual_hours(AMBASSADOR, BRAND, EVENINGS, ZONE, after(20))
    return market.members


@pytest.fixture
def found(market):
    def found(read, id):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.usual_hours) as db:
            return read(id, db)

    return found


def test_the_brand_and_the_member_see_what_was_said_last(members, found):
    assert found(usual_hours_for, BRAND) == [UsualHoursSummary(AMBASSADOR, BRAND, EVENINGS, ZONE)]
    sundays = parse_windows("sun 10:00-12:00", ZONE)
    members.declare_usual_hours(AMBASSADOR, BRAND, sundays, ZONE, after(30))

    [said] = found(usual_hours_of, AMBASSADOR)
    assert said.week == sundays
    assert found(usual_hours_for, OTHER_BRAND) == []


def test_nothing_is_left_of_hours_taken_back_or_of_an_engagement_that_ended(members, found):
    members.declare_usual_hours(AMBASSADOR, BRAND, NONE, ZONE, after(30))
    assert found(usual_hours_for, BRAND) == []

    members.declare_usual_hours(AMBASSADOR, BRAND, EVENINGS, ZONE, after(40))
    members.end_engagement(AMBASSADOR, BRAND, "own_wish", AMBASSADOR, after(50))
    assert found(usual_hours_for, BRAND) == []
