import json

import pytest

KEYS = ["people", "service_level", "occupancy", "p_wait", "mean_wait_s", "abandonment"]
LOAD = ("--arrivals", 100, "--per-minutes", 30, "--handling-s", 180, "--target-s", 20)
STAFFING = ("staffing", *LOAD, "--format", "json")


def test_the_figures_of_13_people_are_those_of_erlang_c(comptoir):
    figures = comptoir.works(*STAFFING, "--people", 13).figures

    assert list(figures) == KEYS
    assert figures["people"] == 13
    assert round(figures["service_level"], 4) == 0.7956
    assert round(figures["occupancy"], 4) == 0.7692
    assert figures["abandonment"] == 0


def test_14_people_are_needed_for_80_percent(comptoir):
    figures = comptoir.works(*STAFFING, "--service-level", 0.8).figures

    assert list(figures) == KEYS
    assert figures["people"] == 14
    assert round(figures["p_wait"], 4) == 0.1741
    assert round(figures["service_level"], 4) == 0.8884


def test_the_figures_with_patience_are_those_of_erlang_a(comptoir):
    figures = comptoir.works(*STAFFING, "--people", 13, "--patience-s", 300).figures

    assert list(figures) == KEYS
    assert round(figures["abandonment"], 5) == 0.02496
    assert round(figures["p_wait"], 5) == 0.22580
    assert round(figures["mean_wait_s"] / 60, 5) == 0.12482


def test_three_chats_at_once_count_as_two_and_a_half(comptoir):
    figures = comptoir.works(*STAFFING, "--people", 13, "--concurrency", 3).figures

    assert round(figures["occupancy"], 4) == round(10 / (13 * 2.5), 4)


@pytest.mark.parametrize(("people", "concurrency"), [(10, 1), (4, 3)])
def test_a_load_without_a_steady_state_has_no_figure(comptoir, people, concurrency):
    done = comptoir.works(*STAFFING, "--people", people, "--concurrency", concurrency)

    assert json.loads(done.output) == {"people": people, "unstable": True}


def test_figures_are_a_text_to_read(comptoir):
    assert comptoir.works("staffing", *LOAD, "--people", 13).output.splitlines() == [
        "People:         13",
        "Service level:  79.6%",
        "Occupancy:      76.9%",
        "Wait at all:    28.5%",
        "Mean wait:      17.1 s",
        "Abandonment:    0.0%",
    ]


def test_a_text_says_that_a_load_has_no_steady_state(comptoir):
    assert comptoir.works("staffing", *LOAD, "--people", 3).output.splitlines() == [
        "People:         3",
        "Unstable: the queue grows without end. Add people.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Enter either --people or --service-level."),
        (("--people", 13, "--service-level", 0.8), "Enter either --people or --service-level."),
        (("--people", 0), "Enter at least one person."),
        (("--people", -3), "Enter at least one person."),
        (("--people", 100_001), "Enter a number of people from 0 to 100000."),
        (("--service-level", 1), "Enter a service level between 0 and 1, such as 0.8."),
        (("--service-level", "nan"), "Enter a service level between 0 and 1, such as 0.8."),
        (("--people", 13, "--patience-s", 0), "Enter times in seconds that are greater than 0."),
        (("--people", 13, "--handling-s", -1), "Enter times in seconds that are greater than 0."),
        (("--people", 13, "--per-minutes", 0), "Enter times in seconds that are greater than 0."),
        (("--people", 13, "--arrivals", -1), "Enter a number of requests that is not negative."),
        (("--people", 13, "--arrivals", "inf"), "Enter a number of requests that is not negative."),
        (("--people", 13, "--target-s", -1), "Enter a target of 0 seconds or more."),
        (
            ("--people", 13, "--concurrency", 6),
            "A person can hold 1 to 5 conversations at once.",
        ),
        (
            ("--people", 13, "--arrivals", "1e300"),
            "These are more requests at once than can be computed.",
        ),
    ],
)
def test_impossible_values_are_refused_in_a_sentence(comptoir, arguments, sentence):
    refused = comptoir.run(*STAFFING, *arguments)

    assert (refused.code, refused.output) == (2, "")
    assert refused.sentence == f"comptoir: {sentence}"


def test_a_value_that_is_no_number_is_bad_use(comptoir):
    refused = comptoir.run(*STAFFING, "--people", "many")

    assert (refused.code, refused.output) == (2, "")
    assert "'many' is not a valid integer" in refused.error_output
