"""The platform sets credit limits: what is in use, what is free, who changed what."""

import re
from uuid import uuid4

import pytest

from domain.bookings.funding import FundingMethod
from tests.domain.bookings.booking_examples import BOOKING, FUNDING
from tests.support.people import BRAND, MANAGER, after, euros
from tests.web.bookings.shift_fixture import ALICE, OWNER, PLATFORM
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends

LIMITS = "/credit-limits"
ONE = f"{LIMITS}/{BRAND}"


def sets(client, limit, before="0"):
    return sends(client, ONE, limit=limit, limit_before=before)


@pytest.fixture
def granted(roster):
    """A limit of 500.00, of which a booking by invoice uses 100.00."""
    roster.market.brands.set_credit_limit(BRAND, euros(50_000), MANAGER, after(0))
    roster.desk.drafted()
    roster.desk.bookings.confirm(BOOKING, FUNDING, FundingMethod.INVOICE, 20, MANAGER, after(10))
    roster.update()
    return roster


def figures(text):
    return re.findall(r"<dd>(€[0-9.,]+)</dd>", text)


@pytest.mark.parametrize("email", [PLATFORM, FINANCE])
def test_limits_are_listed_with_what_is_in_use_and_free(granted, email):
    text = page_of(granted.client(email), LIMITS)

    assert re.findall(r'class="num"[^>]*>([^<]+)</td>', text) == [
        *("none", "€0.00", "€0.00"),
        *("€500.00", "€100.00", "€400.00"),
    ]
    assert figures(page_of(granted.client(email), ONE)) == ["€500.00", "€100.00", "€400.00"]


def test_a_brand_is_found_by_its_name(granted):
    client = granted.client(FINANCE)

    assert ONE in page_of(client, LIMITS, search="ROA")
    assert "No brand matches." in page_of(client, LIMITS, search="nest")


def test_a_limit_is_set_once_however_often_it_is_sent_and_its_history_names_who(roster):
    client = roster.client(FINANCE)
    answers = [sets(client, "500") for _ in range(2)]
    head = roster.market.log.rows.head()
    sets(client, "250,50", before="50000")
    roster.update()

    assert [answer.status_code for answer in answers] == [303, 303]
    assert roster.market.log.rows.head() == head + 1
    text = client.get(answers[0].location).text
    assert "Saved." in text
    assert figures(text) == ["€250.50", "€0.00", "€250.50"]
    assert text.count("Frances Holt") >= 2
    assert "none" in text


def test_a_limit_below_what_is_in_use_is_refused_beside_the_field(granted):
    head = granted.market.log.rows.head()

    answer = sets(granted.client(FINANCE), "99.99", before="50000")

    assert answer.status_code == 409
    assert "More than this limit is in use. Choose a higher one." in answer.text
    assert 'id="limit-says"' in answer.text
    assert 'value="99.99"' in answer.text
    assert granted.market.log.rows.head() == head


@pytest.mark.parametrize("typed", ["", "much", "-5", "1.005", "5 USD"])
def test_what_is_no_amount_is_said_beside_the_field_and_kept(roster, typed):
    head = roster.market.log.rows.head()

    answer = sets(roster.client(FINANCE), typed)

    assert answer.status_code == 422
    assert 'id="limit-says"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert roster.market.log.rows.head() == head


def test_zero_ends_paying_by_invoice(roster):
    client = roster.client(FINANCE)
    sets(client, "500")

    assert sets(client, "0,00", before="50000").status_code == 303
    assert figures(page_of(client, ONE))[0] == "€0.00"


def test_the_second_of_two_people_reads_the_limit_of_the_first_before_changing_it(roster):
    sets(roster.client(FINANCE), "500")
    late = roster.client(PLATFORM)

    answer = sets(late, "300")

    assert answer.status_code == 409
    assert "The limit was changed since you opened this page." in answer.text
    assert figures(answer.text)[0] == "€500.00"
    assert 'value="300"' in answer.text
    assert sets(late, "300", before="50000").status_code == 303


def test_an_unknown_brand_is_absent(roster):
    client = roster.client(FINANCE)

    assert client.get(f"{LIMITS}/{uuid4()}").status_code == 404
    assert sends(client, f"{LIMITS}/{uuid4()}", limit="5").status_code == 404


@pytest.mark.parametrize("email", [OWNER, ALICE])
def test_others_may_not_see_or_set_limits(roster, email):
    client, head = roster.client(email), roster.market.log.rows.head()

    assert client.get(LIMITS).status_code == 403
    assert client.get(ONE).status_code == 403
    assert sets(client, "500").status_code == 403
    assert roster.market.log.rows.head() == head
