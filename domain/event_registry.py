"""All aggregates and events: a reader of the log imports this, so that all are registered."""

from domain.aggregate import EVENT_TYPES
from domain.assessments import assessment, attempt
from domain.bookings import booking, budget_reservation, shift
from domain.brands import brand, subject
from domain.conversations import conversation
from domain.members import member
from domain.moderation import suspension
from domain.presence import presence_session as session
from domain.recruitment import ambassador_application as application
from domain.recruitment import call_for_experts as call
from domain.recruitment import staff_invitation as staff
from domain.rewards import programme, recognition, redemption

AGGREGATE_TYPES = (
    brand.Brand,
    subject.Subject,
    member.Member,
    application.AmbassadorApplication,
    assessment.Assessment,
    attempt.Attempt,
    call.CallForExperts,
    staff.StaffInvitation,
    suspension.Suspension,
    booking.Booking,
    shift.Shift,
    session.PresenceSession,
    conversation.Conversation,
    budget_reservation.BudgetReservation,
    programme.Programme,
    redemption.Redemption,
    recognition.Recognition,
)
"""The aggregates, in the order in which docs/events.md lists them."""

__all__ = ["AGGREGATE_TYPES", "EVENT_TYPES"]
