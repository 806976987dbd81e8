"""Staffing in the terminal: what people achieve on a load of requests, or how many it needs."""

import json
from dataclasses import asdict

import click

from domain.bookings.erlang import QueueFigures
from domain.bookings.staffing import RequestLoad, Unstable, people_needed, staffing_of
from domain.errors import Invalid


@click.command()
@click.option("--arrivals", type=float, required=True, help="Requests that arrive, on average.")
@click.option("--per-minutes", type=float, required=True, help="In so many minutes.")
@click.option("--handling-s", type=float, required=True, help="Mean handling time in seconds.")
@click.option("--target-s", type=float, required=True, help="Wait that counts as in time, seconds.")
@click.option(
    "--patience-s", type=float, help="Mean patience of visitors in seconds; else they never leave."
)
@click.option("--concurrency", type=int, default=1, help="Conversations a person holds at once.")
@click.option("--people", type=int, help="Show what so many people achieve.")
@click.option("--service-level", type=float, help="Find the people for this share, such as 0.8.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def staffing(
    arrivals: float,
    per_minutes: float,
    handling_s: float,
    target_s: float,
    patience_s: float | None,
    concurrency: int,
    people: int | None,
    service_level: float | None,
    form: str,
) -> None:
    """
    Compute service levels by Erlang C, or by Erlang A for visitors who leave.

    Needs --people or --service-level. All shares are of all requests that arrive.
    """
    load = RequestLoad(arrivals, per_minutes * 60, handling_s, patience_s, concurrency)
    count = _people(load, target_s, people, service_level)
    figures = staffing_of(load, count, target_s)
    click.echo(_as_json(count, figures) if form == "json" else _as_text(count, figures))


def _people(
    load: RequestLoad, target_s: float, people: int | None, service_level: float | None
) -> int:
    if people is not None and service_level is None:
        if people < 1:
            raise Invalid("Enter at least one person.")
        return people
    if service_level is not None and people is None:
        return people_needed(load, target_s, service_level)
    raise Invalid("Enter either --people or --service-level.")


def _as_json(people: int, figures: QueueFigures | Unstable) -> str:
    if isinstance(figures, Unstable):
        return json.dumps({"people": people, "unstable": True}, indent=2)
    return json.dumps({"people": people, **asdict(figures)}, indent=2)


def _as_text(people: int, figures: QueueFigures | Unstable) -> str:
    if isinstance(figures, Unstable):
        return f"People:         {people}\nUnstable: the queue grows without end. Add people."
    return "\n".join(
        [
            f"People:         {people}",
            f"Service level:  {figures.service_level:.1%}",
            f"Occupancy:      {figures.occupancy:.1%}",
            f"Wait at all:    {figures.p_wait:.1%}",
            f"Mean wait:      {figures.mean_wait_s:.1f} s",
            f"Abandonment:    {figures.abandonment:.1%}",
        ]
    )
