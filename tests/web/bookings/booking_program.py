"""A brand's program that books: a plan as it sends it, and what it does with it."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from domain.bookings.funding import FundingMethod
from domain.clock import system_clock
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from tests.domain.bookings.booking_examples import BOOKING, FUNDING, MONDAY_EVENING
from tests.domain.bookings.booking_examples import PLAN as EVENINGS
from tests.support.people import ELECTRICITY, MANAGER, after, euros
from tests.web.api.programs import program_of
from tests.web.shop import NEST

TODAY = system_clock().astimezone(ZoneInfo(NEST.zone)).date()
FIRST, UNTIL = TODAY + timedelta(days=7), TODAY + timedelta(days=35)
PLAN = {
    "subject": "electricity",
    "languages": ["fr"],
    "first_day": FIRST.isoformat(),
    "until": UNTIL.isoformat(),
    "windows": "mon-fri 18:00-20:00",
    "seats": 2,
    "mode": "always",
    "price": {"amount_minor": 200, "currency": "EUR"},
    "budget": {"amount_minor": 10_000, "currency": "EUR"},
}
ASSUMED = {"requests_per_week": 70, "shape": "evenings"}


class BookingProgram:
    """Sends plans and writes; `market` is the marketplace that it writes to."""

    def __init__(self, shop, market):
        self.market, self.program = market, program_of(shop)
        names = {"fr": "Électricité", "en": "Electricity"}
        market.subjects.add(ELECTRICITY, "electricity", names, None, MANAGER, after(-9000))
        market.brands.set_credit_limit(NEST.brand_id, euros(50_000), MANAGER, after(0))
        market.projector.catch_up()

    @property
    def head(self):
        return self.market.log.rows.head()

    def drafts(self, **fields):
        """A new draft's id."""
        response = self.program.write("/bookings", PLAN | fields)
        assert response.status_code == 201
        return response.json["booking_id"]

    def runs(self, **fields):
        """The id of a booking that was confirmed and paid in."""
        booking_id = self.drafts(**fields)
        response = self.does(booking_id, "confirm", method="invoice")
        assert (response.status_code, response.json["status"]) == (200, "running")
        return booking_id

    def does(self, booking_id, action, key=None, **body):
        return self.program.write(f"/bookings/{booking_id}/{action}", body or None, key)

    def shows(self, booking_id):
        return self.program.get(f"/bookings/{booking_id}").json

    def ran_in_june(self, delivered_minutes):
        """The id of a booking that is over, of which one expert held a shift, online so long."""
        bookings, expert = self.market.bookings, self._expert()
        bookings.draft(BOOKING, NEST.brand_id, EVENINGS, MANAGER, after(0))
        arguments = (BOOKING, FUNDING, FundingMethod.INVOICE, 20, MANAGER, after(10))
        bookings.confirm(*arguments)
        self.market.shifts.take(BOOKING, MONDAY_EVENING, 1, expert, after(100))
        self.market.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING)
        left_at = MONDAY_EVENING + timedelta(minutes=delivered_minutes)
        self.market.presence.leave(expert, "declared", left_at)
        self.market.projector.catch_up()
        return str(BOOKING)

    def _expert(self):
        member_id = uuid4()
        self.market.members.join(member_id, ("fr",), "FR", after(-8000))
        passed = Qualification(ELECTRICITY, uuid4(), uuid4(), 80, after(-7000), until=None)

        def qualify(member):
            member.qualify(passed, QualificationReason.PASSED, after(-7000))

        self.market.log.update(Member, member_id, qualify)
        return member_id
