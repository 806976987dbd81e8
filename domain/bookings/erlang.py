"""
Queues with Poisson arrivals, exponential handling times and identical servers, in steady state.

* erlang_c   visitors wait as long as it takes (M/M/n)
* erlang_a   visitors leave after an exponentially distributed patience (M/M/n+M)

Both are birth-and-death processes. Queue lengths are weighted relative to the state in which all
servers are busy and no visitor waits; below it, the recursion of Erlang B sums the states. No
factorial or power occurs, so thousands of servers lose no digits.

Sources: A. K. Erlang (1917) and C. Palm (1957), as in O. Garnett, A. Mandelbaum and M. Reiman,
"Designing a Call Center with Impatient Customers", Manufacturing & Service Operations Management 4
(2002), 208-227; the recursion in D. L. Jagerman, "Some Properties of the Erlang Loss Function",
Bell System Technical Journal 53 (1974), 525-551.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, count, takewhile

NEGLIGIBLE = 46.0
"""A weight smaller than the largest by the factor exp(-46), or 1e-20, adds nothing to a sum."""


@dataclass(frozen=True)
class QueueFigures:
    """A queue in steady state. All shares are of all arrivals, those who leave included."""

    service_level: float
    """The share of arrivals that are served, after waiting at most the target."""
    occupancy: float
    """The share of time in which a server is busy; 0 without servers."""
    p_wait: float
    """The probability that an arrival finds every server busy."""
    mean_wait_s: float
    """The mean wait of all arrivals, of those who leave until they leave; seconds."""
    abandonment: float
    """The share of arrivals that leave without being served."""


def erlang_c(
    arrivals_per_s: float, handling_s: float, servers: int, target_s: float
) -> QueueFigures:
    """
    Figures of a queue that visitors never leave.

    handling_s: mean, seconds. target_s: wait that counts as in time, from 0.
    The load, arrivals_per_s * handling_s, must be positive and less than the number of servers.
    """
    load = arrivals_per_s * handling_s
    queue = servers / (servers - load)
    p_wait = _p_wait(load, servers, 1.0, queue)
    leaving_per_s = (servers - load) / handling_s
    return QueueFigures(
        service_level=1 - p_wait * math.exp(-leaving_per_s * target_s),
        occupancy=load / servers,
        p_wait=p_wait,
        mean_wait_s=p_wait / leaving_per_s,
        abandonment=0.0,
    )


def erlang_a(
    arrivals_per_s: float, handling_s: float, servers: int, target_s: float, patience_s: float
) -> QueueFigures:
    """
    Figures of a queue that visitors leave when they lose patience.

    handling_s, patience_s: means, seconds. target_s: wait that counts as in time, from 0. Arrivals,
    handling time and patience must be positive; servers from 0.
    The work is in proportion to the servers and to the visitors who wait.
    """
    load = arrivals_per_s * handling_s
    weights = _queue_weights(arrivals_per_s, servers / handling_s, 1 / patience_s)
    queue = math.fsum(weights)
    p_wait = _p_wait(load, servers, weights[0], queue)
    waiting = p_wait * math.fsum(n * weight for n, weight in enumerate(weights)) / queue
    abandonment = min(1.0, waiting / (arrivals_per_s * patience_s))
    in_time = _served_in_time(servers * patience_s / handling_s, target_s / patience_s)
    served = math.fsum(map(math.prod, zip(weights, in_time, strict=False))) / queue
    return QueueFigures(
        service_level=min(1.0, 1 - p_wait + p_wait * served),
        occupancy=min(1.0, load * (1 - abandonment) / servers) if servers else 0.0,
        p_wait=p_wait,
        mean_wait_s=waiting / arrivals_per_s,
        abandonment=abandonment,
    )


def _p_wait(load: float, servers: int, all_busy: float, queue: float) -> float:
    """
    The probability that all servers are busy.

    all_busy: the weight of the state with all servers busy and an empty queue. queue: the sum of
    the weights of this state and of all with a queue.
    """
    # 1 / B(n) = 1 + n / load * 1 / B(n - 1); it becomes infinite where no visitor ever waits.
    inverse_b = 1.0
    for server in range(1, servers + 1):
        inverse_b = 1 + server / load * inverse_b
    return queue / (queue + all_busy * (inverse_b - 1))


def _queue_weights(arrivals_per_s: float, served_per_s: float, leaving_per_s: float) -> list[float]:
    """The weights of queues of 0, 1, 2 ... visitors, at most 1, until they are negligible."""
    longest = max(0, math.floor((arrivals_per_s - served_per_s) / leaving_per_s))

    def log_ratio(waiting: int) -> float:
        return math.log(arrivals_per_s / (served_per_s + waiting * leaving_per_s))

    # Logarithms, as a long queue may weigh e^10000 times as much as none.
    logarithms = accumulate(map(log_ratio, count(1)), initial=0.0)
    rising = [next(logarithms) for _ in range(longest + 1)]
    largest = rising[-1]
    falling = takewhile(lambda weight: weight > largest - NEGLIGIBLE, logarithms)
    return [math.exp(weight - largest) for weight in (*rising, *falling)]


def _served_in_time(patience: float, target: float) -> Iterator[float]:
    """
    The probabilities that a visitor with 0, 1, 2 ... others ahead is served within the target.

    patience: in departures from busy servers. target: in patiences.

    With j ahead, the wait for service, in patiences, is a sum of exponential times with the rates
    c, c + 1 ... c + j, where c = patience. So exp(-wait) has a Beta(c, j + 1) distribution, and
    the visitor is served in time with probability c / (c + j + 1) times the upper tail of
    Beta(c + 1, j + 1) at exp(-target). That tail's complement is a sum of negative binomial
    probabilities, one more for each j.
    """
    if target == 0:
        return
    log_left = math.log(-math.expm1(-target))
    log_term = -target * (patience + 1)
    later = math.exp(log_term)
    for ahead in count():
        yield patience / (patience + ahead + 1) * max(0.0, 1 - later)
        log_term += log_left + math.log((patience + 1 + ahead) / (ahead + 1))
        later += math.exp(log_term)
