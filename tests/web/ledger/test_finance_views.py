"""Finance's pages: who sees them, what adds up, where figures lead, and files beside them."""

import csv
import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from payments.earnings.earning import earning_id
from tests.support.people import BRAND, euros
from tests.web.bookings.shift_fixture import ALICE, OWNER, VOLUNTEER
from tests.web.ledger.finance_desk import CONVERSATION, FINANCE, PLATFORM, on
from tests.web.shop import PASSWORD

LISTS = (
    "/finance/balances",
    "/finance/balances/brands",
    "/finance/balances/weeks",
    "/finance/ageing",
    "/finance/prepaid",
    "/finance/receivables",
    "/finance/points",
    "/finance/entries?flow=earned",
    "/finance/entries/since?since=2026-01-01",
)
FILES = (
    "/finance/balances/experts.csv",
    "/finance/balances/brands.csv",
    "/finance/balances/weeks.csv",
    "/finance/ageing.csv",
    "/finance/prepaid.csv",
    "/finance/receivables.csv",
    "/finance/points/brands.csv",
    "/finance/points/expiry.csv",
    "/finance/entries.csv?flow=earned",
    "/finance/entries/since.csv?since=2026-01-01",
    "/finance/accounts/1.csv",
)


@pytest.fixture
def busy(desk):
    """Conversations in three weeks, one of them whole, and money that was paid in."""
    desk.pays_in(on(3, 2))
    desk.converses(on(3, 3))
    desk.closes(on(3, 10))
    desk.closes(on(3, 17), desk.bruno, 645)
    desk.known_at(on(3, 20))
    return desk


def rows_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.text)))


# Who sees them.


@pytest.mark.parametrize("email", [OWNER, ALICE, VOLUNTEER])
def test_only_finance_and_the_platform_see_the_pages(busy, email):
    client = busy.client(email)
    pages = (
        "/finance",
        f"/finance/experts/{busy.alice}",
        "/finance/entries/1",
        "/finance/accounts/1",
    )

    for path in (*pages, f"/finance/conversations/{CONVERSATION}", *LISTS, *FILES):
        assert client.get(path).status_code == 403, path


@pytest.mark.parametrize("email", [FINANCE, PLATFORM])
def test_finance_and_the_platform_see_all_of_them(busy, email):
    client = busy.client(email)

    for path in ("/finance", *LISTS, *FILES):
        assert client.get(path).status_code == 200, path


def test_without_an_account_one_is_led_to_the_sign_in(busy):
    answer = busy.shop.app.test_client().get("/finance/balances")

    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/finance/balances")


@pytest.mark.parametrize(("email", "page"), [(FINANCE, "/finance"), (PLATFORM, "/")])
def test_after_signing_in_finance_begins_on_its_own_page(busy, email, page):
    client = busy.shop.app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)[1]

    answer = client.post(
        "/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token}
    )

    assert (answer.status_code, answer.location) == (302, page)


# The first page.


def test_the_first_page_says_what_is_earned_held_and_prepaid(busy):
    text = busy.client().get("/finance").text

    figures = dict(re.findall(r'data-figure="(\w+)".*?<dd>(?:<a [^>]*>)?([^<]*)', text))
    assert figures["earned"] == figures["held"] == "€8.36"
    assert figures["payable"] == figures["paid"] == figures["final"] == "€0.00"
    assert figures["prepaid"] == "€100.00"
    assert figures["owed"] == "€10.45"
    assert figures["points"] == "0"


def test_the_first_page_counts_what_waits_and_nothing_else(busy):
    text = busy.client().get("/finance").text
    assert re.search(r"Breaks between ledger and statements\s+<strong>1</strong>", text)
    busy.bank_states(on(3, 2))
    assert "Nothing waits for you." in busy.client().get("/finance").text
    busy.contests(on(3, 9))
    busy.known_at(on(5, 2))

    text = busy.client().get("/finance").text

    assert re.search(r"Contests and appeals to decide\s+<strong>1</strong>", text)
    assert re.search(r"Months to close\s+<strong>1</strong>", text)
    assert "Payouts" not in text
    assert "Payments of brands to record" not in text
    assert "What needs you now" not in busy.client().get("/finance?as_of=2026-03-09").text


def test_what_is_payable_and_lacks_details_is_withheld(busy):
    with busy.recorded(on(3, 11)):
        busy.market.earnings.release(earning_id(CONVERSATION), on(3, 11))

    text = busy.client().get("/finance").text

    figures = dict(re.findall(r'data-figure="(\w+)".*?<dd>(?:<a [^>]*>)?([^<]*)', text))
    assert figures["payable"] == figures["withheld"] == "€1.60"
    assert figures["below_threshold"] == "€0.00"


def test_in_french_amounts_are_written_as_in_france(busy):
    client = busy.client(PLATFORM)
    with busy.recorded(on(3, 18)):
        busy.ledger.gets_back(euros(2_500), at=on(3, 18))

    text = client.get("/finance/balances/brands", headers={"Accept-Language": "fr"}).text

    assert "75,00\N{NO-BREAK SPACE}€" in text


