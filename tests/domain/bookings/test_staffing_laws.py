from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bookings.erlang import QueueFigures
from domain.bookings.staffing import DAY_S, RequestLoad, Unstable, people_needed, staffing_of

ROUNDING = 1e-9
people = st.integers(0, 200)
targets_s = st.sampled_from([0, 5, 20, 60, 300])
service_levels = st.floats(0.01, 0.999)
often = settings(max_examples=60, deadline=None)
patiences_s = st.none() | st.floats(1, 7200)


@st.composite
def loads(draw, patiences_s=patiences_s):
    arrivals = draw(st.floats(0, 500))
    handling_s, concurrency = draw(st.floats(10, 1500)), draw(st.integers(1, 5))
    return RequestLoad(arrivals, 1800, handling_s, draw(patiences_s), concurrency)


@often
@given(loads(), people, targets_s)
def test_more_people_never_lower_the_service_level(load, count, target_s):
    fewer, more = (staffing_of(load, n, target_s) for n in (count, count + 1))

    if isinstance(fewer, QueueFigures):
        assert more.service_level >= fewer.service_level - ROUNDING
        assert more.mean_wait_s <= fewer.mean_wait_s + ROUNDING
        assert more.abandonment <= fewer.abandonment + ROUNDING


@often
@given(loads(), people, targets_s)
def test_figures_are_shares_and_agree_with_each_other(load, count, target_s):
    figures = staffing_of(load, count, target_s)

    if isinstance(figures, Unstable):
        return
    shares = (figures.service_level, figures.occupancy, figures.p_wait, figures.abandonment)
    assert all(0 <= share <= 1 for share in shares)
    assert figures.service_level <= 1 - figures.abandonment + ROUNDING
    assert figures.service_level >= 1 - figures.p_wait - ROUNDING
    served = float(load.people_busy) * (1 - figures.abandonment)
    assert abs(figures.occupancy * count - served) <= ROUNDING * (1 + served)
    # Little's law: those who leave are as many as the waiting visitors' patience makes leave.
    left = figures.mean_wait_s / (load.patience_s or float("inf"))
    assert abs(figures.abandonment - left) <= ROUNDING


@often
@given(loads(st.none()), people, targets_s)
def test_a_queue_that_visitors_never_leave_is_unstable_or_keeps_up(load, count, target_s):
    is_unstable = isinstance(staffing_of(load, count, target_s), Unstable)

    assert is_unstable == (not load.is_idle and load.people_busy >= count)


@often
@given(loads(st.none()), people, targets_s)
def test_a_queue_with_growing_patience_tends_to_one_that_visitors_never_leave(
    load, count, target_s
):
    endless = staffing_of(load, count, target_s)

    if isinstance(endless, QueueFigures):
        values = load.arrivals, load.per_s, load.handling_s
        queues = [
            staffing_of(RequestLoad(*values, patience_s, load.concurrency), count, target_s)
            for patience_s in (300, 3000, DAY_S)
        ]
        p_waits = [queue.p_wait for queue in queues] + [endless.p_wait]
        waits = [queue.mean_wait_s for queue in queues] + [endless.mean_wait_s]
        assert min(differences(p_waits)) >= -ROUNDING
        assert min(differences(waits)) >= -ROUNDING
        # The queue with patience is the shorter one, and Little's law gives those who leave it.
        assert queues[-1].abandonment <= endless.mean_wait_s / DAY_S + ROUNDING


def differences(values):
    return [after - before for before, after in pairwise(values)]


@often
@given(loads(), targets_s, service_levels)
def test_the_people_needed_reach_the_service_level_and_one_fewer_do_not(
    load, target_s, service_level
):
    count = people_needed(load, target_s, service_level)

    assert staffing_of(load, count, target_s).service_level >= service_level
    if count:
        fewer = staffing_of(load, count - 1, target_s)
        assert isinstance(fewer, Unstable) or fewer.service_level < service_level
