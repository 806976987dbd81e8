"""Finance tries rates on a past month: differences, what was mistyped, and nothing is written."""

import csv
import io
from uuid import UUID

import pytest

from payments.rate_cards.rate_card import RateCard
from payments.rate_cards.rehearsal import RateComparison, RateRehearsal, RateTotals
from tests.support.people import BRAND
from tests.web.bookings.shift_fixture import ALICE, OWNER, PLATFORM, VOLUNTEER
from tests.web.rate_cards.past_month import fill_october
from web.rate_cards.presenters import present_rehearsal
from web.rate_cards.rehearsals import MonthRehearsal

FINANCE = "fran@comptoir.example"
REHEARSALS = "/finance/rate-rehearsals"
RATES = {"month": "2017-10", "currency": "EUR", "commission": "25", "price": "", "brand": ""}


@pytest.fixture
def october(roster):
    fill_october(roster)
    return roster


def page_of(roster, email=FINANCE, path=REHEARSALS, status=200, **rates):
    page = roster.client(email).get(path, query_string=rates)
    assert page.status_code == status
    return page.text


def test_the_form_begins_with_the_newest_month_and_todays_commission(october):
    text = page_of(october)

    assert '<option value="2017-10" selected>October 2017</option>' in text
    assert 'name="commission" type="text" value="20"' in text
    assert "would have paid" in text
    assert "<h2>" not in text


def test_another_commission_shows_the_difference_of_each_brand_and_expert(october):
    text = page_of(october, **RATES)

    for part in ("October 2017 at these rates", "Alice Martin", "Bruno Weber", "Road", "Other"):
        assert part in text
    # Alice loses 3 x 0.10; Bruno gains, as 30 % would become 25 %.
    for part in ("-€0.30", "+€0.33"):
        assert part in text.replace("\N{MINUS SIGN}", "-")
    assert "This month is not closed in the ledger" in text


def test_a_price_for_one_brand_changes_only_what_it_pays(october):
    rates = RATES | {"commission": "20", "price": "2.50", "brand": "road"}
    rows = rows_of(october, **rates)

    paid = {row["id"]: int(row["proposed_price_minor"]) - int(row["price_minor"]) for row in rows}
    assert paid.pop("") == paid.pop(str(BRAND)) == paid.pop(str(october.id_of(ALICE))) == 150
    assert set(paid.values()) == {0}


def test_the_file_has_a_row_for_the_platform_each_brand_and_each_expert(october):
    rows = rows_of(october, **RATES)

    assert [row["part"] for row in rows] == ["platform", "brand", "brand", "expert", "expert"]
    first = rows[0]
    assert (first["conversations"], first["price_minor"], first["commission_minor"]) == (
        "4",
        "1245",
        "314",
    )
    assert first["proposed_commission_minor"] == str(3 * 50 + 161)


def rows_of(roster, **rates):
    text = page_of(roster, path=f"{REHEARSALS}/differences.csv", **rates)
    return list(csv.DictReader(io.StringIO(text)))


def test_a_rehearsal_writes_no_event(october):
    head = october.market.log.rows.head()

    page_of(october, **RATES)
    rows_of(october, **RATES)

    assert october.market.log.rows.head() == head


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"commission": "twenty"}, "Enter a whole percentage from 0 to 100."),
        ({"commission": "101"}, "Enter a whole percentage from 0 to 100."),
        ({"price": "cheap"}, "Enter an amount, for example 2.00."),
        ({"price": "1000.01"}, "Enter a price of up to €1,000.00."),
        ({"month": "2026-06"}, "Choose a month of the list."),
        ({"currency": "USD"}, "Choose a currency of the list."),
        ({"brand": "unknown"}, "Choose a brand of the list."),
    ],
)
def test_what_was_typed_wrongly_stays_beside_its_sentence(october, typed, sentence):
    rates = RATES | {"commission": "17", "price": "3.33"} | typed

    for path in (REHEARSALS, f"{REHEARSALS}/differences.csv"):
        text = page_of(october, path=path, status=422, **rates)
        assert sentence in text
        for name in ("commission", "price"):
            assert f'value="{rates[name]}"' in text


def test_a_currency_without_conversations_says_so(october):
    text = page_of(october, **RATES | {"currency": "GBP"})

    assert "No conversation with a price in GBP was booked in this month." in text


def test_without_a_past_month_there_is_nothing_to_rehearse(roster):
    assert "No month is over yet" in page_of(roster)


@pytest.mark.parametrize("email", [OWNER, ALICE, VOLUNTEER])
def test_others_do_not_see_it(roster, email):
    page_of(roster, email, status=403)
    page_of(roster, email, f"{REHEARSALS}/differences.csv", status=403)


@pytest.mark.parametrize("email", [PLATFORM, FINANCE])
def test_finance_and_the_platform_are_led_to_it(roster, email):
    assert REHEARSALS in roster.client(email).get("/").text


def test_many_brands_have_pages_and_no_experts_are_said(roster):
    paid = RateComparison(RateTotals(1, 200, 40), RateTotals(1, 300, 60))
    found = RateRehearsal(paid, {}, {UUID(int=number): paid for number in range(51)})
    rehearsal = MonthRehearsal("2017-10", is_closed=False, card=RateCard("EUR", 20), found=found)

    shown = presented(roster, rehearsal, "/?brands=2")

    assert (len(shown.brands.rows), shown.brands.n, shown.brands.page.last) == (1, 51, 2)
    assert (shown.experts.rows, shown.experts.page.last) == ([], 1)


def presented(roster, rehearsal, address):
    app = roster.client(FINANCE).application
    with app.test_request_context(address):
        return present_rehearsal(rehearsal, app.extensions["comptoir.brands"])
