from statistics import fmean, stdev

import ciw
import pytest

from domain.bookings.erlang import erlang_a

ARRIVALS = 100_000
BATCH = 1_000
HANDLING_S, PATIENCE_S, TARGET_S, SERVERS = 180, 300, 20, 13
STANDARD_ERRORS = 4
"""Twelve estimates stray by chance less than once in a thousand seeds."""


def simulated(arrivals_per_s):
    """The records of a simulated queue, in the order of arrival, once it has filled."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arrivals_per_s)],
        service_distributions=[ciw.dists.Exponential(1 / HANDLING_S)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE_S)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(10)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(ARRIVALS + 2 * BATCH, method="Arrive")
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return records[BATCH : BATCH + ARRIVALS]


def estimate(values):
    """Mean and standard error by batch means: neighbours in a queue wait together."""
    batches = [fmean(values[first : first + BATCH]) for first in range(0, ARRIVALS, BATCH)]
    return fmean(batches), stdev(batches) / len(batches) ** 0.5


def is_served(record):
    return record.record_type == "service"


FIGURES = {
    "abandonment": lambda record: not is_served(record),
    "p_wait": lambda record: record.waiting_time > 0,
    "mean_wait_s": lambda record: record.waiting_time,
    "service_level": lambda record: is_served(record) and record.waiting_time <= TARGET_S,
}


@pytest.mark.slow
@pytest.mark.parametrize("arrivals", [100, 130, 160])
def test_a_simulated_queue_is_within_its_sampling_error_of_erlang_a(arrivals):
    figures = erlang_a(arrivals / 1800, HANDLING_S, SERVERS, TARGET_S, PATIENCE_S)

    records = simulated(arrivals / 1800)

    assert len(records) == ARRIVALS
    for name, value_of in FIGURES.items():
        mean, standard_error = estimate([float(value_of(record)) for record in records])
        assert abs(mean - getattr(figures, name)) <= STANDARD_ERRORS * standard_error, name
        assert standard_error < 0.05 * mean, name
