"""A plan of two evenings, and people who book and take it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from domain.bookings.booking_commands import BookingCommands
from domain.bookings.booking_plan import BookingMode, BookingPlan
from domain.bookings.funding import FundingMethod
from domain.bookings.shift_commands import ShiftCommands
from domain.bookings.weekly_windows import parse_windows
from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.conversations.conversation_commands import ConversationCommands
from domain.log.entries import Decision
from domain.members.member import Member
from domain.members.member_commands import MemberCommands
from domain.members.qualification import Qualification, QualificationReason
from domain.presence.presence_session_commands import PresenceSessionCommands
from tests.support.people import BRAND, ELECTRICITY, MANAGER, PAID, after, euros

BOOKING = UUID("b1000000-0000-4000-8000-000000000001")
FUNDING = UUID("b2000000-0000-4000-8000-000000000001")
PARIS = "Europe/Paris"

# The morning of the examples is Monday, 1 June 2026, 11:00 in Paris.
PLAN = BookingPlan(
    subject_id=ELECTRICITY,
    languages=("fr",),
    first_day=date(2026, 6, 1),
    until=date(2026, 6, 8),
    zone=PARIS,
    week=parse_windows("mon,tue 18:00-20:00", PARIS),
    seats=2,
    mode=BookingMode.ALWAYS,
    price=euros(200),
    budget=euros(10_000),
)
MONDAY_EVENING = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
TUESDAY_EVENING = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)


class BookingDesk:
    """A brand that books, with the experts who know its subject."""

    def __init__(self, log):
        self.log = log
        self.bookings, self.shifts = BookingCommands(log), ShiftCommands(log)
        self.members, self.presence = MemberCommands(log), PresenceSessionCommands(log)
        self.conversations = ConversationCommands(log)
        BrandCommands(log).register(BRAND, "road", "Road", PARIS, "EUR", MANAGER, after(-9000))
        names = {"fr": "Électricité", "en": "Electricity"}
        SubjectCommands(log).add(ELECTRICITY, "electricity", names, None, MANAGER, after(-9000))

    def drafted(self, plan=PLAN, booking_id=BOOKING):
        self.bookings.draft(booking_id, BRAND, plan, MANAGER, after(0))

    def confirmed(self, plan=PLAN, booking_id=BOOKING, **rules):
        self.drafted(plan, booking_id)
        self.bookings.confirm(
            booking_id, FUNDING, FundingMethod.CARD, 20, MANAGER, after(10), **rules
        )

    def running(self, plan=PLAN, booking_id=BOOKING, **rules):
        self.confirmed(plan, booking_id, **rules)
        self.bookings.receive_funding(booking_id, FUNDING, "test", after(20))

    def running_too(self, booking_id, plan=PLAN, **rules):
        """One more running booking of the same brand."""
        funding_id = uuid4()
        self.drafted(plan, booking_id)
        self.bookings.confirm(
            booking_id, funding_id, FundingMethod.CARD, 20, MANAGER, after(10), **rules
        )
        self.bookings.receive_funding(booking_id, funding_id, "test", after(20))

    def expert(self, member_id=None, languages=("fr",), subject_id=ELECTRICITY):
        """A member who joined and is qualified."""
        member_id = member_id or uuid4()
        self.members.join(member_id, languages, "FR", after(-8000))

        def qualify():
            member = self.log.load(Member, member_id)
            qualification = Qualification(
                subject_id, uuid4(), uuid4(), 80, after(-7000), until=None
            )
            member.qualify(qualification, QualificationReason.PASSED, after(-7000))
            return Decision([member])

        self.log.execute(qualify)
        return member_id

    def engaged_expert(self, at, capacity=4):
        """An expert who is engaged and online from a time on, without a shift."""
        member_id = self.expert()
        self.members.start_engagement(member_id, BRAND, PAID, MANAGER, after(-6000))
        self.presence.come_online(uuid4(), member_id, capacity, at)
        return member_id

    def request(self, respondent_ids, at, subject_id=ELECTRICITY):
        """A waiting request that was offered to these respondents."""
        conversation_id = uuid4()
        self.conversations.request(conversation_id, BRAND, uuid4(), "fr", at, subject_id=subject_id)
        self.conversations.offer(conversation_id, tuple(respondent_ids), at)
        return conversation_id

    def answered(self, conversation_id, member_id, at):
        self.conversations.send_first_reply(conversation_id, member_id, at)
        self.conversations.close(conversation_id, member_id, "answered", (1, 1), at, at)

    def event_names(self, id):
        return [type(envelope.data).__name__ for envelope in self.log.history(id)]
