import csv
import io

import pytest

from domain.clock import system_clock
from tests.web.cli.history_examples import PERIOD

COMPARE = ("compare", "nest", *PERIOD)
CARD = ("--what-if", "paid", "--price", "2.00")


def test_a_comparison_is_a_table_to_read(imported, history):
    output = imported.works(*COMPARE).output

    output = " ".join(output.split())
    assert output.startswith("Nest: 2015-02-01 to 2015-05-02 (not included), UTC; 300 requests")
    assert "│ Requests │ 300 │ │ │ │" in output
    assert f"│ Answered │ {history.answered} │ {history.answered} │ 0 │ 0 │" in output
    assert f"│ Lost: reason not recorded │ {history.lost} │ │ │ │" in output
    assert "- Days and hours are in the UTC time zone." in output


def test_the_costs_of_all_models_stand_together(imported):
    output = imported.works(*COMPARE).output

    named = [line.split("│")[1].strip() for line in output.splitlines() if line.startswith("│")]
    costs = [place for place, name in enumerate(named) if name.startswith("Cost: ")]
    assert len(costs) == 3
    assert costs == list(range(costs[0], costs[-1] + 1))


def test_the_csv_holds_the_figures_of_the_json_with_the_what_if(imported, history):
    figures = imported.works(*COMPARE, *CARD, "--format", "json").figures
    text = imported.works(*COMPARE, *CARD, "--format", "csv").output

    rows = {(row["figure"], row["model"]): row for row in csv.DictReader(io.StringIO(text))}
    volunteers = figures["models"]["voluntary"]
    assert float(rows["demand_coverage", ""]["value"]) == figures["demand_coverage"]
    assert int(rows["lost:not_recorded", ""]["value"]) == figures["lost"]["not_recorded"]
    assert float(rows["wait_median", "voluntary"]["value"]) == volunteers["wait_s"]["median"]
    assert rows["satisfaction_mean", "voluntary"]["value"] == ""
    assert int(rows["what_if:total", "paid"]["value"]) == 200 * history.answered
    assert figures["what_if"]["label"] == "estimate"
    assert figures["what_if"]["total_minor"] == 200 * history.answered
    assert {"price_card", "same_demand"} <= {
        assumption["key"] for assumption in figures["assumptions"]
    }


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("compare", "away", *PERIOD), 1, "comptoir: There is no brand called away."),
        (
            ("compare", "nest", "--from", "2015-02-02", "--to", "2015-02-01"),
            2,
            (
                "comptoir: The period must have at least one day: its first day must be before its"
                " end."
            ),
        ),
        (
            (*COMPARE, "--price", "2.00"),
            2,
            "comptoir: A what-if estimate needs --what-if paid and --price together.",
        ),
    ],
    ids=["unknown brand", "period reversed", "half a price card"],
)
def test_an_impossible_comparison_is_refused_in_a_sentence(imported, arguments, code, sentence):
    refused = imported.run(*arguments)

    assert (refused.code, refused.output, refused.sentence) == (code, "", sentence)


def test_an_import_of_today_is_not_counted_as_of_yesterday(imported):
    refused = imported.run(*COMPARE, "--as-of", "2015-06-01")

    assert refused.code == 1
    assert refused.sentence == "comptoir: Nothing had been recorded for nest by 2015-06-01."


def test_as_of_today_counts_everything_and_says_so(imported):
    today = system_clock().date().isoformat()

    known = imported.works(*COMPARE, "--as-of", today, "--format", "json").figures

    figures = imported.works(*COMPARE, "--format", "json").figures
    [assumption] = [
        assumption for assumption in known["assumptions"] if assumption["key"] == "as_of"
    ]
    assert assumption["values"] == {"day": today}
    known["assumptions"].remove(assumption)
    assert known == figures
