import math

import pytest

from domain.bookings.erlang import QueueFigures
from domain.bookings.staffing import (
    MAX_PEOPLE,
    RequestLoad,
    Unstable,
    people_needed,
    rostered,
    staffing_of,
)
from domain.errors import Invalid

HALF_HOUR_S = 1800
LOAD = RequestLoad(arrivals=100, per_s=HALF_HOUR_S, handling_s=180)
PATIENT_LOAD = RequestLoad(arrivals=100, per_s=HALF_HOUR_S, handling_s=180, patience_s=300)
TARGET_S = 20


def digits(figures, *names):
    return tuple(round(getattr(figures, name), 4) for name in names)


# Oracles: published values of Erlang C, and exact fractions of Erlang A (docs/sources.md).


def test_13_people_answer_100_requests_of_3_minutes_as_erlang_c_says():
    figures = staffing_of(LOAD, 13, TARGET_S)

    assert digits(figures, "service_level", "occupancy") == (0.7956, 0.7692)


def test_14_people_answer_100_requests_of_3_minutes_as_erlang_c_says():
    figures = staffing_of(LOAD, 14, TARGET_S)

    expected = (0.1741, 0.8884, 0.7143)
    assert digits(figures, "p_wait", "service_level", "occupancy") == expected
    assert figures.abandonment == 0


def test_13_people_with_visitors_who_leave_are_as_erlang_a_says():
    figures = staffing_of(PATIENT_LOAD, 13, TARGET_S)

    assert round(figures.abandonment, 5) == 0.02496
    assert round(figures.p_wait, 5) == 0.22580
    assert round(figures.mean_wait_s / 60, 5) == 0.12482


def test_one_person_with_visitors_who_never_leave_is_the_textbook_queue():
    # M/M/1 with load r: an arrival waits with probability r, r / (1 - r) handling times on average.
    figures = staffing_of(RequestLoad(arrivals=6, per_s=3600, handling_s=300), 1, 600)

    assert digits(figures, "p_wait", "occupancy", "mean_wait_s") == (0.5, 0.5, 300)
    assert math.isclose(figures.service_level, 1 - 0.5 * math.exp(-1))


def test_with_a_target_of_0_seconds_only_requests_that_do_not_wait_are_in_time():
    for load in (LOAD, PATIENT_LOAD):
        figures = staffing_of(load, 13, 0)

        assert math.isclose(figures.service_level, 1 - figures.p_wait)


def test_without_people_all_visitors_lose_patience():
    figures = staffing_of(PATIENT_LOAD, 0, TARGET_S)

    assert digits(figures, "service_level", "occupancy", "p_wait", "abandonment") == (0, 0, 1, 1)
    assert math.isclose(figures.mean_wait_s, 300)


def test_without_requests_no_person_is_needed():
    load = RequestLoad(arrivals=0, per_s=HALF_HOUR_S, handling_s=180)

    assert people_needed(load, TARGET_S, 0.8) == 0
    assert staffing_of(load, 0, TARGET_S) == QueueFigures(1, 0, 0, 0, 0)


# Loads without a steady state.


@pytest.mark.parametrize("people", [0, 9, 10])
def test_people_who_never_keep_up_are_unstable(people):
    assert staffing_of(LOAD, people, TARGET_S) == Unstable(people)


def test_a_load_that_floats_would_round_below_the_people_is_unstable():
    load = RequestLoad(arrivals=130, per_s=HALF_HOUR_S, handling_s=450, concurrency=3)
    assert 130 / 1800 * (450 / 2.5) < 13

    assert staffing_of(load, 13, TARGET_S) == Unstable(13)


def test_people_who_never_keep_up_have_figures_if_visitors_leave():
    figures = staffing_of(PATIENT_LOAD, 5, TARGET_S)

    assert math.isclose(figures.abandonment, 0.5, abs_tol=0.01)


# Concurrency.


