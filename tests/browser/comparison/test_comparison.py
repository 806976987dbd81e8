"""The brand's comparison in a real browser: read, opened, printed, with other parameters."""

import csv

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.comparison.comparison_fixture import JUNE, open_june

PAGE = "/brands/nest/comparison"
ESTIMATE = f"{PAGE}?{JUNE}&price=2.50&wage=15"
# Their names become a file's name: as short as can be.
TABLES = (
    "#over-time summary",
    "#closer summary",
    "#waits summary",
    "#lost summary",
    "#week summary",
    "#of-an-hour summary",
    "#costs summary",
    "#break-even summary",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with open_june(tmp_path_factory.mktemp("june")) as (shop, _), serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


# The page is long, and looked at closely: a test for each way to look, so that none takes minutes.


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_comparison_with_every_table_open(brand_member, language, width):
    brand_member.check(ESTIMATE, languages=[language], widths=[width], opened=TABLES)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_comparison_as_it_opens(brand_member, width):
    brand_member.check(ESTIMATE, languages=["fr"], themes=["light"], widths=[width])


def test_the_comparison_of_a_year(brand_member):
    path = f"{PAGE}?from=2026-01-01&to=2026-12-01"
    brand_member.check(path, languages=["en"], themes=["dark"])


def test_a_period_without_requests(brand_member):
    brand_member.check(f"{PAGE}?from=2020-01-01&to=2020-02-01")


def test_invalid_parameters(brand_member):
    brand_member.check(f"{PAGE}?from=2026-06-31&to=2026-06-01&price=x", status=422)


def test_the_recorded_costs(brand_member):
    brand_member.check(f"{PAGE}/costs?{JUNE}", widths=(1280, 360, 320))


def test_a_figure_opens_and_leads_back(brand_member):
    with brand_member.opened() as page:
        page.goto(f"{brand_member.base}{PAGE}?{JUNE}")
        page.locator("tr[data-figure='cost:gift'] a").click()
        page.wait_for_url("**/comparison/costs?**kind=gift**")
        page.get_by_role("link", name="Back to the comparison").click()
        page.wait_for_url(f"**/comparison?{JUNE}")
        page.locator("tr[data-figure='lost:all_full'] a").click()
        page.wait_for_url("**/conversations?**reason=all_full**")


def test_another_period_and_an_estimate_without_scripts(browser, brand_member):
    context = browser.new_context(java_script_enabled=False, locale="en")
    try:
        context.add_cookies(
            [{**cookie, "url": brand_member.base} for cookie in brand_member.cookies]
        )
        page = context.new_page()
        page.goto(f"{brand_member.base}{PAGE}")
        page.fill("#param-from", "2026-06-08")
        page.fill("#param-to", "2026-06-15")
        page.get_by_role("button", name="Show the period").click()
        expect(page.locator("h1")).to_contain_text("8 June 2026 to 14 June 2026")
        page.fill("#param-price", "2,50")
        page.get_by_role("button", name="Estimate the cost").click()
        expect(page.locator("h1")).to_contain_text("8 June 2026 to 14 June 2026")
        expect(page.locator("tr[data-figure='what_if:total']")).to_be_visible()
    finally:
        context.close()


def test_the_csv_is_downloaded(brand_member):
    with brand_member.opened() as page:
        page.goto(f"{brand_member.base}{PAGE}?{JUNE}")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the figures").click()
        with download.value.path().open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))

        assert download.value.suggested_filename == "nest-2026-06-01-2026-07-01.csv"
        assert rows[0] | {"figure": "requests", "value": "41"} == rows[0]


def test_on_a_phone_the_figures_are_still_a_table(brand_member):
    with brand_member.opened(width=360) as page:
        page.goto(f"{brand_member.base}{PAGE}?{JUNE}")

        row = page.get_by_role("row").filter(
            has=page.get_by_role("rowheader", name="Handling time")
        )
        assert row.get_by_role("cell").count() == 4


LINES_OF_NUMBERS = """() => [...document.querySelectorAll(".compared .figure-text")]
    .filter(text => text.getClientRects().length > 1
        || text.getBoundingClientRect().width > text.parentNode.clientWidth)
    .map(text => text.textContent)"""


@pytest.mark.parametrize("width", [360, 320])
def test_on_a_phone_no_number_of_the_figures_breaks(brand_member, width):
    with brand_member.opened(width=width) as page:
        page.goto(f"{brand_member.base}{ESTIMATE}")

        assert page.locator(".compared .figure-text").count() > 0
        assert page.evaluate(LINES_OF_NUMBERS) == []


def test_printing_shows_figures_and_no_forms(brand_member):
    with brand_member.opened(theme="dark") as page:
        page.emulate_media(media="print")
        page.goto(f"{brand_member.base}{ESTIMATE}")

        assert not page.locator("form.params-form").first.is_visible()
        assert not page.locator(".shortcuts").is_visible()
        assert page.locator(".basis").is_visible()
        assert page.locator("#over-time table").is_visible()
        assert page.locator("tr[data-figure='cost_total']").is_visible()
