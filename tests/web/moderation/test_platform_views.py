"""Suspensions for all brands, which only the platform decides."""

from uuid import UUID

import pytest

from domain.moderation.suspension import Suspension
from tests.web.assessments.authoring_fixture import text_on
from tests.web.moderation.suspension_fixture import MEMBER, case_of
from tests.web.shop import NEST

PLATFORM = "/suspensions"


@pytest.fixture
def case(app, shop, sqlite_url):
    with case_of(app, shop.store, sqlite_url, NEST.brand_id) as case:
        yield case


@pytest.fixture
def paola(case, signed_in):  # noqa: ARG001 - somebody must have answered
    return signed_in("plat@comptoir.example")


def test_the_platform_suspends_for_all_brands(case, paola, signed_in):
    address = case.decides(paola, PLATFORM).location

    decided = case.counter.market.log.load(Suspension, UUID(address.rpartition("/")[2]))
    assert decided.brand_id is None
    assert "No new conversations for any brand" in text_on(paola.get(address).text)
    ines = signed_in("ines@nest.example")
    assert ines.get(f"/brands/nest{address}").status_code == 404  # not the brand's


def test_the_platform_reads_every_brands_decisions(case, paola, signed_in):
    address = case.decides(signed_in("ines@nest.example")).location

    said = text_on(paola.get(PLATFORM).text)
    assert "Nest & Away" in said
    assert "Emma Expert" in said  # the platform knows members by name
    assert paola.get(f"{PLATFORM}/{address.rpartition('/')[2]}").status_code == 200


def test_nobody_else_finds_these_pages(case, signed_in):  # noqa: ARG001 - as above
    for email in ("ines@nest.example", MEMBER):
        client = signed_in(email)
        for path in (PLATFORM, f"{PLATFORM}/new", f"{PLATFORM}/{UUID(int=1)}"):
            assert client.get(path).status_code == 403