@pytest.mark.parametrize(
    ("concurrency", "conversations"), [(1, 1), (2, 1.7), (3, 2.5), (4, 2.9), (5, 3.5)]
)
def test_a_conversation_takes_its_part_of_a_person_who_holds_several(concurrency, conversations):
    load = RequestLoad(100, HALF_HOUR_S, 180 * conversations, 300, concurrency)

    assert staffing_of(load, 13, TARGET_S) == staffing_of(PATIENT_LOAD, 13, TARGET_S)


def test_three_chats_count_as_two_and_a_half_conversations():
    load = RequestLoad(arrivals=100, per_s=HALF_HOUR_S, handling_s=180, concurrency=3)

    assert digits(staffing_of(load, 13, TARGET_S), "occupancy") == (0.3077,)  # 10 of 13 times 2.5


# People needed.


@pytest.mark.parametrize(("load", "people"), [(LOAD, 14), (PATIENT_LOAD, 13)])
def test_the_fewest_people_for_a_service_level_are_found(load, people):
    assert people_needed(load, TARGET_S, 0.8) == people


def test_fewer_people_than_the_load_are_enough_if_most_visitors_may_leave():
    assert people_needed(PATIENT_LOAD, TARGET_S, 0.1) < 10


@pytest.mark.parametrize(
    ("people", "shrinkage", "planned"), [(14, 0.3, 20), (7, 0.3, 10), (13, 0, 13), (0, 0.5, 0)]
)
def test_more_people_are_planned_than_are_available(people, shrinkage, planned):
    assert rostered(people, shrinkage) == planned


# Thousands of people.


@pytest.mark.parametrize("people", [4_900, 5_000, 5_050, 6_000, 50_000])
def test_figures_of_thousands_of_people_are_possible(people):
    figures = staffing_of(RequestLoad(50_000, HALF_HOUR_S, 180, 300), people, TARGET_S)

    assert 0 <= figures.service_level <= 1
    assert math.isclose(figures.occupancy, 5_000 * (1 - figures.abandonment) / people)
    assert math.isclose(figures.mean_wait_s, 300 * figures.abandonment, abs_tol=1e-9)


def test_a_queue_that_weighs_more_than_a_float_can_hold_is_computed():
    load = RequestLoad(50_000, HALF_HOUR_S, 180, 10_000)

    figures = staffing_of(load, 2_500, TARGET_S)

    assert math.isclose(figures.abandonment, 0.5)
    assert math.isclose(figures.p_wait, 1)


# Values that are refused.


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"arrivals": -1}, "not negative"),
        ({"arrivals": math.nan}, "not negative"),
        ({"per_s": 0}, "greater than 0"),
        ({"handling_s": math.inf}, "greater than 0"),
        ({"patience_s": -300}, "greater than 0"),
        ({"patience_s": 90_000}, "at most one day"),
        ({"concurrency": 6}, "1 to 5 conversations"),
        ({"arrivals": 1e300}, "more requests at once"),
        ({"arrivals": 1e6, "handling_s": 1e-6, "patience_s": 80_000}, "more requests at once"),
    ],
)
def test_an_impossible_load_is_refused(values, sentence):
    with pytest.raises(Invalid, match=sentence):
        RequestLoad(**{"arrivals": 100, "per_s": HALF_HOUR_S, "handling_s": 180, **values})


@pytest.mark.parametrize("people", [-1, MAX_PEOPLE + 1])
def test_an_impossible_number_of_people_is_refused(people):
    with pytest.raises(Invalid, match="from 0 to 100000"):
        staffing_of(LOAD, people, TARGET_S)


@pytest.mark.parametrize("service_level", [0, 1, 1.2, math.nan])
def test_an_impossible_service_level_is_refused(service_level):
    with pytest.raises(Invalid, match="between 0 and 1"):
        people_needed(LOAD, TARGET_S, service_level)


@pytest.mark.parametrize("shrinkage", [-0.1, 1, math.nan])
def test_an_impossible_shrinkage_is_refused(shrinkage):
    with pytest.raises(Invalid, match="shrinkage"):
        rostered(10, shrinkage)


@pytest.mark.parametrize("target_s", [-1, math.inf])
def test_an_impossible_target_is_refused(target_s):
    with pytest.raises(Invalid, match="target"):
        staffing_of(LOAD, 13, target_s)
