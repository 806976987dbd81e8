"""The names of what bookings hold, in the reader's language."""

from domain.bookings.assumed_demand import DemandShape
from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import BookingMode
from domain.bookings.booking_reasons import BookingEndReason, PauseReason
from domain.bookings.funding import FundingMethod, FundingRefusalReason
from domain.bookings.quote import QuoteAssumption
from domain.bookings.shift import ShiftReleaseReason
from domain.bookings.week_parts import WeekPart
from web.bookings.delivery_calendar import CellState
from web.i18n.language import lazy_gettext

STATUSES = {
    BookingStatus.DRAFT: lazy_gettext("draft"),
    BookingStatus.DISCARDED: lazy_gettext("discarded"),
    BookingStatus.AWAITING_FUNDS: lazy_gettext("awaiting payment"),
    BookingStatus.RUNNING: lazy_gettext("running"),
    BookingStatus.PAUSED: lazy_gettext("paused"),
    BookingStatus.ENDED: lazy_gettext("ended"),
}
MODES = {
    BookingMode.REINFORCEMENT: lazy_gettext("When no ambassador can take the request"),
    BookingMode.WHEN_CLOSED: lazy_gettext("Only outside our opening hours"),
    BookingMode.ALWAYS: lazy_gettext("Always, beside the ambassadors"),
}
METHODS = {
    FundingMethod.CARD: lazy_gettext("Card"),
    FundingMethod.BANK_TRANSFER: lazy_gettext("Bank transfer"),
    FundingMethod.INVOICE: lazy_gettext("Invoice"),
}
FUNDING_REFUSALS = {
    FundingRefusalReason.DECLINED: lazy_gettext("the bank or the card declined it"),
    FundingRefusalReason.EXPIRED: lazy_gettext("no payment came in time"),
    FundingRefusalReason.CANCELLED: lazy_gettext("it was cancelled"),
}
PAUSE_REASONS = {
    PauseReason.OWN_STAFF_AVAILABLE: lazy_gettext("our own staff is available"),
    PauseReason.COST: lazy_gettext("cost"),
    PauseReason.QUALITY: lazy_gettext("quality of the answers"),
    PauseReason.OTHER: lazy_gettext("another reason"),
}
END_REASONS = {
    BookingEndReason.BRAND_WISH: lazy_gettext("we no longer need it"),
    BookingEndReason.BUDGET_SPENT: lazy_gettext("the budget is spent"),
}
"""Those that a brand chooses from; when the period is over, a job ends the booking."""
CELL_STATES = {
    CellState.FULL: lazy_gettext("all present"),
    CellState.PARTLY: lazy_gettext("partly present"),
    CellState.NONE: lazy_gettext("absent"),
    CellState.PLANNED: lazy_gettext("coming, all seats taken"),
    CellState.OPEN: lazy_gettext("coming, seats open"),
}
"""In the order of the legend."""
SHAPES = {
    DemandShape.OPENING_HOURS: lazy_gettext("Evenly over our opening hours"),
    DemandShape.EVENINGS: lazy_gettext("Mostly in the evenings"),
    DemandShape.OFFICE_HOURS: lazy_gettext("Mostly during office hours"),
}
ASSUMPTIONS = {
    QuoteAssumption.ASSUMED_DEMAND: lazy_gettext(
        "The number of requests is your assumption, not a forecast."
    ),
    QuoteAssumption.UNCHANGED_DEMAND: lazy_gettext(
        "Visitors ask as many questions as the forecast says, even if they get faster answers."
    ),
    QuoteAssumption.VOLUNTEERS_AS_BEFORE: lazy_gettext(
        "Ambassadors answer as many requests as they did in recent weeks."
    ),
    QuoteAssumption.ALL_SEATS_FILLED: lazy_gettext("Every seat is taken by an expert."),
    QuoteAssumption.ASSUMED_HANDLING_TIME: lazy_gettext(
        "A conversation takes 10 minutes; you have no conversations to measure."
    ),
    QuoteAssumption.NO_VISITOR_LEAVES: lazy_gettext(
        "No visitor leaves before an answer; it is not known how long yours wait."
    ),
    QuoteAssumption.OLD_HISTORY: lazy_gettext(
        "Your newest requests are older than two weeks. The forecast takes them for the latest."
    ),
    QuoteAssumption.EVERY_ANSWER_AT_PLAN_PRICE: lazy_gettext(
        "Every conversation costs the price of the plan. An expert who answers without a shift is"
        " paid the price of their engagement from the same budget."
    ),
    QuoteAssumption.OTHER_BOOKINGS_IGNORED: lazy_gettext(
        "What your other bookings answer in these hours is not left out."
    ),
    QuoteAssumption.HOLIDAYS_BOOKED: lazy_gettext(
        "Public holidays and exceptional days are booked like other days."
    ),
    QuoteAssumption.EVERY_SUBJECT: lazy_gettext("The experts answer requests on every subject."),
}
WEEK_PARTS = {
    WeekPart.WEEKDAY_NIGHTS: lazy_gettext("On weekday nights"),
    WeekPart.WEEKDAY_MORNINGS: lazy_gettext("On weekday mornings"),
    WeekPart.WEEKDAY_AFTERNOONS: lazy_gettext("On weekday afternoons"),
    WeekPart.WEEKDAY_EVENINGS: lazy_gettext("On weekday evenings"),
    WeekPart.WEEKEND_NIGHTS: lazy_gettext("On weekend nights"),
    WeekPart.WEEKEND_MORNINGS: lazy_gettext("On weekend mornings"),
    WeekPart.WEEKEND_AFTERNOONS: lazy_gettext("On weekend afternoons"),
    WeekPart.WEEKEND_EVENINGS: lazy_gettext("On weekend evenings"),
}
DONE = {
    "confirm": lazy_gettext("You have confirmed the booking."),
    "top-up": lazy_gettext("You have topped up the budget."),
    "pause": lazy_gettext("You have paused the booking."),
    "resume": lazy_gettext("You have resumed the booking."),
    "move": lazy_gettext("You have changed the last day."),
    "end": lazy_gettext("You have ended the booking."),
    "withdraw": lazy_gettext("You have withdrawn the payment."),
}
"""What a booking's page says after one of its forms, by action."""
RELEASED_WHY = {
    ShiftReleaseReason.ILLNESS: lazy_gettext("open again: the expert is ill"),
    ShiftReleaseReason.FAMILY: lazy_gettext("open again: the expert has a family reason"),
    ShiftReleaseReason.OTHER_WORK: lazy_gettext("open again: the expert has other work"),
    ShiftReleaseReason.TECHNICAL: lazy_gettext("open again: the expert has a technical problem"),
    ShiftReleaseReason.OTHER: lazy_gettext("open again: the expert has another reason"),
}
"""What a brand reads of a shift that was released after its notice time, by reason."""
