import csv
import io

import pytest

from domain.aggregate import now
from tests.web.cli.history_examples import PERIOD

COMPARE = ("compare", "nest", *PERIOD)
CARD = ("--what-if", "paid", "--price", "2.00", "--commission", "20")


def test_a_comparison_is_a_table_to_read(imported, history):
    shown = imported.works(*COMPARE).told

    words = " ".join(shown.split())
    assert words.startswith("Nest: 2015-02-01 to 2015-05-02 (not included), UTC; 300 requests")
    assert "│ Requests │ 300 │ │ │" in words
    assert f"│ Answered │ {history.answered} │ {history.answered} │ 0 │" in words
    assert f"│ Lost: reason not recorded │ {history.lost} │ │ │" in words
    assert "- Days and hours are in the UTC time zone." in words


def test_the_csv_holds_the_figures_of_the_json_with_the_what_if(imported, history):
    figures = imported.works(*COMPARE, *CARD, "--format", "json").figures
    text = imported.works(*COMPARE, *CARD, "--format", "csv").told

    rows = {(row["figure"], row["model"]): row for row in csv.DictReader(io.StringIO(text))}
    volunteers = figures["models"]["voluntary"]
    assert float(rows["demand_coverage", ""]["value"]) == figures["demand_coverage"]
    assert int(rows["lost:not_recorded", ""]["value"]) == figures["lost"]["not_recorded"]
    assert float(rows["wait_median", "voluntary"]["value"]) == volunteers["wait_s"]["median"]
    assert rows["satisfaction_mean", "voluntary"]["value"] == ""
    assert int(rows["what_if:total", "paid"]["value"]) == 200 * history.answered
    assert figures["what_if"]["label"] == "estimate"
    assert figures["what_if"]["total_minor"] == 200 * history.answered
    assert {"price_card", "same_demand"} <= {each["key"] for each in figures["assumptions"]}


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
            (*COMPARE, "--what-if", "paid", "--price", "2.00"),
            2,
            "comptoir: A what-if estimate needs --what-if paid, --price and --commission together.",
        ),
    ],
    ids=["unknown brand", "period reversed", "half a price card"],
)
def test_a_question_that_has_no_answer_is_refused_in_a_sentence(
    imported, arguments, code, sentence
):
    refused = imported.run(*arguments)

    assert (refused.code, refused.told, refused.sentence) == (code, "", sentence)


def test_what_was_brought_today_was_not_known_yesterday(imported):
    refused = imported.run(*COMPARE, "--as-of", "2015-06-01")

    assert refused.code == 1
    assert refused.sentence == "comptoir: Nothing had been recorded for nest by 2015-06-01."


def test_what_is_known_by_tonight_is_all_there_is_and_says_so(imported):
    today = now().date().isoformat()

    known = imported.works(*COMPARE, "--as-of", today, "--format", "json").figures

    figures = imported.works(*COMPARE, "--format", "json").figures
    [said] = [each for each in known["assumptions"] if each["key"] == "as_of"]
    assert said["values"] == {"day": today}
    known["assumptions"].remove(said)
    assert known == figures
