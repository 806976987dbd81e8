"""The quote of a plan in the terminal."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.booking_plan import BookingMode
from domain.bookings.demand_forecast import NoHistory
from domain.errors import Invalid, NotNow
from projections.brands import brands
from projections.brands.brands import BrandSummary
from web.bookings.labels import ASSUMPTIONS
from web.bookings.plan_requests import PlanRequest, read_plan
from web.bookings.quote_figures import quote_figures
from web.bookings.quotes import quote
from web.cli.parts import open_marketplace, open_store, read_money, update_read_models
from web.i18n import formats
from web.marketplace import Marketplace
from web.members.profile_forms import LANGUAGES
from web.private_store.store import PrivateStore
from web.settings import Settings

DAY = click.DateTime(formats=["%Y-%m-%d"])
LABELS = {
    "expected_requests": "Expected requests",
    "answered_within_promise": "Answered in time",
    "cost_minor": "Cost",
}


@dataclass(frozen=True)
class QuoteOptions:
    """What was typed; each option by its name."""

    first_day: datetime
    until: datetime
    windows: str
    seats: int
    price: str
    budget: str | None
    subject: str | None
    mode: str
    languages: tuple[str, ...]


@click.command("quote")
@click.argument("slug")
@click.option("--from", "first_day", required=True, type=DAY, help="The first day.")
@click.option("--to", "until", required=True, type=DAY, help="The day after the last.")
@click.option("--windows", required=True, help='When: "mon-fri 18:00-23:00; sat,sun 10:00-18:00".')
@click.option("--seats", type=int, default=1, show_default=True, help="Experts at once.")
@click.option("--price", required=True, help="Per conversation, such as 2.00.")
@click.option("--budget", help="What all conversations may cost; left out, it never ends.")
@click.option("--subject", help="The short name of the subject; left out, any subject.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in BookingMode]),
    default=BookingMode.REINFORCEMENT.value,
    show_default=True,
    help="When the experts are offered requests.",
)
@click.option(
    "--language",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    default=("fr",),
    show_default=True,
    help="What the experts answer in; may be repeated.",
)
@click.option("--requests-per-week", type=int, help="For a brand without enough history.")
@click.option(
    "--shape",
    type=click.Choice([shape.value for shape in DemandShape]),
    help="When these requests come.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def quote_plan(
    slug: str, requests_per_week: int | None, shape: str | None, form: str, **options: Any
) -> None:
    """Quote a booking: the requests, answers and cost to expect. Nothing is booked."""
    marketplace = open_marketplace()
    store = open_store(Settings.from_environment())
    click.get_current_context().call_on_close(store.close)
    update_read_models(marketplace)
    with marketplace.read_models.read(marketplace.read_models.brands) as db:
        brand = brands.brand_called(slug, db)
    assumed = _assumed(requests_per_week, shape)
    figures = _figures(QuoteOptions(**options), brand, assumed, marketplace, store)
    click.echo(json.dumps(figures, indent=2) if form == "json" else _as_text(figures, brand))


def _figures(
    options: QuoteOptions,
    brand: BrandSummary,
    assumed: AssumedDemand | None,
    marketplace: Marketplace,
    store: PrivateStore,
) -> dict[str, Any]:
    read_models, at = marketplace.read_models, marketplace.clock()
    reading = read_plan(_request(options, brand.currency), brand, read_models, at)
    for error in reading.errors:
        raise error.refusal
    assert reading.plan is not None
    quotes = quote(read_models, store, brand, reading.plan, at, assumed)
    if isinstance(quotes, NoHistory):
        raise NotNow(
            "There is too little history for a forecast: %(weeks)s whole weeks and %(requests)s"
            " requests. Pass --requests-per-week and --shape.",
            weeks=quotes.weeks,
            requests=quotes.requests,
        )
    return quote_figures(quotes[0])


def _request(options: QuoteOptions, currency: str) -> PlanRequest:
    budget = options.budget
    return PlanRequest(
        subject=options.subject,
        languages=options.languages,
        first_day=options.first_day.date(),
        until=options.until.date(),
        windows=options.windows,
        seats=options.seats,
        mode=BookingMode(options.mode),
        price=read_money(options.price, currency),
        budget=None if budget is None else read_money(budget, currency),
    )


def _assumed(requests_per_week: int | None, shape: str | None) -> AssumedDemand | None:
    if requests_per_week is None:
        if shape is not None:
            raise Invalid("--shape needs --requests-per-week.")
        return None
    if requests_per_week < 1:
        raise Invalid("Enter the number of requests that you expect in a week, such as 200.")
    return AssumedDemand(requests_per_week, DemandShape(shape or DemandShape.OPENING_HOURS))


def _as_text(figures: dict[str, Any], brand: BrandSummary) -> str:
    ends_on = figures["budget_ends_on"] or "it lasts"
    lines = [("Booked minutes", f"{figures['booked_minutes']}")]
    for name, label in LABELS.items():
        low, mean, high = (
            formats.money(value, brand.currency) if name == "cost_minor" else f"{value:.0f}"
            for value in figures[name].values()
        )
        lines.append((label, f"{mean} ({low} to {high})"))
    lines += [("Budget ends on", ends_on), ("Qualified people", f"{figures['qualified_people']}")]
    return "\n".join(
        [*(f"{label + ':':<20}{text}" for label, text in lines)]
        + [f"- {ASSUMPTIONS[assumption]}" for assumption in figures["assumptions"]]
    )
