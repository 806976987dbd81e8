"""The comparison of a period as programs read it: the figures of the page."""

import json
from dataclasses import fields
from datetime import date

import pytest

from projections.comparison.compare import comparison_of
from projections.comparison.figures import BreakEven
from projections.comparison.report import as_json
from projections.comparison.sources import ComparisonQuery, sources_for
from tests.web.api.programs import now, program_of
from tests.web.shop import NEST
from web.comparison.api import (
    BreakEvenSchema,
    ComparisonSchema,
    CostLineSchema,
    ModelFiguresSchema,
    WaitSchema,
)

JUNE = {"from": "2026-06-01", "to": "2026-07-01"}
ESTIMATES = {"what_if"}
"""What only the page shows: for others a program does its own sums."""


@pytest.fixture
def report(read_models):
    query = ComparisonQuery(NEST.slug, date(2026, 6, 1), date(2026, 7, 1))
    return as_json(comparison_of(query, sources_for(query, read_models, now())))


@pytest.fixture
def program(shop, app):  # noqa: ARG001 - app forgets the tokens of other tests
    return program_of(shop)


def test_the_figures_are_those_of_the_report(program, report):
    response = program.get("/comparison", **JUNE)

    figures = {name: value for name, value in report.items() if name not in ESTIMATES}
    assert response.status_code == 200
    assert response.json == {"incomplete": None, **json.loads(json.dumps(figures))}
    assert response.json["requests"] == 41


def test_the_schema_has_every_figure_of_the_report(report):
    paid = report["models"]["paid"]

    for values, schema in (
        (report, ComparisonSchema),
        (paid, ModelFiguresSchema),
        (paid["wait_s"], WaitSchema),
        (paid["cost"]["lines"][0], CostLineSchema),
    ):
        assert values.keys() - ESTIMATES == schema().fields.keys() - {"incomplete"}
    assert {field.name for field in fields(BreakEven)} == BreakEvenSchema().fields.keys()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"from", "to"}),
        ({"from": "2026-06-01"}, {"to"}),
        ({"from": "2026-06-01", "to": "2026-06-01"}, {"to"}),
        ({"from": "1990-01-01", "to": "2026-06-01"}, {"to"}),
        ({"from": "June", "to": "2026-06-01"}, {"from"}),
        ({**JUNE, "price": "2"}, {"price"}),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(program, query, names):
    response = program.get("/comparison", **query)

    assert response.status_code == 422
    assert response.json["errors"]["query"].keys() == names
