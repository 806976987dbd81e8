"""One plan has one quote: on the page, from the API and on the command line, to the cent."""

import re
from datetime import timedelta

from tests.web.bookings.booking_program import ASSUMED, FIRST, PLAN, UNTIL
from tests.web.cli.program import Program

TYPED = {
    "subject_id": "",
    "first_day": FIRST.isoformat(),
    "last_day": (UNTIL - timedelta(days=1)).isoformat(),
    "windows": PLAN["windows"],
    "seats": "2",
    "languages": ["fr"],
    "mode": "always",
    "price": "2.00",
    "budget": "400.00",
    "requests_per_week": "70",
    "shape": "evenings",
}
OPTIONS = {
    "from": FIRST,
    "to": UNTIL,
    "windows": PLAN["windows"],
    "seats": 2,
    "mode": "always",
    "price": "2.00",
    "budget": "400.00",
    "requests-per-week": 70,
    "shape": "evenings",
    "format": "json",
}


def in_minor_units(page):
    """The mean, low and high cost that a page shows."""
    shown = page[page.index("<dt>Cost</dt>") :]
    return [int(whole + cents) for whole, cents in re.findall(r"€(\d+)\.(\d\d)", shown)[:3]]


def test_page_api_and_command_have_the_same_figures(booking_program, signed_in, sqlite_url):
    budget = {"amount_minor": 40_000, "currency": "EUR"}
    body = PLAN | ASSUMED | {"subject": None, "budget": budget}
    options = (part for name, value in OPTIONS.items() for part in (f"--{name}", value))

    page = signed_in("ines@nest.example").get("/brands/nest/bookings/quote", query_string=TYPED)
    answer = booking_program.program.post("/quote", body).json
    figures = Program(sqlite_url).works("quote", "nest", *options).figures

    assert figures == {name: answer[name] for name in figures}
    cost = figures["cost_minor"]
    assert 0 < cost["low"] < cost["mean"] < cost["high"]
    assert in_minor_units(page.text) == [cost["mean"], cost["low"], cost["high"]]
    assert re.search(
        rf"Booked time</dt><dd><strong>{figures['booked_minutes'] // 60}\.0", page.text
    )
