from uuid import UUID

import pytest

from projections.brands.brands import BrandSummary
from web.comparison.demonstration import ground_of
from web.demo.ids import brand_id_of
from web.demo.loading import SEED

SLUGS = ("maison-partagee", "atelier-du-fourgon")


def brand(slug, brand_id=None):
    return BrandSummary(brand_id or brand_id_of(SEED, slug), slug, slug, "Europe/Paris", "EUR")


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_invented_brand_says_what_its_figures_rest_on(app, slug, language):
    with app.test_request_context(headers={"Accept-Language": language}):
        ground = ground_of(brand(slug))

    assert len(ground) > 15
    assert {each.source is None for each in ground} == {True, False}
    assert all(each.says for each in ground)


def test_values_have_their_unit(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        values = {each.says: each.value for each in ground_of(brand("atelier-du-fourgon"))}

    assert values["Price of an expert's conversation"] == "€2.00"
    assert values["Commission on that price"] == "20%"
    assert values["Drinks of an evening"] == "€300.00"
    assert values["Points that will never be redeemed"] == "30%"


@pytest.mark.parametrize("slug", [*SLUGS, "nest"])
def test_a_real_brand_rests_on_itself(slug):
    assert ground_of(brand(slug, UUID(int=7))) == ()
