"""What the home-exchange brand does for its ambassadors through the year, and what that costs."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.brands.brand import CostCategory
from web.demo import assumptions as assume
from web.demo.brand_script import BrandScript
from web.demo.brands.home_exchange.ambassadors import ENGAGED_IN_JANUARY, YEAR
from web.demo.dates import months, third_friday
from web.demo.ids import id_in
from web.demo.presence_sessions import Respondent

REASONS = ("own_wish", "own_wish", "moved")
NO_EVENING = (8, 12)
BY_AN_AMBASSADOR = (5, 10)
"""The evenings of these months were organised by an ambassador, and cost the brand nothing."""
WEEKEND = date(YEAR, 9, 23)
GOODIES = date(YEAR, 1, 20)
RECORDED_AFTER = timedelta(days=3)


def plan_memberships(script: BrandScript, ambassadors: list[Respondent], brand_id: UUID) -> None:
    """Of those who sign up in a month one becomes an ambassador; the others stay members only."""
    for number, ambassador in enumerate(ambassadors):
        script.join(ambassador)
        script.end_engagement(ambassador, REASONS[number % len(REASONS)])
    for month in months(YEAR):
        for number in range(assume.APPLICANTS.value - 1):
            signed_up_at = datetime(YEAR, month.month, 6 + 5 * number, 19, tzinfo=UTC)
            applicant_id = id_in(brand_id, "applicant", month, number)
            script.sign_up(applicant_id, ("fr",), "FR", signed_up_at)


def plan_programme_costs(script: BrandScript, ambassadors: list[Respondent]) -> None:
    for month in months(YEAR):
        if month.month not in (*NO_EVENING, *BY_AN_AMBASSADOR):
            script.hold_evening(third_friday(month))
        script.record_fixed_costs(month, assume.MANAGER_HOURS, assume.LICENCE_EUR)
    for ambassador in ambassadors[ENGAGED_IN_JANUARY:]:
        script.send_welcome_gift(ambassador)
    for kind, euros, day, name in (
        (CostCategory.EVENT, assume.WEEKEND_EUR.value, WEEKEND, "weekend"),
        (CostCategory.GOODIES, assume.GOODIES_EUR.value, GOODIES, "goodies"),
    ):
        script.record_programme_cost(kind, euros, day, name, day + RECORDED_AFTER)
