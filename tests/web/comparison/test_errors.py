import pytest

from tests.web.comparison.comparison_fixture import open_june

PAGE = "/brands/nest/comparison"
DAYS = "from=2026-06-01&to=2026-07-01"
BAD = {
    "from=yesterday&to=2026-07-01": "A day is written like 2017-06-30.",
    "from=2026-06-31&to=2026-07-01": "A day is written like 2017-06-30.",
    "from=20260601&to=2026-07-01": "A day is written like 2017-06-30.",
    "from=0001-01-01&to=2026-07-01": "Days before 1990 and after 2100 cannot be shown.",
    "from=2026-06-01&to=9999-12-31": "Days before 1990 and after 2100 cannot be shown.",
    "from=2026-06-01": "A period needs its first day and its end.",
    "to=2026-06-01": "A period needs its first day and its end.",
    "from=2026-06-01&to=2026-06-01": "The end comes at least one day after the start.",
    "from=2026-06-02&to=2026-06-01": "The end comes at least one day after the start.",
    "from=1990-01-01&to=2026-06-01": "A period is at most 25 years long.",
    f"{DAYS}&price=2": "The estimate needs both a price and a commission.",
    f"{DAYS}&commission=20": "The estimate needs both a price and a commission.",
    f"{DAYS}&price=2.001&commission=20": "An amount is written like 2.00.",
    f"{DAYS}&price=-1&commission=20": "An amount is written like 2.00.",
    f"{DAYS}&price=٣&commission=20": "An amount is written like 2.00.",
    f"{DAYS}&price=0.00&commission=20": "An amount is more than nothing.",
    f"{DAYS}&price=2&commission=101": "A commission is a whole number from 0 to 100.",
    f"{DAYS}&price=2&commission=x": "A commission is a whole number from 0 to 100.",
    f"{DAYS}&wage=1e9": "An amount is written like 2.00.",
    f"{DAYS}&kind=yacht": "There is no such kind of cost.",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_june(tmp_path_factory.mktemp("mistakes")) as (shop, _):
        yield shop


@pytest.fixture
def ines(signed_in):
    return signed_in("ines@nest.example")


@pytest.mark.parametrize(("query", "sentence"), BAD.items())
def test_what_makes_no_sense_is_said_in_a_sentence(ines, query, sentence):
    answer = ines.get(f"{PAGE}?{query}")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Please check" in answer.text


@pytest.mark.parametrize("path", [f"{PAGE}.csv", f"{PAGE}/costs"])
def test_everywhere_the_same(ines, path):
    assert ines.get(f"{path}?from=x").status_code == 422


def test_in_french_too(ines):
    answer = ines.get(f"{PAGE}?{DAYS}&price=x", headers={"Accept-Language": "fr"})

    assert "Un montant s\N{RIGHT SINGLE QUOTATION MARK}écrit comme 2,00." in answer.text


def test_what_was_filled_in_is_still_there(ines):
    html = ines.get(f'{PAGE}?from=2026-06-01&to=x"><script>&price=2"<b>').text

    assert 'value="2026-06-01"' in html
    assert 'value="2&#34;&lt;b&gt;"' in html
    assert "<script>" not in html


def test_a_program_hears_it_as_a_problem(ines):
    answer = ines.get(f"{PAGE}?from=x", headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert "from" in answer.json["errors"]


def test_empty_fields_and_unknown_ones_are_nothing(ines):
    answer = ines.get(f"{PAGE}?{DAYS}&price=&commission=&wage=+&utm_source=mail")

    assert answer.status_code == 200
