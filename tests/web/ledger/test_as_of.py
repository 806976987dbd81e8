"""As known on a day: the same bytes whatever is recorded later, and a link to what explains it."""

import pytest

from tests.web.bookings.shift_fixture import ALICE
from tests.web.ledger.finance_desk import CONVERSATION, FINANCE, on

MARCH = "as_of=2026-03-31"
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
)


@pytest.fixture
def contested(desk):
    """A conversation of 20 March that the brand has contested on the 25th."""
    desk.pays_in(on(3, 2))
    desk.converses(on(3, 20))
    desk.contests(on(3, 25))
    desk.known_at(on(3, 31, 13))
    return desk


def data_of(client, path, days):
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{days}")
    assert answer.status_code == 200, path
    return answer.data


def test_as_of_31_march_nothing_changes_when_a_contest_is_accepted_on_10_april(contested):
    client = contested.client()
    before = {path: data_of(client, path, MARCH) for path in FILES}
    contested.accepts_contest(on(4, 10))
    contested.known_at(on(4, 15))

    after = {path: data_of(client, path, MARCH) for path in FILES}

    assert after == before
    assert str(contested.alice).encode() in before[FILES[0]]


def test_the_page_of_31_march_leads_to_the_event_that_made_the_difference(contested):
    client = contested.client()
    contested.accepts_contest(on(4, 10))
    contested.known_at(on(4, 15))

    then = client.get(f"/finance/balances?{MARCH}").text
    now = client.get("/finance/balances").text

    assert "€1.60" in then
    assert "€1.60" not in now
    assert "1 entry was recorded since" in then
    since = client.get("/finance/entries/since?since=2026-03-31").text
    assert "A contest was accepted" in since
    [number] = [n for n in range(1, 9) if f"/finance/entries/{n}?" in since]
    entry = client.get(f"/finance/entries/{number}").text
    assert "Earning.ContestAccepted.1" in entry
    assert "Frances Holt" in entry
    assert f"/finance/conversations/{CONVERSATION}" in entry


def test_the_experts_page_of_31_march_lists_what_came_later(contested):
    contested.accepts_contest(on(4, 10))

    page = contested.client().get(f"/finance/experts/{contested.alice}?{MARCH}").text

    assert "Recorded since" in page
    assert "A contest was accepted" in page


def test_what_was_recorded_late_is_missing_as_known_then_and_counts_by_its_day(desk):
    desk.closes(on(3, 20))
    with desk.recorded(on(4, 5)):
        desk.ledger.closes(CONVERSATION, at=on(3, 30), respondent_id=desk.alice)
    client = desk.client()

    known = data_of(client, FILES[0], MARCH)
    happened = data_of(client, FILES[0], "effective_to=2026-03-31")
    earlier = data_of(client, FILES[0], "effective_to=2026-03-29")

    assert b",160,0,0,0" in known
    assert b",320,0,0,0" in happened
    assert b",160,0,0,0" in earlier


def test_a_day_that_does_not_exist_is_said(desk):
    assert desk.client().get("/finance?as_of=2026-02-30").status_code == 422


def test_before_the_first_entry_pages_are_empty_and_say_so(contested):
    client = contested.client()

    assert "Nothing is on these accounts." in client.get("/finance/balances?as_of=2026-02-01").text
    assert client.get("/finance?as_of=2026-02-01").status_code == 200


def test_the_month_of_31_march_is_as_it_was_before_later_entries_and_its_close(contested):
    client, month = contested.client(), "/finance/months/2026-03"
    before = [client.get(f"{page}?{MARCH}").text for page in ("/finance/months", month)]
    contested.accepts_contest(on(4, 10))
    with contested.recorded(on(4, 12)):
        by = contested.id_of(FINANCE)
        contested.market.general_ledger.close_period("2026-03", by, on(4, 12))
    contested.known_at(on(4, 15))

    after = [client.get(f"{page}?{MARCH}").text for page in ("/finance/months", month)]

    assert [table_of(text) for text in after] == [table_of(text) for text in before]
    assert "As known on 31 March 2026." in after[1]
    assert "Before the month is closed" not in after[1]
    assert "Closed by" not in after[1]
    assert "Closed by Frances Holt" in client.get(month).text
    assert client.get(f"{month}?as_of=soon").status_code == 422


NOW_ONLY = "This page shows what is known now."


@pytest.mark.parametrize(
    "page", ["statements", "pay-runs", "invoices", "reconciliation", "contests", "payees"]
)
def test_a_page_that_shows_no_earlier_day_says_so(desk, page):
    assert NOW_ONLY in desk.client().get(f"/finance/{page}").text


@pytest.mark.parametrize("page", ["/finance", "/finance/months", "/finance/contests/none", "/"])
def test_other_pages_say_nothing_of_it(desk, page):
    assert NOW_ONLY not in desk.client().get(page).text


def test_a_refused_page_says_nothing_of_it(desk):
    assert NOW_ONLY not in desk.client(ALICE).get("/finance/statements").text
    assert NOW_ONLY not in desk.client().get("/finance/invoices?month=soon").text


def table_of(text):
    """Without the tokens of the page's forms."""
    return text[text.index("<table") : text.index("</table")]
