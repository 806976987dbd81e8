"""Quotes in the terminal."""

from datetime import timedelta

import pytest

from domain.clock import system_clock

TODAY = system_clock().date()
FIRST, UNTIL = TODAY + timedelta(days=7), TODAY + timedelta(days=35)
WINDOWS = "mon-fri 18:00-23:00; sat,sun 10:00-18:00"
KEYS = [
    "booked_minutes",
    "expected_requests",
    "answered_within_promise",
    "cost_minor",
    "budget_ends_on",
    "qualified_people",
    "assumptions",
]
TENTS = ("--name", "Tents & Co", "--zone", "Europe/Paris", "--currency", "EUR")


def quote(slug="nest", **options):
    usual = {
        "from": FIRST,
        "to": UNTIL,
        "windows": WINDOWS,
        "seats": 2,
        "price": "2.00",
        "format": "json",
    }
    chosen = usual | {name.replace("_", "-"): value for name, value in options.items()}
    return (
        "quote",
        slug,
        *(part for name, value in chosen.items() for part in (f"--{name}", value)),
    )


def test_the_figures_of_a_plan_without_its_last_day(imported):
    figures = imported.works(*quote()).figures

    assert list(figures) == KEYS
    assert figures["booked_minutes"] == 2 * 4 * (5 * 300 + 2 * 480)
    for name in ("expected_requests", "answered_within_promise", "cost_minor"):
        low, mean, high = figures[name].values()
        assert 0 <= low <= mean <= high
    assert figures["qualified_people"] == 0
    assert {"unchanged_demand", "old_history"} <= set(figures["assumptions"])


def test_a_budget_that_is_too_small_ends_and_without_one_it_never_does(imported):
    busy = {"requests_per_week": 500}
    without = imported.works(*quote(**busy)).figures
    small = imported.works(*quote(**busy, budget="2.00")).figures

    assert without["budget_ends_on"] is None
    assert without["cost_minor"]["mean"] > 200
    assert small["cost_minor"]["mean"] == 200
    assert FIRST.isoformat() <= small["budget_ends_on"] < UNTIL.isoformat()


def test_a_brand_without_history_says_what_it_expects(comptoir):
    comptoir.works("register-brand", "tents", *TENTS)

    refused = comptoir.run(*quote("tents"))
    assumed = comptoir.works(*quote("tents", requests_per_week=70, shape="evenings")).figures

    assert (refused.code, refused.output) == (1, "")
    assert "Pass --requests-per-week and --shape." in refused.sentence
    assert "assumed_demand" in assumed["assumptions"]
    assert assumed["expected_requests"]["mean"] == pytest.approx(4 * 70 * 5 / 7, abs=0.01)


def test_a_quote_is_a_text_to_read(comptoir):
    comptoir.works("register-brand", "tents", *TENTS)
    assumed = {"requests_per_week": 70, "shape": "evenings"}

    lines = comptoir.works(*quote("tents", format="text", **assumed)).output.splitlines()

    assert lines[0] == "Booked minutes:     19680"
    assert lines[1].startswith("Expected requests:  200 (")
    assert "€" in lines[3]
    assert lines[4] == "Budget ends on:     it lasts"
    assert "- The number of requests is your assumption, not a forecast." in lines


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"to": FIRST}, "The booking must end after it starts."),
        ({"from": "2015-01-01"}, "A booking can last up to 366 days."),
        ({"from": "2015-01-01", "to": "2015-02-01"}, "The booking must start today or later."),
        ({"to": "9999-12-31"}, "Choose a date between 1970 and 2100."),
        ({"windows": "evenings"}, "Write the time ranges like"),
        ({"windows": "mon 18:00-20:00, 19:00-21:00"}, "must end before the next one"),
        ({"seats": 0}, "Choose between 1 and 50 seats."),
        ({"seats": 1_000_000}, "Choose between 1 and 50 seats."),
        ({"price": "0.00"}, "Check the price for a conversation"),
        ({"price": "-2.00"}, "-2.00 is not an amount in EUR."),
        ({"price": "0.005"}, "0.005 is not an amount in EUR."),
        ({"budget": "1.00"}, "The budget must pay for at least one conversation"),
        ({"subject": "absent"}, "There is no subject called absent."),
        ({"requests_per_week": 0}, "Enter the number of requests that you expect in a week"),
        ({"shape": "evenings"}, "--shape needs --requests-per-week."),
    ],
)
def test_what_cannot_be_booked_is_refused_in_a_sentence(imported, options, sentence):
    refused = imported.run(*quote(**options))

    assert (refused.code, refused.output) == (2, "")
    assert sentence in refused.sentence


def test_an_absent_brand_is_named(comptoir):
    refused = comptoir.run(*quote("away"))

    assert (refused.code, refused.sentence) == (1, "comptoir: There is no brand called away.")


def test_a_quote_writes_nothing_to_the_log(imported):
    before = imported.head

    imported.works(*quote())

    assert imported.head == before
