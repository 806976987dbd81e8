from uuid import UUID

import pytest

from projections.brands.brands import BrandSummary
from web.comparison.demonstration import demonstration_figures
from web.demo.loading import SEED
from web.demo.planned import brand_id_of

SLUGS = ("maison-partagee", "atelier-du-fourgon")


def brand(slug, brand_id=None):
    return BrandSummary(brand_id or brand_id_of(SEED, slug), slug, slug, "Europe/Paris", "EUR")


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_invented_brand_lists_the_sources_of_its_figures(app, slug, language):
    with app.test_request_context(headers={"Accept-Language": language}):
        figures = demonstration_figures(brand(slug))

    assert len(figures) > 15
    assert {figure.source is None for figure in figures} == {True, False}
    assert all(figure.label for figure in figures)


def test_values_have_their_unit(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        values = {
            figure.label: figure.value
            for figure in demonstration_figures(brand("atelier-du-fourgon"))
        }

    assert values["Price of a conversation with an expert"] == "€2.00"
    assert values["Commission on that price"] == "20%"
    assert values["Drinks for one evening"] == "€300.00"
    assert values["Points that will never be redeemed"] == "30%"


@pytest.mark.parametrize("slug", [*SLUGS, "nest"])
def test_a_real_brand_has_no_demonstration_figures(slug):
    assert demonstration_figures(brand(slug, UUID(int=7))) == ()
