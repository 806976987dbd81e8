"""Random numbers from keys, and the distributions of a simulation."""

from collections import Counter
from statistics import fmean, median

import pytest

from domain.simulation import lognormal_int, poisson_int, rng_for, weighted_choice

MANY = 4000


def test_the_same_key_gives_the_same_numbers_whatever_else_is_simulated():
    first = rng_for("brand", 7, "demand").random()
    rng_for("brand", 8, "demand").random()

    assert rng_for("brand", 7, "demand").random() == first
    assert rng_for("brand", 8, "demand").random() != first


def test_numbers_of_a_key_are_the_same_on_every_machine():
    assert rng_for("brand", 7, "demand").randint(0, 999_999) == 941_253


@pytest.mark.parametrize("mean", [0.3, 2.0, 9.0])
def test_counts_have_the_mean_and_the_variance_of_poisson(mean):
    rng = rng_for("poisson", mean)
    counts = [poisson_int(rng, mean) for _ in range(MANY)]

    assert fmean(counts) == pytest.approx(mean, rel=0.1)
    assert fmean((count - mean) ** 2 for count in counts) == pytest.approx(mean, rel=0.15)


def test_delays_have_their_median_and_stay_within_bounds():
    rng = rng_for("delays")
    delays = [lognormal_int(rng, 30, 0.8, 3, 240) for _ in range(MANY)]

    assert median(delays) == pytest.approx(30, rel=0.1)
    assert fmean(delays) > 35
    assert (min(delays), max(delays)) == (3, 240)


def test_choices_follow_their_weights():
    rng = rng_for("languages")
    chosen = Counter(weighted_choice(rng, {"fr": 0.75, "en": 0.25, "de": 0}) for _ in range(MANY))

    assert chosen["fr"] / MANY == pytest.approx(0.75, abs=0.03)
    assert chosen["de"] == 0
