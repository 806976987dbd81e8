"""The list of a brand's conversations, and its CSV."""

import csv
import io
import re
from datetime import timedelta

import pytest

from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS
from tests.support.people import AMBASSADOR, EXPERT, MORNING
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import ROAD
from web.conversations.presenters import COLUMNS
from web.i18n.formats import ABSENT

LIST, FILE = "/brands/nest/conversations", "/brands/nest/conversations.csv"
DAY = timedelta(days=1)


@pytest.fixture
def counter(app, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield counter


@pytest.fixture
def ines(counter, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in("ines@nest.example")


@pytest.fixture
def show(counter, ines):
    def show(path=LIST, **query):
        counter.update_read_models()
        return ines.get(path, query_string=query)

    return show


def n_on(response):
    return int(re.search(r"<strong>n = ([\d,]+)</strong>", response.text)[1].replace(",", ""))


def conversation_ids_on(response):
    return re.findall(r'href="/brands/nest/conversations/([0-9a-f-]{36})"', response.text)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.text)))


def cells_on(response):
    """The text of the first row's cells."""
    row = response.text.split("<tbody")[1].split("</tr>")[0]
    cells = re.findall(r"<t[hd] role.*?</t[hd]>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_a_brand_without_conversations_says_so(show):
    response = show()

    assert response.status_code == 200
    assert n_on(response) == 0
    assert "No conversations match" in response.text


def test_a_row_says_what_a_brand_wants_to_know(counter, show):
    counter.is_answered(EXPERT, ratings=(5, 4, 3), sales=(4990, 10))

    assert cells_on(show()) == [
        "1 Jun 2026, 11:00:00",
        "French",
        "Expert e0000000",
        "45\xa0s".replace("\xa0", " "),
        "10 min 40 s",
        "answered",
        "€2.00",
        "5 · 4 · 3",
        "€50.00 (2)",
    ]


@pytest.mark.parametrize(
    ("act", "respondent", "outcome"),
    [
        (lambda c: c.is_lost(LostReason.ALL_FULL), ABSENT, "lost: all respondents busy"),
        (lambda c: c.asks(), ABSENT, "waiting for an answer"),
        (lambda c: c.is_claimed(AMBASSADOR), "Ambassador d0000000", "waiting for an answer"),
    ],
)
def test_what_was_not_answered_costs_nothing(counter, show, act, respondent, outcome):
    act(counter)
    cells = cells_on(show())

    assert (cells[2], cells[5]) == (respondent, outcome)
    assert cells[3:5] + cells[6:] == [ABSENT] * 5


def test_points_are_listed_where_there_is_no_price(counter, show):
    counter.is_answered(AMBASSADOR)

    assert cells_on(show())[6] == "10 pts"


def test_times_are_in_the_brands_zone_and_the_zone_is_stated(counter, show):
    counter.asks(MORNING + timedelta(hours=13, minutes=30))
    page, rows = show(), rows_of(show(FILE))

    assert "time zone: Paris (Europe/Paris)" in page.text
    assert cells_on(page)[0] == "2 Jun 2026, 00:30:00"
    assert [row["requested_at_utc"] for row in rows] == ["2026-06-01T22:30:00.000+00:00"]
    assert [row["requested_at_local"] for row in rows] == ["2026-06-02T00:30:00.000+02:00"]
    assert [row["zone"] for row in rows] == ["Europe/Paris"]


def test_by_default_the_year_up_to_the_last_day_with_requests(counter, show):
    last = counter.asks(MORNING + timedelta(hours=22))  # the 2nd in Paris
    first = counter.asks(MORNING - 363 * DAY)
    counter.asks(MORNING - 364 * DAY)
    response = show()

    assert conversation_ids_on(response) == [str(last), str(first)]
    assert "requests from 3 June 2025 to 2 June 2026" in response.text


def test_a_period_is_its_first_day_up_to_but_without_its_end(counter, show):
    ids = [counter.asks(MORNING + day * DAY) for day in range(4)]

    response = show(**{"from": "2026-06-02", "to": "2026-06-04"})
    assert conversation_ids_on(response) == [str(ids[2]), str(ids[1])]
    assert "requests from 2 June 2026 to 3 June 2026" in response.text


@pytest.mark.parametrize("query", [{"from": "2026-06-03"}, {"to": "2026-06-03"}])
def test_a_period_needs_only_one_end(counter, show, query):
    ids = [counter.asks(MORNING + day * DAY) for day in range(4)]

    expected = ids[:1:-1] if "from" in query else ids[1::-1]
    assert conversation_ids_on(show(**query)) == [
        str(conversation_id) for conversation_id in expected
    ]


def test_filters_go_together(counter, show):
    counter.is_lost(LostReason.ALL_FULL)
    wanted = counter.is_lost(LostReason.NOBODY_PRESENT, MORNING + timedelta(hours=1))
    counter.is_lost(LostReason.NOBODY_PRESENT, MORNING + timedelta(hours=2))
    counter.is_answered(EXPERT)

    response = show(outcome="lost", reason="nobody_present", hour="12", model="")
    assert conversation_ids_on(response) == [str(wanted)]
    assert '<option value="nobody_present" selected>' in response.text
    assert '<option value="12" selected>' in response.text


def test_another_brands_conversations_are_absent(counter, show):
    counter.is_answered(EXPERT, brand=ROAD)

    assert n_on(show()) == 0
    assert rows_of(show(FILE)) == []
    assert show("/brands/road/conversations").status_code == 404
    assert show("/brands/road/conversations.csv").status_code == 404


def test_fifty_a_page_and_the_filters_stay(counter, show):
    ids = [str(counter.is_lost(at=MORNING + timedelta(minutes=n))) for n in range(101)][::-1]
    query = {"outcome": "lost", "from": "2026-06-01", "to": "2026-06-02"}

    pages, page = [], 1
    while True:
        response = show(**query, page=page)
        pages.append(conversation_ids_on(response))
        onward = re.search(r'rel="next" href="[^"?]+\?([^"]+)"', response.text)
        if onward is None:
            break
        page += 1
        params = dict(part.split("=") for part in onward[1].split("&amp;"))
        assert params == {**query, "page": str(page)}
    assert [len(page_ids) for page_ids in pages] == [50, 50, 1]
    assert [id for page_ids in pages for id in page_ids] == ids
    assert 'rel="prev"' in response.text


@pytest.mark.parametrize("page", [99, 10**30])
def test_a_number_beyond_the_last_page_shows_the_last(counter, show, page):
    conversation_id = counter.asks()

    assert conversation_ids_on(show(page=page)) == [str(conversation_id)]


BAD = [
    ("from", "yesterday", "year-month-day, for example 2017-06-30"),
    ("to", "2026-02-30", "year-month-day, for example 2017-06-30"),
    (
        "to",
        "9999-12-31",
        "Enter a date between 1970 and 2100 as year-month-day, for example 2017-06-30",
    ),
    ("outcome", "won", "answered, lost, waiting, rated, sold"),
    ("model", "robot", ", ".join(MODELS)),
    ("reason", "'; DROP", "closed_hours"),
    ("hour", "168", "The hour of the week must be between 0"),
    ("hour", "noon", "The hour of the week must be between 0"),
    ("page", "0", "The page number must be 1 or more."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
@pytest.mark.parametrize("path", [LIST, FILE])
def test_invalid_parameters_are_refused_in_a_sentence(show, path, field, value, sentence):
    response = show(path, **{field: value})

    assert response.status_code == 422
    assert f"<strong>{field}</strong>" in response.text
    assert sentence in response.text


def test_a_refusal_is_translated_into_french(counter, ines):  # noqa: ARG001
    response = ines.get(f"{LIST}?hour=200", headers={"Accept-Language": "fr"})

    assert "L’heure de la semaine doit être comprise entre 0" in response.text


def test_a_period_without_days_is_refused(show):
    response = show(**{"from": "2026-06-02", "to": "2026-06-02"})

    assert response.status_code == 422
    assert "The period must have at least one day" in response.text


def test_the_csv_has_the_rows_of_the_screen(counter, show):
    ids = [
        counter.is_answered(EXPERT, MORNING, ratings=(5, 4, 3), sales=(4990,)),
        counter.is_answered(AMBASSADOR, MORNING + timedelta(hours=1)),
        counter.is_lost(at=MORNING + timedelta(hours=2)),
    ]
    response = show(FILE, outcome="")
    paid, thanked, lost = rows_of(response)

    assert response.mimetype == "text/csv"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=nest-conversations-2025-06-02-2026-06-02.csv"
    )
    assert tuple(paid) == COLUMNS
    assert [row["conversation_id"] for row in (paid, thanked, lost)] == [str(id) for id in ids]
    assert values(paid, "price", "sales", "mark") == {
        "price_minor": "200",
        "price_currency": "EUR",
        "sales": "1",
        "sales_minor": "4990",
        "sales_currency": "EUR",
        "mark_speed": "5",
        "mark_service": "4",
        "mark_answer": "3",
    }
    assert (thanked["points"], thanked["price_minor"], thanked["outcome"]) == ("10", "", "answered")
    assert (lost["outcome"], lost["lost_reason"], lost["wait_s"]) == ("lost", "nobody_present", "")


def values(row, *prefixes):
    return {name: value for name, value in row.items() if name.startswith(prefixes)}


def test_no_cell_is_a_formula(counter, show):
    counter.asks(language="=HYPERLINK()")

    assert rows_of(show(FILE))[0]["language"] == "'=HYPERLINK()"
    assert "=HYPERLINK()" in show().text


def test_visitors_are_led_to_sign_in(client):
    assert client.get(LIST).status_code == client.get(FILE).status_code == 302
