"""
What events move, as postings that balance in each unit: pure, so that it can be recomputed.

* postings_of         the postings of any event; none for an event that moves nothing
  - of a closed conversation, whatever its terms
  - of a booking's budget: paid in, reserved, spent, released, given back
  - of earnings: refused, restored, released
  - of payouts: initiated, paid, refused, paid although refused, come back
  - of statements: adjusted, recovered from what an expert owes
  - of rails: fees accrued and charged, breaks that were closed
  - of points: earned, redeemed, returned, expired
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, assert_never

from domain.aggregate import Event
from domain.bookings.booking import Booking
from domain.bookings.budget_reservation import BudgetReservation
from domain.bookings.funding import FundingMethod
from domain.conversations.conversation import Conversation
from domain.money import Money
from domain.rewards.points import total_points
from domain.rewards.recognition import Recognition
from domain.rewards.redemption import Redemption
from domain.terms import Employed, Paid, Voluntary
from payments import accounts
from payments.accounts import POINTS, LedgerAccount
from payments.brand_accounts.booking_refund import BookingRefund
from payments.brand_accounts.brand_account import BrandAccount
from payments.earnings.earning import Earning
from payments.pay_runs.payout import Payout, Rail
from payments.rail_statements.rail_fee import RailFee
from payments.rail_statements.rail_statement import RailAccount, RailCategory, RailStatement
from payments.rail_statements.reconciliation_break import BreakClosingReason, ReconciliationBreak
from payments.statements.statement_account import StatementAccount


class Posting(NamedTuple):
    """An amount in whole minor units credited to an account; a negative one is debited."""

    account: LedgerAccount
    amount: int
    unit: str


def _closed(closed: Conversation.Closed) -> list[Posting]:
    """
    What the brand owes, and who earns it.

    The brand owes the price; the platform keeps its commission, rounded half up; the expert gets
    the rest. An ambassador gets points. An employee's conversation moves nothing: the brand pays
    the wage outside the marketplace.
    """
    match closed.terms:
        case Paid(price=price, commission_percent=percent):
            commission, net = price.share(percent)
            return [
                Posting(accounts.receivable(closed.brand_id), -price.amount, price.currency),
                Posting(accounts.COMMISSION, commission.amount, commission.currency),
                Posting(accounts.held(closed.respondent_id), net.amount, net.currency),
            ]
        case Voluntary(points=points):
            # Points of conversations before Comptoir were never credited: no member can use them.
            earned = 0 if closed.reason == "imported" else points
            return _points(
                accounts.points_issued(closed.brand_id),
                accounts.points(closed.respondent_id, closed.brand_id),
                earned,
            )
        case Employed():
            return []
        case unknown:
            assert_never(unknown)


def _earning(
    event: Earning.Released | Earning.Refused | Earning.ContestAccepted | Earning.AppealGranted,
) -> list[Posting]:
    """What is refused is taken back from expert and platform, and credited to the brand."""
    pay = event.pay
    match event:
        case Earning.Released():
            expert = (accounts.held(pay.expert_id), accounts.payable(pay.expert_id))
            return _transfer(*expert, pay.net)
        case Earning.AppealGranted():
            sign = 1
        case _:
            sign = -1
    return [
        Posting(accounts.receivable(pay.brand_id), -sign * pay.price.amount, pay.price.currency),
        Posting(accounts.COMMISSION, sign * pay.commission.amount, pay.commission.currency),
        Posting(accounts.held(pay.expert_id), sign * pay.net.amount, pay.net.currency),
    ]


def _statement(
    event: (
        StatementAccount.StatementClosed | StatementAccount.BonusEarned | StatementAccount.Adjusted
    ),
) -> list[Posting]:
    """What an expert owes is an advance: deducted beyond what was payable, recovered later."""
    payable, advance = accounts.payable(event.expert_id), accounts.advance(event.expert_id)
    match event:
        case StatementAccount.StatementClosed(recovered=recovered):
            return _transfer(payable, advance, recovered)
        case StatementAccount.BonusEarned(amount=amount):
            return _transfer(accounts.ADJUSTMENTS, payable, amount)
        case StatementAccount.Adjusted(amount=amount):
            return [
                Posting(accounts.ADJUSTMENTS, -amount.amount, amount.currency),
                Posting(payable, event.payable_change.amount, amount.currency),
                Posting(advance, -event.owed_change.amount, amount.currency),
            ]


def _payout(
    event: (
        Payout.Initiated
        | Payout.Retried
        | Payout.Refused
        | Payout.RefusalRecorded
        | Payout.FoundNotPaid
        | Payout.Paid
        | Payout.PaymentRecorded
        | Payout.FoundPaid
    ),
) -> list[Posting]:
    """It is in transit from before a rail is asked until its outcome is known."""
    payable, in_transit = accounts.payable(event.expert_id), accounts.in_transit(event.expert_id)
    match event:
        case Payout.Initiated() | Payout.Retried():
            return _transfer(payable, in_transit, event.amount)
        case Payout.Refused() | Payout.RefusalRecorded() | Payout.FoundNotPaid():
            return _transfer(in_transit, payable, event.amount)
        case Payout.Paid(rail=rail) | Payout.PaymentRecorded(rail=rail):
            return _transfer(in_transit, _source_of(rail), event.amount)
        case Payout.FoundPaid(paid_from=account):
            return _transfer(in_transit, RAILS[account], event.amount)


def _late_payment(event: Payout.PaidAfterRefusal | Payout.FurtherPaymentFound) -> list[Posting]:
    """The amount was payable again by then: what is left of it there goes, the rest is owed."""
    from_payable = event.amount.amount - event.owed.amount
    unit = event.amount.currency
    return [
        Posting(accounts.payable(event.expert_id), -from_payable, unit),
        Posting(accounts.advance(event.expert_id), -event.owed.amount, unit),
        Posting(_source_of(event.rail), event.amount.amount, unit),
    ]


def _came_back(event: Payout.Reversed | Payout.ReturnRecorded) -> list[Posting]:
    """People record only what came back to the bank."""
    is_by_rail = isinstance(event, Payout.Reversed)
    account = _source_of(event.rail) if is_by_rail else accounts.BANK
    return _transfer(account, accounts.payable(event.expert_id), event.amount)


def _source_of(rail: Rail) -> LedgerAccount:
    match rail:
        case Rail.STRIPE:
            return accounts.STRIPE
        case Rail.PRACTICE:
            return accounts.PRACTICE
        case Rail.MANUAL | Rail.SEPA:
            return accounts.BANK


def _rail(
    event: RailStatement.Imported | RailFee.Accrued | ReconciliationBreak.Closed,
) -> list[Posting]:
    """What rails charge, and what brings the ledger to what they say."""
    match event:
        case RailFee.Accrued(fee=fee):
            return _transfer(accounts.RAIL_FEES, accounts.RAIL_FEES_ACCRUED, fee)
        case RailStatement.Imported(account=account):
            return [
                posting
                for line in event.lines
                if line.category is RailCategory.PROCESSING_FEE
                for posting in _transfer(RAILS[account], accounts.RAIL_FEES, line.amount)
            ]
        case ReconciliationBreak.Closed(amount=amount, accrued=accrued):
            return [
                *_transfer(RAILS[event.account], CLOSED_BY[event.reason], amount),
                *_transfer(accounts.RAIL_FEES_ACCRUED, accounts.RAIL_FEES, accrued),
            ]


RAILS = {RailAccount.BANK: accounts.BANK, RailAccount.STRIPE: accounts.STRIPE}
CLOSED_BY = {
    BreakClosingReason.RAIL_FEE: accounts.RAIL_FEES,
    BreakClosingReason.WRITTEN_OFF: accounts.ADJUSTMENTS,
    BreakClosingReason.OWN_TRANSFER: accounts.OWN_TRANSFERS,
}


def _paid_in_or_back(
    event: Booking.FundingReceived | Booking.InvoiceReduced | Booking.Refunded,
) -> list[Posting]:
    """
    What is paid in by invoice is owed by the brand; what goes back is owed to it.

    What is taken off an invoice is no longer owed by either.
    """
    prepaid = accounts.prepaid(event.brand_id)
    match event:
        case Booking.FundingReceived(funding=funding):
            by_invoice = funding.method is FundingMethod.INVOICE
            source = accounts.receivable(event.brand_id) if by_invoice else _came_in_by(event)
            return _transfer(source, prepaid, funding.amount)
        case Booking.InvoiceReduced(amount=amount):
            return _transfer(prepaid, accounts.receivable(event.brand_id), amount)
        case Booking.Refunded(amount=amount):
            return _transfer(prepaid, accounts.refunds_payable(event.brand_id), amount)


def _came_in_by(received: Booking.FundingReceived) -> LedgerAccount:
    """What Stripe collected stays on its balance; it names payments so."""
    by_stripe = received.by is None and received.reference.startswith("pi_")
    return accounts.STRIPE if by_stripe else accounts.BANK


def _budget(
    event: (
        BudgetReservation.Reserved
        | BudgetReservation.Released
        | BudgetReservation.Spent
        | BudgetReservation.Returned
        | BudgetReservation.SpentAgain
    ),
) -> list[Posting]:
    """
    A closed conversation charges the brand's receivable; what is spent settles it.

    One that earns nothing credits the receivable; what is returned takes it to the budget.
    """
    prepaid, reserved = accounts.prepaid(event.brand_id), accounts.reserved(event.brand_id)
    receivable = accounts.receivable(event.brand_id)
    match event:
        case BudgetReservation.Reserved():
            return _transfer(prepaid, reserved, event.amount)
        case BudgetReservation.Released():
            return _transfer(reserved, prepaid, event.amount)
        case BudgetReservation.Spent():
            return _transfer(reserved, receivable, event.amount)
        case BudgetReservation.Returned():
            return _transfer(receivable, prepaid, event.amount)
        case BudgetReservation.SpentAgain():
            return _transfer(prepaid, receivable, event.amount)


def _points_moved(
    event: (
        Recognition.TierReached
        | Recognition.PointsExpired
        | Redemption.Requested
        | Redemption.Cancelled
    ),
) -> list[Posting]:
    points = accounts.points(event.member_id, event.brand_id)
    match event:
        case Recognition.TierReached(bonus_points=bonus):
            return _points(accounts.points_issued(event.brand_id), points, bonus)
        case Recognition.PointsExpired(points=expired):
            return _points(points, accounts.points_expired(event.brand_id), expired)
        case Redemption.Requested(points=redeemed):
            return _points(points, accounts.points_redeemed(event.brand_id), redeemed)
        case Redemption.Cancelled(lots=lots):
            return _points(accounts.points_redeemed(event.brand_id), points, total_points(lots))


def _transfer(source: LedgerAccount, destination: LedgerAccount, money: Money) -> list[Posting]:
    return [
        Posting(source, -money.amount, money.currency),
        Posting(destination, money.amount, money.currency),
    ]


def _points(source: LedgerAccount, destination: LedgerAccount, points: int) -> list[Posting]:
    return [Posting(source, -points, POINTS), Posting(destination, points, POINTS)]


def _brand_account(
    event: (
        BrandAccount.PaymentReceived
        | BrandAccount.PaymentReversed
        | BookingRefund.Paid
        | BookingRefund.PaymentReversed
    ),
) -> list[Posting]:
    """A brand pays what it owes, and is paid what is owed to it; mistakes are reversed."""
    rail, brand_id = RAILS[event.account], event.brand_id
    match event:
        case BrandAccount.PaymentReceived():
            return _transfer(rail, accounts.receivable(brand_id), event.amount)
        case BrandAccount.PaymentReversed():
            return _transfer(accounts.receivable(brand_id), rail, event.amount)
        case BookingRefund.Paid():
            return _transfer(accounts.refunds_payable(brand_id), rail, event.amount)
        case BookingRefund.PaymentReversed():
            return _transfer(rail, accounts.refunds_payable(brand_id), event.amount)


RULES: Mapping[type[Event], Callable[[Any], list[Posting]]] = {
    Booking.FundingReceived: _paid_in_or_back,
    Booking.InvoiceReduced: _paid_in_or_back,
    Booking.Refunded: _paid_in_or_back,
    BookingRefund.Paid: _brand_account,
    BookingRefund.PaymentReversed: _brand_account,
    BrandAccount.PaymentReceived: _brand_account,
    BrandAccount.PaymentReversed: _brand_account,
    BudgetReservation.Released: _budget,
    BudgetReservation.Reserved: _budget,
    BudgetReservation.Returned: _budget,
    BudgetReservation.Spent: _budget,
    BudgetReservation.SpentAgain: _budget,
    Conversation.Closed: _closed,
    Earning.AppealGranted: _earning,
    Earning.ContestAccepted: _earning,
    Earning.Refused: _earning,
    Earning.Released: _earning,
    Payout.FoundNotPaid: _payout,
    Payout.FoundPaid: _payout,
    Payout.FurtherPaymentFound: _late_payment,
    Payout.Initiated: _payout,
    Payout.Paid: _payout,
    Payout.PaidAfterRefusal: _late_payment,
    Payout.PaymentRecorded: _payout,
    Payout.RefusalRecorded: _payout,
    Payout.Refused: _payout,
    Payout.Retried: _payout,
    Payout.ReturnRecorded: _came_back,
    Payout.Reversed: _came_back,
    RailFee.Accrued: _rail,
    RailStatement.Imported: _rail,
    Recognition.PointsExpired: _points_moved,
    Recognition.TierReached: _points_moved,
    ReconciliationBreak.Closed: _rail,
    Redemption.Cancelled: _points_moved,
    Redemption.Requested: _points_moved,
    StatementAccount.Adjusted: _statement,
    StatementAccount.BonusEarned: _statement,
    StatementAccount.StatementClosed: _statement,
}
POSTED_EVENTS = tuple(RULES)
"""The events that move money or points."""


def postings_of(event: Event) -> list[Posting]:
    """The postings of an event; they add up to nothing in each unit."""
    rule = RULES.get(type(event))
    return rule(event) if rule else []
