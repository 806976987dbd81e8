"""A brand's June with everything in it, and how a test reads the comparison's page."""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from domain.brands.opening_hours import OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS
from tests.support.people import AMBASSADOR, EMPLOYEE, EXPERT, MANAGER, MORNING, euros
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import NEST, open_shop, settings_at

DAY = timedelta(days=1)
JUNE = "from=2026-06-01&to=2026-07-01"
COLUMNS = ("", *MODELS)


@contextmanager
def open_june(folder):
    """A shop with its June lived through: what is open at it, and its counter."""
    with (
        open_shop(settings_at(folder)) as shop,
        counter_of(shop.app, shop.settings.database_url) as counter,
    ):
        live_through_june(counter)
        counter.update_read_models()
        yield shop, counter


def live_through_june(counter):
    hours = OpeningHours.weekly("Europe/Paris", {day: [("09:00", "21:00")] for day in range(7)})
    counter.market.brands.set_opening_hours(NEST.brand_id, hours, MANAGER, MORNING - DAY)
    for number in range(40):
        at = MORNING + DAY * (number % 27) + timedelta(hours=number % 5, minutes=number)
        visit(counter, number, at)
    counter.asks(MORNING + 27 * DAY)
    spend(counter)


def visit(counter, number, at):
    if number % 4 == 0:
        return counter.is_lost(list(LostReason)[number // 4 % 3], at)
    ratings = (5, 4, 5) if number % 2 else None
    respondent_id = (AMBASSADOR, EXPERT, EXPERT, AMBASSADOR, EMPLOYEE, EXPERT)[number % 6]
    return counter.is_answered(
        respondent_id, at, ratings=ratings, sales=(4990,) if number % 5 == 0 else ()
    )


def spend(counter):
    spent = (
        (CostCategory.GIFT, 2500, 3),
        (CostCategory.LICENCE, 12000, 29),
        (CostCategory.GIFT, 700, 12),
    )
    for number, (kind, cents, day) in enumerate(spent):
        on, cost_id = (MORNING + day * DAY).date(), UUID(int=900 + number)
        arguments = (cost_id, kind, euros(cents), on, on, "voluntary", MANAGER, MORNING + 30 * DAY)
        counter.market.brands.record_programme_cost(NEST.brand_id, *arguments)
    withdrawn = (UUID(int=902), "mistake", MANAGER, MORNING + 31 * DAY)
    counter.market.brands.reverse_programme_cost(NEST.brand_id, *withdrawn)


@dataclass
class TableCell:
    """A cell of the comparison as the page shows it."""

    text: str
    url: str | None
    small: str

    @property
    def query(self):
        """The query parameters of its link, by name."""
        query = parse_qs(urlsplit(self.url or "").query)
        return {name: values[0] for name, values in query.items()}


def cells_in(page):
    """The cells of the comparison that are not empty, by figure and model."""
    visible = re.sub(r'<span class="visually-hidden">.*?</span>', "", page)
    rows = re.findall(r'<tr[^>]* data-figure="([^"]+)">(.*?)</tr>', visible, re.DOTALL)
    return {
        (figure, model): cell_in(cell)
        for figure, row in rows
        for model, cell in zip(COLUMNS, re.findall(r"<td[^>]*>(.*?)</td>", row), strict=True)
        if cell
    }


def cell_in(cell):
    figure, _, small = cell.partition('<span class="figure-small">')
    link = re.search(r'href="([^"]+)"', figure)
    return TableCell(text_of(figure), link and unescape(link[1]), text_of(small))


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


def links_in(html, part):
    """The links of a page whose address holds this."""
    links = map(unescape, re.findall(r'href="([^"]+)"', html))
    return [link for link in links if part in link]
