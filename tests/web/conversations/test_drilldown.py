"""Behind every figure of the comparison lie exactly the conversations that it counts."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from domain.terms import MODELS, Employed, Paid
from projections.brands.brands import brand_called
from projections.comparison.compare import compare
from projections.comparison.costing import CONVERSATIONS, WAGES
from projections.comparison.period import Period
from projections.comparison.sources import ComparisonQuery
from projections.comparison.totals import totals_of
from projections.conversations.queries import Filter, count
from tests.support.random_commands import RandomCommands, opened
from tests.web.shop import session_of
from web.http.brand_directory import BrandDirectory

PERIODS = [
    (date(2025, 1, 1), date(2026, 12, 1)),
    (date(2026, 6, 2), date(2026, 6, 3)),
    (date(2026, 3, 17), date(2026, 6, 2)),
]


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    with opened(f"sqlite:///{tmp_path_factory.mktemp('commands') / 'log.db'}") as market:
        commands = RandomCommands(market, seed=7)
        commands.run(1200)
        commands.import_history(60)
        market.projector.catch_up()
        yield commands


@pytest.fixture
def visit(shop, commands):
    """How the platform sees a brand's pages; what it gets is the answer's text."""
    extensions = {
        name: shop.app.extensions[name] for name in ("comptoir.marketplace", "comptoir.brands")
    }
    shop.app.extensions["comptoir.marketplace"] = commands.market
    shop.app.extensions["comptoir.brands"] = BrandDirectory(commands.market.read_models)
    client = shop.app.test_client()
    with client.session_transaction() as session:
        session.update(session_of(shop.store, "plat@comptoir.example"))

    def get(path, **query):
        response = client.get(path, query_string=query)
        assert response.status_code == 200
        return response.text

    yield get
    shop.app.extensions.update(extensions)


@pytest.fixture(params=["road", "nest"])
def slug(request):
    return request.param


@pytest.fixture(params=PERIODS, ids=lambda days: f"{days[0]}-{days[1]}")
def period(request):
    return request.param


@pytest.fixture
def figures(commands, slug, period):
    return compare(
        ComparisonQuery(slug, *period),
        commands.market.read_models,
        commands.now + timedelta(days=1),
    )


@pytest.fixture
def drill_down(visit, slug, period):
    """How many conversations the page says there are, and the rows of its CSV."""

    def drill_down(**chosen):
        query = {"from": period[0], "to": period[1], **chosen}
        page = visit(f"/brands/{slug}/conversations", **query)
        rows = visit(f"/brands/{slug}/conversations.csv", **query)
        total = re.search(r"<strong>n = ([\d,]+)</strong>", page)[1]
        return int(total.replace(",", "")), list(csv.DictReader(io.StringIO(rows)))

    return drill_down


def n_of(drill_down, **chosen):
    n, rows = drill_down(**chosen)
    assert n == len(rows)
    return n


def total(rows, column):
    return sum(int(row[column] or 0) for row in rows)


def test_the_random_market_covers_every_case(commands):
    whole = compare(ComparisonQuery("road", *PERIODS[0]), commands.market.read_models, commands.now)

    assert len(whole.lost) > 4
    for counted in whole.models.values():
        assert min(counted.answered, counted.satisfaction.n, counted.sales.n) > 0


def test_requests_and_what_became_of_them(figures, drill_down):
    answered, lost = n_of(drill_down, outcome="answered"), n_of(drill_down, outcome="lost")

    assert n_of(drill_down) == figures.requests
    assert answered == figures.answered
    assert lost == sum(figures.lost.values())
    assert n_of(drill_down, outcome="waiting") == figures.requests - answered - lost


def test_every_reason_why_they_were_lost(figures, drill_down):
    count_by_reason = {
        reason: n_of(drill_down, outcome="lost", reason=reason) for reason in figures.lost
    }

    assert count_by_reason == figures.lost


@pytest.mark.parametrize("model", MODELS)
def test_a_model_s_answers_ratings_and_sales(figures, drill_down, model):
    counted = figures.models[model]
    _, sold = drill_down(outcome="sold", model=model)

    assert n_of(drill_down, outcome="answered", model=model) == counted.answered
    assert n_of(drill_down, outcome="rated", model=model) == counted.satisfaction.n
    assert total(sold, "sales") == counted.sales.n
    assert total(sold, "sales_minor") == (counted.sales.amount_minor or 0)


def test_the_prices_of_the_rows_add_up_to_the_cost(figures, drill_down):
    _, rows = drill_down(outcome="answered", model="paid")

    assert total(rows, "price_minor") == figures.models[Paid.model].cost.amount_of(CONVERSATIONS)


def test_the_wages_of_the_rows_add_up_to_the_cost(figures, drill_down):
    _, rows = drill_down(outcome="answered", model="employed")

    wages = sum(
        Decimal(row["handled_s"]) * int(row["hourly_wage_minor"]) / 3600
        for row in rows
        if row["hourly_wage_minor"]
    )
    expected = int(Decimal(wages).quantize(Decimal(1), ROUND_HALF_UP))
    assert expected == figures.models[Employed.model].cost.amount_of(WAGES)


def test_every_hour_of_the_week_by_model(commands, figures, slug, period):
    read_models = commands.market.read_models
    with read_models.read(read_models.brands) as db:
        brand = brand_called(slug, db)
    with read_models.read(read_models.facts) as db:
        totals = totals_of(brand.brand_id, Period(*period, brand.zone), db)

        def by_hour(**chosen):
            counts = {
                hour: count(Filter(brand.brand_id, *period, hour_of_week=hour, **chosen), db)
                for hour in range(168)
            }
            return {hour: n for hour, n in counts.items() if n}

        assert by_hour() == figures.requests_by_hour
        assert by_hour(outcome="lost") == figures.lost_by_hour
        for model in MODELS:
            answered = totals.by_bucket("answered", model)
            assert by_hour(outcome="answered", model=model) == answered


def test_the_page_of_an_hour(figures, drill_down):
    for hour, n in list(figures.lost_by_hour.items())[:5]:
        assert n_of(drill_down, outcome="lost", hour=hour) == n
