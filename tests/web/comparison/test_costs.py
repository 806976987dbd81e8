import pytest

from tests.web.comparison.comparison_fixture import JUNE, open_june, sheet_in

PAGE = "/brands/nest/comparison"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_june(tmp_path_factory.mktemp("costs")) as (shop, _):
        yield shop


@pytest.fixture
def ines(signed_in):
    return signed_in("ines@nest.example")


def test_a_cost_line_opens_to_what_was_recorded(ines):
    cell = sheet_in(ines.get(f"{PAGE}?{JUNE}").text)["cost:gift", "voluntary"]
    opened = ines.get(cell.url).text

    assert cell.asked["kind"] == "gift"
    assert cell.text == "€25.00"
    assert "<strong>€25.00</strong>" in opened
    assert "Licence</td>" not in opened


def test_what_was_withdrawn_is_shown_and_not_counted(ines):
    opened = ines.get(f"{PAGE}/costs?{JUNE}&kind=gift").text

    assert "€7.00" in opened
    assert "withdrawn, not counted" in opened


def test_the_total_opens_to_all_of_it_points_included(ines):
    cell = sheet_in(ines.get(f"{PAGE}?{JUNE}").text)["cost_total", "voluntary"]
    opened = ines.get(cell.url).text

    assert "kind" not in cell.asked
    assert f"<strong>{cell.text}</strong>" in opened
    assert "Points, as expected" in opened


def test_other_days_have_other_costs(ines):
    opened = ines.get(f"{PAGE}/costs?from=2026-07-01&to=2026-08-01").text

    assert "No such cost was recorded in this period." in opened
