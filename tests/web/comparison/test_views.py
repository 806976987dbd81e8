import csv
import io
import re

import pytest

from domain.clock import system_clock
from domain.terms import MODELS
from projections.comparison.compare import compare
from projections.comparison.report import Line, lines_of
from projections.comparison.sources import ComparisonQuery
from projections.conversations.queries import Filter, count
from tests.support.people import MORNING
from tests.web.comparison.comparison_fixture import DAY, JUNE, cells_in, links_in
from tests.web.shop import NEST
from web.comparison.labels import interval_text, n_text, value_text
from web.i18n.formats import ABSENT

PAGE = "/brands/nest/comparison"
QUERY = f"{JUNE}&price=2,50&wage=15.5"


@pytest.fixture
def ines(signed_in):
    return signed_in("ines@nest.example")


def in_language(app, language):
    return app.test_request_context(headers={"Accept-Language": language})


def counted(read_models, query):
    chosen = Filter(
        NEST.brand_id,
        MORNING.fromisoformat(query["from"]).date(),
        MORNING.fromisoformat(query["to"]).date(),
        query.get("outcome"),
        query.get("model"),
        query.get("reason"),
        int(query["hour"]) if "hour" in query else None,
    )
    with read_models.read(read_models.facts) as db:
        return count(chosen, db)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_shows_every_figure_of_the_comparison(app, ines, read_models, language):
    html = ines.get(f"{PAGE}?{JUNE}", headers={"Accept-Language": language}).text
    question = ComparisonQuery("nest", MORNING.date(), (MORNING + 30 * DAY).date())
    with in_language(app, language):
        lines = lines_of(compare(question, read_models, system_clock()))
        expected = {(line.figure, line.model): value_text(line) for line in lines}

    assert {key: cell.text for key, cell in cells_in(html).items()} == expected


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_csv_holds_the_rows_and_numbers_of_the_screen(app, ines, language):
    headers = {"Accept-Language": language}
    cells = cells_in(ines.get(f"{PAGE}?{QUERY}", headers=headers).text)
    rows = list(csv.DictReader(io.StringIO(ines.get(f"{PAGE}.csv?{QUERY}").text)))

    assert len(rows) == len(cells)
    with in_language(app, language):
        for line in map(line_of, rows):
            cell = cells[line.figure, line.model]
            assert cell.text == value_text(line), line
            parts = [part for part in (interval_text(line), n_text(line)) if part]
            assert cell.small == " · ".join(parts), line


def line_of(row):
    numbers = {
        name: (float(row[name]) if "." in row[name] else int(row[name])) if row[name] else None
        for name in ("value", "n", "low", "high")
    }
    return Line(row["figure"], row["model"], unit=row["unit"], **numbers)


def test_the_csv_is_a_file_named_after_brand_and_period(ines):
    response = ines.get(f"{PAGE}.csv?{JUNE}")

    assert response.mimetype == "text/csv"
    assert "filename=nest-2026-06-01-2026-07-01.csv" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "figure",
    [
        ("requests", ""),
        ("answered", ""),
        ("answered", "voluntary"),
        ("answered", "paid"),
        ("lost:closed_hours", ""),
        ("lost:nobody_present", ""),
        ("lost:all_full", ""),
        ("sales", "paid"),
        ("sales", "voluntary"),
    ],
)
def test_a_count_links_to_as_many_conversations(ines, read_models, figure):
    cell = cells_in(ines.get(f"{PAGE}?{JUNE}").text)[figure]

    assert counted(read_models, cell.query) == int(cell.text) > 0


def test_figures_of_conversations_link_to_them(ines, read_models):
    cells, followed = cells_in(ines.get(f"{PAGE}?{QUERY}").text), 0

    for (figure, model), cell in cells.items():
        counted_text = re.search(r"n = (\d+)$", cell.small)
        if (
            counted_text
            and cell.url
            and figure not in ("demand_coverage", "response_rate", "sales_amount")
        ):
            assert counted(read_models, cell.query) == int(counted_text[1]), (figure, model)
            followed += 1
    assert followed > 1


