"""A comparison written down by hand, for those who only need some of its figures."""

from datetime import date

from projections.comparison.figures import (
    Comparison,
    Cost,
    CostLine,
    ModelFigures,
    Sales,
    Satisfaction,
    Wait,
)


def figures(model, *, answered=0, handled_hours=0.0, full_time=0.0, costs=()):
    lines = tuple(CostLine(line, minor, 1) for line, minor in costs)
    return ModelFigures(
        model=model,
        answered=answered,
        closed=answered,
        demand_coverage=None,
        staffed_share=None,
        wait=Wait(0, None, None, None, 60, None),
        handled_hours=handled_hours,
        work_hours=handled_hours,
        full_time_equivalents=full_time,
        cost=Cost("EUR", lines, answered),
        satisfaction=Satisfaction(0, None, None, None),
        sales=Sales(0, 0),
    )


def comparison(*models, break_even=None, what_if=None):
    answered = sum(figures_of_model.answered for figures_of_model in models)
    return Comparison(
        brand="nest",
        name="Nest & Away",
        first=date(2026, 6, 1),
        end=date(2026, 7, 1),
        zone="Europe/Paris",
        currency="EUR",
        log_position=1,
        requests=answered,
        answered=answered,
        lost={},
        demand_coverage=None,
        opening_minutes=None,
        staffed_share=None,
        booked=None,
        requests_by_hour={},
        lost_by_hour={},
        models={figures_of_model.model: figures_of_model for figures_of_model in models},
        break_even=break_even,
        what_if=what_if,
        assumptions=(),
    )
