"""I am usually here: said freely, by volunteers only, for the brand as information."""

import pytest

from projections.members.usual_hours import usual_hours_for
from tests.support.people import BRAND, OTHER_BRAND
from tests.web.bookings.conftest import roster, shift_shop  # noqa: F401
from tests.web.bookings.shift_fixture import VOLUNTEER, form_values

PAGE = "/usual-hours"
ACTION = f"{PAGE}/{BRAND}"
EVENING = {"from-0": "18:00", "until-0": "20:00", "zone": "Europe/Paris"}


@pytest.fixture
def vera(roster):  # noqa: F811
    roster.volunteer()
    roster.update()
    return roster.client(VOLUNTEER)


def said(roster):  # noqa: F811
    roster.update()
    read_models = roster.market.read_models
    with read_models.read(read_models.usual_hours) as db:
        return [(hours.week, hours.zone) for hours in usual_hours_for(BRAND, db)]


def sends(client, action=ACTION, **fields):
    return client.post(action, data={**form_values(client.get(PAGE).text, ACTION), **fields})


def test_a_volunteer_says_when_they_are_usually_there(vera, roster):  # noqa: F811
    response = sends(vera, **EVENING, **{"from-5": "21:00", "until-5": "02:00"})

    assert response.status_code == 303
    week = (((1080, 1200),), (), (), (), (), ((1260, 1560),), ())
    assert said(roster) == [(week, "Europe/Paris")]
    text = vera.get(response.location).text
    assert "Saved." in text
    assert 'name="from-5" value="21:00"' in text
    assert 'name="until-5" value="02:00"' in text


def test_an_empty_week_takes_it_back(vera, roster):  # noqa: F811
    sends(vera, **EVENING)

    sends(vera, zone="Europe/Paris")

    assert said(roster) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"from-0": "18:00"}, "Enter a time between 00:00 and 24:00"),
        ({"from-0": "18:00", "until-0": "18:00"}, "A time range needs two different times"),
        ({"from-0": "18:00", "until-0": "20:00", "zone": "Mars"}, "Choose a time zone"),
    ],
)
def test_what_cannot_be_read_is_shown_again_with_a_sentence(vera, roster, typed, sentence):  # noqa: F811
    response = sends(vera, **{"zone": "Europe/Paris", "from-3": "09:15", **typed})

    assert response.status_code == 422
    assert sentence in response.text or "Enter a time" in response.text
    assert 'name="from-3" value="09:15"' in response.text
    assert said(roster) == []


def test_a_brand_one_does_not_volunteer_for_is_absent(vera):
    other = sends(vera, f"{PAGE}/{OTHER_BRAND}", **EVENING)
    absent = sends(vera, f"{PAGE}/{BRAND.int % 7:032x}", **EVENING)

    assert other.status_code == absent.status_code == 404


def test_without_a_brand_the_page_says_what_to_do(roster):  # noqa: F811
    text = roster.client(VOLUNTEER).get(PAGE).text

    assert 'href="/brands-to-help"' in text