def test_an_hour_opens_to_its_conversations(ines, read_models):
    links = links_in(ines.get(f"{PAGE}?{JUNE}").text, "hour=")
    queries = [
        dict(part.split("=") for part in link.partition("?")[2].split("&")) for link in links
    ]

    assert sum(counted(read_models, query) for query in queries if "outcome" not in query) == 41
    assert sum(counted(read_models, query) for query in queries if "outcome" in query) == 10


def test_every_link_of_the_page_leads_somewhere(ines):
    links = set(links_in(ines.get(f"{PAGE}?{QUERY}").text, "/brands/"))

    assert len(links) > 40
    assert {link: ines.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_it_states_what_the_figures_rest_on_before_any_of_them(ines):
    html = ines.get(f"{PAGE}?{JUNE}").text
    stated = html[html.index('class="basis"') : html.index('class="figures"')]

    assert "1 June 2026" in stated
    assert "30 June 2026" in stated
    assert "Paris (Europe/Paris)" in stated
    assert "41 requests" in stated
    assert "log position" in stated
    assert html.index('class="basis"') < html.index('class="figures"')


def test_a_waiting_request_is_neither_answered_nor_lost(ines):
    html = ines.get(f"{PAGE}?{JUNE}").text

    assert "1 still waiting" in html
    assert links_in(html, "outcome=waiting")


def test_an_unknown_figure_is_a_dash_and_never_zero(ines):
    cells = cells_in(ines.get(f"{PAGE}?from=2020-01-01&to=2020-02-01").text)

    for figure in ("demand_coverage", "wait_median", "wait_p90", "cost_per_answered", "satisfied"):
        assert cells[figure, "voluntary"].text == ABSENT, figure
    assert cells["staffed_share", ""].text == ABSENT
    assert cells["answered", "paid"].text == "0"


def test_an_empty_period_says_so(ines):
    html = ines.get(f"{PAGE}?from=2020-01-01&to=2020-02-01").text

    assert "There were no requests in this period" in html
    assert "Nothing to show for this period." in html


def test_a_period_that_goes_on_says_so(ines):
    assert "This period is not over" in ines.get(f"{PAGE}?from=2026-06-01&to=2050-01-01").text
    assert "This period is not over" not in ines.get(f"{PAGE}?{JUNE}").text


def test_estimates_appear_only_on_request_and_are_labelled(ines):
    plain, estimated = ines.get(f"{PAGE}?{JUNE}").text, ines.get(f"{PAGE}?{QUERY}").text

    assert not [key for key in cells_in(plain) if key[0].startswith(("what_if", "employees"))]
    cells = cells_in(estimated)
    assert cells["what_if:total", "paid"].text == "€67.50"  # 27 at 2.50, none of employees
    assert cells["what_if:commission", "paid"].text == "€13.50"
    assert "Estimate, not a measurement" in estimated
    assert "would have answered the same requests" in estimated
    assert cells["employees:cost", ""].text != ABSENT
    assert "at €15.50 per hour and 151.67 hours per month" in estimated


def test_links_to_other_periods_keep_the_other_parameters(ines):
    html = ines.get(f"{PAGE}?{QUERY}").text

    period_links = [link for link in links_in(html, "/comparison?from") if "price=2,50" in link]
    assert len(period_links) >= 3
    assert 'name="wage" value="15.5"' in html


def test_a_long_period_is_shown_by_month_or_year(ines):
    by_month = ines.get(f"{PAGE}?from=2026-01-01&to=2026-12-01").text
    by_year = ines.get(f"{PAGE}?from=2016-01-01&to=2026-12-01").text

    assert "Answered and lost requests by month" in by_month
    assert "Answered and lost requests by year" in by_year


def test_a_real_brand_is_not_called_invented(ines):
    assert "brands are fictional" not in ines.get(f"{PAGE}?{JUNE}").text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv", f"{PAGE}/costs"])
def test_another_brands_comparison_is_absent(signed_in, client, path):
    assert signed_in("tom@road.example").get(path).status_code == 404
    assert signed_in("ed@expert.example").get(path).status_code == 404
    assert client.get(path).status_code == 302


def test_each_brand_sees_its_own_demand(signed_in):
    html = signed_in("tom@road.example").get(f"/brands/road/comparison?{JUNE}").text

    assert cells_in(html)["requests", ""].text == "0"


def test_a_cost_line_opens_to_what_was_recorded(ines):
    cell = cells_in(ines.get(f"{PAGE}?{JUNE}").text)["cost:gift", "voluntary"]
    opened = ines.get(cell.url).text

    assert cell.query["kind"] == "gift"
    assert cell.text == "€25.00"
    assert "<strong>€25.00</strong>" in opened
    assert "Licence</td>" not in opened


def test_recorded_costs_name_their_category(ines):
    opened = ines.get(f"{PAGE}/costs?{JUNE}").text

    assert "<td>Gifts</td>" in opened
    assert "<td>Licence</td>" in opened


def test_a_reversed_cost_is_listed_and_not_counted(ines):
    opened = ines.get(f"{PAGE}/costs?{JUNE}&kind=gift").text

    assert "€7.00" in opened
    assert "reversed, not counted" in opened


def test_the_total_links_to_all_costs_including_points(ines):
    cell = cells_in(ines.get(f"{PAGE}?{JUNE}").text)["cost_total", "voluntary"]
    opened = ines.get(cell.url).text

    assert "kind" not in cell.query
    assert f"<strong>{cell.text}</strong>" in opened
    assert "Points (expected cost)" in opened


def test_other_days_have_other_costs(ines):
    opened = ines.get(f"{PAGE}/costs?from=2026-07-01&to=2026-08-01").text

    assert "No costs in this category were recorded in this period." in opened


def test_a_brand_cannot_choose_the_commission_of_an_estimate(ines):
    cells = cells_in(ines.get(f"{PAGE}?{QUERY}").text)
    chosen = cells_in(ines.get(f"{PAGE}?{QUERY}&commission=0").text)

    assert chosen["what_if:commission", "paid"] == cells["what_if:commission", "paid"]
    assert chosen["what_if:commission", "paid"].text == "€13.50"


EMPTY_MONTH = "from=2026-01-01&to=2026-02-01"


def test_nothing_recorded_is_a_dash_on_the_page_and_empty_in_the_csv(ines):
    page = ines.get(f"{PAGE}?{EMPTY_MONTH}").text
    rows = csv.DictReader(io.StringIO(ines.get(f"{PAGE}.csv?{EMPTY_MONTH}").text))

    assert "€0.00" not in page
    assert cells_in(page)["cost_total", "voluntary"].text == ABSENT
    amounts = [row["value"] for row in rows if row["unit"] == "EUR minor"]
    assert amounts == [""] * 4 * len(MODELS)


def test_a_page_of_whole_read_models_says_nothing_about_missing_events(ines):
    page = ines.get(f"{PAGE}?{JUNE}").text

    assert "These figures are behind" not in page
    assert "could not be processed" not in page


@pytest.fixture
def late_request(june):
    """A request that the read models have not read yet; at the end they have."""
    counter = june[1]
    counter.asks(MORNING + 29 * DAY)
    yield
    counter.update_read_models()


@pytest.mark.usefixtures("late_request")
def test_figures_that_are_behind_the_log_say_so(ines):
    page, table = ines.get(f"{PAGE}?{JUNE}").text, ines.get(f"{PAGE}.csv?{JUNE}").text

    assert "These figures are behind: 1 new event is not counted yet." in page
    assert "unread_events,,1,events,,," in table.splitlines()
