"""A comparison as JSON and as rows: programs, the screen and the CSV get the same figures."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from domain.terms import MODELS
from projections.comparison.compare import compare
from projections.comparison.report import Line, as_csv, as_json, lines_of
from projections.comparison.sources import ComparisonQuery, PriceCard
from projections.read_models import Lag
from tests.projections.comparison.brand_demand import (
    SPRING,
    InMemoryReadModels,
    demand,
    record_demand,
    spending,
)
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, empty_tables
from tests.support.people import BRAND, OTHER_BRAND

NOW = SPRING + timedelta(days=100)
QUERY = ComparisonQuery("camp", date(2026, 3, 1), date(2026, 6, 1), PriceCard(200, 20))


@pytest.fixture(scope="module")
def comparison():
    recorded = RecordedEvents().add(BRAND, registered("camp")).add(OTHER_BRAND, registered("road"))
    with empty_tables() as db:
        read_models = InMemoryReadModels(db)
        read_models.project(
            record_demand(demand(Random(4), 400), spending(Random(4), 12), recorded)
        )
        return compare(QUERY, read_models, NOW)


@pytest.fixture(scope="module")
def nothing():
    with empty_tables() as db:
        read_models = InMemoryReadModels(db)
        read_models.project(RecordedEvents().add(BRAND, registered("camp")))
        return compare(ComparisonQuery("camp", QUERY.first, QUERY.end), read_models, NOW)


# JSON.


def test_json_has_every_key_that_others_rely_on(comparison):
    document = as_json(comparison)

    assert set(document) >= {
        "brand",
        "period",
        "log_position",
        "requests",
        "answered",
        "lost",
        "demand_coverage",
        "models",
        "assumptions",
    }
    assert set(document["period"]) == {"from", "to", "zone"}
    assert set(document["models"]) == set(MODELS)
    for model in document["models"].values():
        assert set(model) >= {
            "answered",
            "demand_coverage",
            "staffed_share",
            "wait_s",
            "handled_hours",
            "full_time_equivalents",
            "cost",
            "satisfaction",
            "sales",
        }
        assert set(model["wait_s"]) >= {"median", "p90"}
        keys = {"currency", "total_minor", "per_answered_minor", "lines"}
        assert set(model["cost"]) == keys


def test_json_says_which_brand_and_which_days(comparison):
    document = as_json(comparison)

    assert document["brand"] == "camp"
    assert document["period"] == {"from": "2026-03-01", "to": "2026-06-01", "zone": "Europe/Paris"}


@pytest.mark.parametrize("which", ["comparison", "nothing"])
def test_json_reads_back_as_it_was_written(which, request):
    document = as_json(request.getfixturevalue(which))

    again = json.loads(json.dumps(document, allow_nan=False))

    assert json.dumps(again, sort_keys=True) == json.dumps(document, sort_keys=True)


def test_json_figures_are_those_of_the_comparison_to_the_digits_shown(comparison):
    document, paid = as_json(comparison), comparison.models["paid"]

    model = document["models"]["paid"]
    assert document["demand_coverage"] == round(comparison.demand_coverage.value, 4)
    assert model["wait_s"]["median"] == paid.wait.median
    assert model["handled_hours"] == round(paid.handled_hours, 1)
    assert model["full_time_equivalents"] == round(paid.full_time_equivalents, 2)
    assert model["cost"]["total_minor"] == sum(
        line["amount_minor"] for line in model["cost"]["lines"]
    )
    assert model["sales"] == {"n": paid.sales.n, "amount_minor": paid.sales.amount_minor}
    assert document["what_if"]["label"] == "estimate"
    assert document["what_if"]["difference_minor"] == comparison.what_if.difference_minor


def test_json_lists_every_assumption_with_its_values(comparison):
    document = {
        assumption["key"]: assumption["values"] for assumption in as_json(comparison)["assumptions"]
    }

    assert document["zone"] == {"zone": "Europe/Paris"}
    assert document["full_time"] == {"hours": 151.67}
    assert document["concurrency"] == {"1": 1.0, "2": 1.7, "3": 2.5, "4": 2.9, "5": 3.5}
    assert document["price_card"] == {"price_minor": 200, "commission_percent": 20}
    assert {"ratings", "sales_rule", "vat_included", "no_hours", "same_demand"} <= set(document)


# Rows.


@pytest.mark.parametrize("which", ["comparison", "nothing"])
def test_the_csv_holds_the_same_rows_as_the_screen(which, request):
    lines = lines_of(request.getfixturevalue(which))

    [header, *rows] = csv.reader(io.StringIO(as_csv(lines)))

    assert tuple(header) == Line._fields
    assert rows == [["" if cell is None else str(cell) for cell in line] for line in lines]


def test_every_row_is_one_figure_of_one_model(comparison):
    names = [(line.figure, line.model) for line in lines_of(comparison)]

    assert len(set(names)) == len(names)
    assert {model for _, model in names} == {"", *MODELS}


def test_rows_say_what_json_says(comparison):
    document = as_json(comparison)
    value = {(line.figure, line.model): line.value for line in lines_of(comparison)}

    assert value["requests", ""] == document["requests"]
    assert value["answered", ""] == document["answered"]
    for reason, n in document["lost"].items():
        assert value[f"lost:{reason}", ""] == n
    for model, figures in document["models"].items():
        assert value["answered", model] == figures["answered"]
        assert value["demand_coverage", model] == figures["demand_coverage"]
        assert value["wait_median", model] == figures["wait_s"]["median"]
        assert value["wait_p90", model] == figures["wait_s"]["p90"]
        assert value["within_promise", model] == figures["wait_s"]["within_promise"]
        assert value["handled_hours", model] == figures["handled_hours"]
        assert value["full_time_equivalents", model] == figures["full_time_equivalents"]
        assert value["cost_total", model] == figures["cost"]["total_minor"]
        assert value["cost_per_answered", model] == figures["cost"]["per_answered_minor"]
        assert value["response_rate", model] == figures["satisfaction"]["response_rate"]
        assert value["satisfied", model] == figures["satisfaction"]["satisfied_share"]
        assert value["sales", model] == figures["sales"]["n"]
        for line in figures["cost"]["lines"]:
            assert value[f"cost:{line['line']}", model] == line["amount_minor"]
    assert value["what_if:total", "paid"] == document["what_if"]["total_minor"]


def test_rows_say_how_many_cases_they_rest_on(comparison):
    n = {(line.figure, line.model): line.n for line in lines_of(comparison)}

    assert n["demand_coverage", ""] == comparison.requests
    for model, figures in comparison.models.items():
        assert figures.closed < figures.answered, "some are still talking"
        assert n["demand_coverage", model] == comparison.requests
        assert n["wait_median", model] == n["wait_p90", model] == figures.answered
        assert n["cost_per_answered", model] == figures.answered
        for figure in ("handled_hours", "work_hours", "full_time_equivalents", "response_rate"):
            assert n[figure, model] == figures.closed
        assert n["satisfaction_mean", model] == figures.satisfaction.n


def test_an_interval_encloses_its_figure(comparison):
    with_interval = [line for line in lines_of(comparison) if line.low is not None]

    assert len(with_interval) >= 8
    assert [line for line in with_interval if not line.low <= line.value <= line.high] == []


def test_an_unknown_figure_is_an_empty_cell(nothing):
    empty = {line.figure for line in lines_of(nothing) if line.value is None}

    assert {"demand_coverage", "staffed_share", "wait_median", "wait_p90"} <= empty
    assert {"satisfaction_mean", "satisfied", "response_rate", "cost_per_answered"} <= empty
    assert {"cost:conversations", "cost:points_expected", "cost_total", "sales_amount"} <= empty
    assert {"requests", "answered", "handled_hours", "sales"}.isdisjoint(empty)


def test_no_amount_of_a_period_without_anything_is_zero(nothing):
    models = as_json(nothing)["models"].values()

    assert [line.value for line in lines_of(nothing) if line.unit == "EUR minor"] == (
        [None] * 4 * len(MODELS)
    )
    assert [model["cost"]["total_minor"] for model in models] == [None] * len(MODELS)
    assert [line["amount_minor"] for model in models for line in model["cost"]["lines"]] == (
        [None] * len(MODELS)
    )
    assert [model["sales"] for model in models] == [{"n": 0, "amount_minor": None}] * len(MODELS)


# What the read models lack.


def test_figures_of_whole_read_models_say_nothing_about_it(comparison):
    assert "incomplete" not in as_json(comparison)
    assert {"unread_events", "parked_events"}.isdisjoint(
        line.figure for line in lines_of(comparison)
    )


@pytest.mark.parametrize("lag", [Lag(3, 0), Lag(0, 2), Lag(3, 2)])
def test_figures_of_read_models_that_lack_events_say_how_many(comparison, lag):
    behind = replace(comparison, lag=lag)

    assert as_json(behind)["incomplete"] == {
        "unread_events": lag.unread,
        "parked_events": lag.parked,
    }
    assert lines_of(behind)[:2] == [
        Line("unread_events", "", lag.unread, "events"),
        Line("parked_events", "", lag.parked, "events"),
    ]