# Lists.


def test_totals_are_the_sums_of_all_rows(busy):
    client = busy.client()

    rows = rows_of(client, "/finance/balances/experts.csv")

    assert [(row["expert_id"], row["held_minor"]) for row in rows] == [
        (str(busy.bruno), "516"),
        (str(busy.alice), "320"),
    ]
    assert "€8.36" in client.get("/finance/balances").text.split("<tfoot")[1]
    assert rows[0]["name"] == "Bruno Weber"


def test_weeks_say_what_moved_and_what_is_owed_at_their_end(busy):
    rows = rows_of(busy.client(), "/finance/balances/weeks.csv")

    assert [(row["week"], row["earned_minor"], row["owed_at_end_minor"]) for row in rows] == [
        ("2026-W10", "160", "160"),
        ("2026-W11", "160", "320"),
        ("2026-W12", "516", "836"),
    ]


def test_a_long_list_has_pages_that_together_have_every_row_once(busy):
    experts = {UUID(int=number) for number in range(1, 61)}
    for expert_id in experts:
        with busy.recorded(on(3, 18)):
            busy.ledger.closes(uuid4(), respondent_id=expert_id, at=on(3, 18))
    client = busy.client()

    first = client.get("/finance/balances").text
    second = client.get(
        re.search(r'href="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    ).text

    ids = [*re.findall(r"/finance/experts/([0-9a-f-]{36})", first + second)]
    assert len(ids) == len(set(ids)) == 62
    assert "€104.36" in first.split("<tfoot")[1]
    assert "€104.36" in second.split("<tfoot")[1]


TOO_MANY = "9" * 80
"""Digits of a number that no database holds."""


@pytest.mark.parametrize(
    "path",
    [
        "/finance/balances?after=1_x",
        f"/finance/balances?after={TOO_MANY}_{CONVERSATION}",
        "/finance/ageing?after=7",
        f"/finance/accounts/1?after={TOO_MANY}",
        f"/finance/entries?flow=earned&after={'9' * 60}_1_1",
        f"/finance/entries/since?since=2026-01-01&after={TOO_MANY}",
    ],
)
def test_a_page_of_a_list_that_does_not_exist_is_absent(busy, path):
    assert busy.client().get(path).status_code in (404, 422)


# From a figure to its entries, its event and its conversation.


def test_a_figure_of_a_week_opens_its_lines_which_open_entry_event_and_conversation(busy):
    client = busy.client()
    weeks = client.get("/finance/balances/weeks").text
    [url] = [u for u in re.findall(r'href="([^"]*flow=earned[^"]*)"', weeks) if "2026-03-02" in u]
    lines = client.get(url.replace("&amp;", "&")).text

    entry = client.get(re.search(r'href="(/finance/entries/\d+[^"]*)"', lines)[1]).text
    conversation = client.get(f"/finance/conversations/{CONVERSATION}").text

    assert "Conversation.Closed.1" in entry
    assert "Commission" in entry
    assert "A conversation earned its pay" in conversation
    assert "Lines of entry" in conversation


def test_an_account_lists_its_lines_with_the_balance_after_each(busy):
    client = busy.client()
    page = client.get(f"/finance/experts/{busy.alice}").text
    account = re.search(r"/finance/accounts/(\d+)", page)[1]

    rows = rows_of(client, f"/finance/accounts/{account}.csv")

    assert [(row["credit_minor"], row["balance_minor"]) for row in rows] == [
        ("160", "320"),
        ("160", "160"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/finance/entries/9999",
        "/finance/accounts/9999",
        f"/finance/experts/{UUID(int=9)}",
        f"/finance/brands/{UUID(int=9)}",
        f"/finance/conversations/{UUID(int=9)}",
        "/finance/entries",
    ],
)
def test_what_does_not_exist_is_absent(busy, path):
    assert busy.client().get(path).status_code == 404


# Brands.


def test_a_brands_prepaid_money_has_a_run_way_and_an_age(busy):
    with busy.recorded(on(3, 19)):
        busy.ledger.reserves(CONVERSATION, at=on(3, 19))
        busy.ledger.spends(CONVERSATION, at=on(3, 19))
    client = busy.client()

    [now] = rows_of(client, "/finance/prepaid.csv")
    busy.known_at(on(3, 2) + timedelta(days=61))
    [later] = rows_of(client, "/finance/prepaid.csv")

    assert (now["brand_id"], now["prepaid_minor"], now["spent_minor"]) == (
        str(BRAND),
        "9800",
        "200",
    )
    assert now["days_left"] == str(9800 * 28 // 200)
    assert (now["days_61_to_90_minor"], later["days_61_to_90_minor"]) == ("0", "9800")
    assert "alarm" in client.get("/finance/prepaid").text


def test_what_a_brand_owes_is_listed_by_age(busy):
    busy.known_at(on(4, 12))

    [row] = rows_of(busy.client(), "/finance/receivables.csv")

    assert (row["days_0_to_30_minor"], row["days_31_to_60_minor"], row["owed_minor"]) == (
        "645",
        "400",
        "1045",
    )
