"""
A contest from the claim to the appeal: budget, ledger, comparison and pages agree at each step.

What was known before stays known: as of then, and after a rebuild, the figures are the same.
"""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingMode, BookingPlan
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.funding import FundingMethod
from domain.bookings.weekly_windows import parse_windows
from domain.terms import Paid
from payments import accounts
from payments.earnings.earning import earning_id
from payments.ledger.account_lines import balances_of
from payments.ledger.cutoffs import Cutoff
from payments.ledger.flows import Flow, FlowFilter, flow_total
from projections.bookings.bookings import booking_with_id
from projections.comparison.compare import compare
from projections.comparison.sources import ComparisonQuery
from projections.engine.rebuild import Rebuilder
from tests.support.people import EXPERT, MANAGER, euros
from tests.web.assessments.authoring_fixture import text_on
from tests.web.earnings.earning_fixture import ANSWER, FRAN, INES, PAOLA, REASON, SPEND
from tests.web.shop import NEST
from web.bookings.jobs import end_bookings

BOOKING, FUNDING = UUID(int=51), UUID(int=52)
DAY = timedelta(days=1)
BUDGET, PRICE = 10_000, 200


class PrepaidCase:
    """A brand with a booking at any time, two conversations that it paid, one contested."""

    def __init__(self, desk):
        self.desk, self.market = desk, desk.market
        self._books(desk.now - 10 * DAY)
        self.contested = desk.contested(is_answered=True)
        desk.closes(days_ago=2)
        desk.update()

    def _books(self, at):
        plan = BookingPlan(
            subject_id=None,
            languages=("fr", "en"),
            first_day=(at + DAY).date(),
            until=(at + 30 * DAY).date(),
            zone=NEST.zone,
            week=parse_windows("mon,tue,wed,thu,fri,sat,sun 00:00-24:00", NEST.zone),
            seats=1,
            mode=BookingMode.ALWAYS,
            price=euros(PRICE),
            budget=euros(BUDGET),
        )
        bookings = self.market.bookings
        bookings.draft(BOOKING, NEST.brand_id, plan, MANAGER, at)
        bookings.confirm(BOOKING, FUNDING, FundingMethod.CARD, 20, MANAGER, at)
        bookings.receive_funding(BOOKING, FUNDING, "VIR 1", at)

    def accepts(self):
        self._decides(self.market.earnings.accept_contest, FRAN)

    def appeal_is_granted(self):
        id, words = earning_id(self.contested), self.desk.words(ANSWER, self.contested)
        self.market.earnings.appeal(id, EXPERT, words, self.desk.now)
        self._decides(self.market.earnings.grant_appeal, PAOLA)

    def _decides(self, decide, email):
        words = self.desk.words(REASON, self.contested)
        decide(earning_id(self.contested), words, self.desk.id_of(email), self.desk.now)
        self.desk.update()

    def costs(self):
        """What each of them says the conversations cost, in minor units."""
        market = self.market
        with market.ledger.read() as db:
            [prepaid], owed = (
                balances_of([account(NEST.brand_id)], db)[account(NEST.brand_id).name]
                for account in (accounts.prepaid, accounts.receivable)
            )
            spent = flow_total(FlowFilter(Flow.SPENT, "EUR"), Cutoff(None, None), db)
        with market.read_models.read(market.read_models.bookings) as db:
            booking = booking_with_id(BOOKING, db)
        assert [money.amount for money in owed] == [0]
        return {
            "ledger": BUDGET - prepaid.amount,
            "flow": spent,
            "balance": BUDGET - left_in_budget(market.log, BOOKING),
            "booking": booking.spent.amount,
            "comparison": self.comparison().models[Paid.model].cost.total_minor,
        }

    def comparison(self):
        first = (self.desk.now - 20 * DAY).date()
        query = ComparisonQuery(NEST.slug, first, (self.desk.now + 2 * DAY).date())
        return compare(query, self.market.read_models, self.desk.now)

    def rebuilt_differences(self):
        rebuilder = Rebuilder(self.market.log, self.market.read_model_store, lambda *_: None)
        return rebuilder.check(self.market.read_models.facts, self.market.read_models.bookings)


@pytest.fixture
def case(desk):
    return PrepaidCase(desk)


def agreed(cost):
    return dict.fromkeys(("ledger", "flow", "balance", "booking", "comparison"), cost)


def test_budget_ledger_and_comparison_agree_from_the_contest_to_the_appeal(case):
    assert case.costs() == agreed(2 * PRICE)
    answered = case.comparison().models[Paid.model].answered

    case.accepts()
    assert case.costs() == agreed(PRICE)
    assert case.comparison().models[Paid.model].answered == answered
    assert case.rebuilt_differences() == []

    case.appeal_is_granted()
    assert case.costs() == agreed(2 * PRICE)
    assert case.rebuilt_differences() == []
    assert case.market.log.load(Booking, BOOKING).status == "running"


def test_a_price_that_comes_back_after_the_end_is_to_be_refunded(case, signed_in):
    bookings, now = case.market.bookings, case.desk.now
    bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, now)
    case.accepts()

    assert end_bookings(case.market, now) == 1
    case.desk.update()

    account = signed_in(FRAN).get(f"/finance/brand-accounts/{NEST.brand_id}").text
    assert "€98.00 left of booking" in text_on(account)
    assert case.comparison().models[Paid.model].cost.total_minor == PRICE


def test_brand_and_platform_read_where_the_price_went(case, signed_in):
    case.accepts()
    price = f"{SPEND}/{case.contested}"

    page = signed_in(INES).get(price)
    text = text_on(page.text)
    assert "€2.00 is in the budget of its booking again." in text
    assert f"/brands/nest/bookings/{BOOKING}" in page.text
    timeline = signed_in(INES).get(f"/brands/nest/conversations/{case.contested}").text
    assert "The amount is in the budget of the booking again." in text_on(timeline)
    ledger = signed_in(FRAN).get(f"/finance/conversations/{case.contested}").text
    assert "A budget has the price of a conversation back" in text_on(ledger)

    account = signed_in(FRAN).get(f"/finance/brand-accounts/{NEST.brand_id}").text
    for what in ("A contest was accepted", "A budget has the price of a conversation back"):
        assert f"{what} €2.00 {case.contested.hex[:8]}" in text_on(account)
    assert f"/finance/conversations/{case.contested}" in account

    case.appeal_is_granted()
    assert "The budget of its booking paid €2.00 again." in text_on(signed_in(INES).get(price).text)


def test_the_list_of_conversations_shows_what_the_brand_pays(case, signed_in):
    ines = signed_in(INES)
    assert text_on(ines.get("/brands/nest/conversations").text).count("€2.00") == 2

    case.accepts()

    text = text_on(ines.get("/brands/nest/conversations").text)
    assert (text.count("€2.00"), text.count("€0.00")) == (1, 1)


def test_an_expert_does_not_read_of_the_brands_budget(case, signed_in):
    case.accepts()

    assert "budget" not in text_on(
        signed_in("emma@expert.example").get(f"/me/earnings/{case.contested}").text
    )
