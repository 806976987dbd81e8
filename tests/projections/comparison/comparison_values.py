"""What a comparison says, in the words of the oracle, and whether both say the same."""

import pytest


def values_of(comparison):
    c = comparison
    return {
        "requests": c.requests,
        "answered": c.answered,
        "lost": c.lost,
        "demand_coverage": share(c.demand_coverage),
        "requests_by_hour": c.requests_by_hour,
        "lost_by_hour": c.lost_by_hour,
        "voluntary": of_model(c.models["voluntary"]),
        "paid": of_model(c.models["paid"]),
        "employed": of_model(c.models["employed"]),
        "break_even": break_even(c.break_even),
        "what_if": what_if(c.what_if),
    }


def share(figure):
    return figure and tuple(figure)


def of_model(f):
    return {
        "answered": f.answered,
        "demand_coverage": share(f.demand_coverage),
        "wait": {
            "n": f.wait.n,
            "median": f.wait.median,
            "p90": f.wait.p90,
            "within_promise": share(f.wait.within_promise),
        },
        "handled_hours": f.handled_hours,
        "work_hours": f.work_hours,
        "full_time_equivalents": f.full_time_equivalents,
        "cost_lines": {line.line: line.amount_minor for line in f.cost.lines},
        "cost_total": f.cost.total_minor,
        "cost_per_answered": f.cost.per_answered_minor,
        "satisfaction": {
            "n": f.satisfaction.n,
            "response_rate": f.satisfaction.response_rate,
            "mean": f.satisfaction.mean,
            "satisfied": share(f.satisfaction.satisfied),
        },
        "sales": (f.sales.n, f.sales.amount_minor),
    }


def break_even(figure):
    return figure and {
        "fixed": figure.fixed_minor_per_month,
        "voluntary": figure.voluntary_minor_per_answer,
        "paid": figure.paid_minor_per_answer,
        "requests": figure.requests_per_month,
    }


def what_if(figure):
    return figure and {
        "conversations": figure.conversations,
        "total": figure.total_minor,
        "commission": figure.commission_minor,
        "actual": figure.actual_minor,
        "difference": figure.difference_minor,
    }


ROUNDED_BY = {"fixed": 0.5, "voluntary": 0.005, "paid": 0.005, "requests": 0.05}


def assert_same(actual, expected, where="comparison"):
    """The same to the last digit that is meant, figure by figure."""
    if isinstance(expected, dict):
        assert actual is not None, where
        assert actual.keys() == expected.keys(), where
        for name in expected:
            assert_same(actual[name], expected[name], f"{where}.{name}")
    elif isinstance(expected, tuple):
        assert len(actual or ()) == len(expected), where
        for number, part in enumerate(expected):
            assert_same(actual[number], part, f"{where}[{number}]")
    elif isinstance(expected, float):
        rounding = ROUNDED_BY.get(where.rpartition(".")[2], 0) if "break_even" in where else 0
        assert actual == pytest.approx(expected, rel=1e-9, abs=rounding + 1e-9), where
    else:
        assert actual == expected, where
