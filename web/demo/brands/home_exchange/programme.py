"""What the home-exchange brand does for its ambassadors through the year, and what that costs."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.brands.brand import CostCategory
from web.demo import assumptions as assume
from web.demo.brand_script import Book
from web.demo.brands.home_exchange.ambassadors import WITH_THE_BRAND_IN_JANUARY, YEAR
from web.demo.dates import months, third_friday
from web.demo.ids import id_in
from web.demo.presence_sessions import Respondent

REASONS = ("own_wish", "own_wish", "moved")
NO_EVENING = (8, 12)
BY_AN_AMBASSADOR = (5, 10)
"""The evenings of these months were organised by an ambassador, and cost the brand nothing."""
WEEKEND = date(YEAR, 9, 23)
GOODIES = date(YEAR, 1, 20)
WRITTEN_DOWN = timedelta(days=3)


def people_come_and_go(book: Book, ambassadors: list[Respondent], brand_id: UUID) -> None:
    """Of those who apply in a month one becomes active; the others stay members only."""
    for number, each in enumerate(ambassadors):
        book.join(each)
        book.part(each, REASONS[number % len(REASONS)])
    for month in months(YEAR):
        for number in range(assume.APPLICANTS.value - 1):
            applied = datetime(YEAR, month.month, 6 + 5 * number, 19, tzinfo=UTC)
            applicant_id = id_in(brand_id, "applicant", month, number)
            book.apply(applicant_id, ("fr",), "FR", applied)


def programme_costs(book: Book, ambassadors: list[Respondent]) -> None:
    for month in months(YEAR):
        if month.month not in (*NO_EVENING, *BY_AN_AMBASSADOR):
            book.evening(third_friday(month))
        book.manager_and_licence(month, assume.MANAGER_HOURS, assume.LICENCE_EUR)
    for each in ambassadors[WITH_THE_BRAND_IN_JANUARY:]:
        book.welcome_gift(each)
    known = WEEKEND + WRITTEN_DOWN
    book.cost(CostCategory.EVENT, assume.WEEKEND_EUR.value, WEEKEND, "weekend", known)
    known = GOODIES + WRITTEN_DOWN
    book.cost(CostCategory.GOODIES, assume.GOODIES_EUR.value, GOODIES, "goodies", known)
