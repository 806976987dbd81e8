"""How finance's pages name accounts, events and figures, in the reader's language."""

from collections.abc import Mapping
from uuid import UUID

from payments.ledger.flows import Flow
from web.conversations.presenters import short
from web.http.account_names import account_names, person_name
from web.http.request_context import brand_directory
from web.i18n.language import gettext, lazy_gettext

ACCOUNTS: Mapping[str, str] = {
    "platform:bank": lazy_gettext("Bank"),
    "platform:stripe": lazy_gettext("Stripe"),
    "platform:practice": lazy_gettext("Practice payouts"),
    "platform:own_transfers": lazy_gettext("Between own accounts"),
    "platform:commission": lazy_gettext("Commission"),
    "platform:rail_fees": lazy_gettext("Fees of banks and payment services"),
    "platform:rail_fees_accrued": lazy_gettext("Accrued fees of payment services"),
    "platform:adjustments": lazy_gettext("Bonuses and deductions"),
    "brand:receivable": lazy_gettext("Receivable"),
    "brand:prepaid": lazy_gettext("Prepaid"),
    "brand:reserved": lazy_gettext("Reserved"),
    "brand:refunds_payable": lazy_gettext("Refunds payable"),
    "brand:points_issued": lazy_gettext("Points issued"),
    "brand:points_redeemed": lazy_gettext("Points redeemed"),
    "brand:points_expired": lazy_gettext("Points expired"),
    "expert:held": lazy_gettext("Held"),
    "expert:payable": lazy_gettext("Payable"),
    "expert:in_transit": lazy_gettext("In transit"),
    "expert:advance": lazy_gettext("Advance to recover"),
    "ambassador:points": lazy_gettext("Points"),
}
"""By class of account: everywhere the same."""
OWNERS: Mapping[str, str] = {
    "platform": lazy_gettext("Platform"),
    "brand": lazy_gettext("Brands"),
    "expert": lazy_gettext("Experts"),
    "ambassador": lazy_gettext("Ambassadors"),
}
FLOWS: Mapping[Flow, str] = {
    Flow.EARNED: lazy_gettext("Earned"),
    Flow.RELEASED: lazy_gettext("Released"),
    Flow.SENT: lazy_gettext("Sent"),
    Flow.PAID: lazy_gettext("Paid"),
    Flow.RETURNED: lazy_gettext("Came back"),
    Flow.OWED: lazy_gettext("Owed"),
    Flow.PAID_IN: lazy_gettext("Paid in"),
    Flow.SPENT: lazy_gettext("Spent"),
    Flow.CHARGED: lazy_gettext("Charged"),
    Flow.POINTS_ISSUED: lazy_gettext("Points issued"),
    Flow.POINTS_REDEEMED: lazy_gettext("Points redeemed"),
    Flow.POINTS_EXPIRED: lazy_gettext("Points expired"),
}
EVENTS: Mapping[str, str] = {
    "Booking.FundingReceived": lazy_gettext("A brand paid in for a booking"),
    "Booking.InvoiceReduced": lazy_gettext("An invoice was reduced"),
    "Booking.Refunded": lazy_gettext("What was left of a budget is to be refunded"),
    "BudgetReservation.Reserved": lazy_gettext("A budget reserved a conversation"),
    "BudgetReservation.Released": lazy_gettext("A budget released a conversation"),
    "BudgetReservation.Spent": lazy_gettext("A budget paid for a conversation"),
    "BudgetReservation.Returned": lazy_gettext("A budget has the price of a conversation back"),
    "BudgetReservation.SpentAgain": lazy_gettext("A budget paid again for a conversation"),
    "Conversation.Closed": lazy_gettext("A conversation was closed"),
    "Earning.Held": lazy_gettext("A conversation earned its pay"),
    "Earning.Refused": lazy_gettext("A conversation earned nothing, by the rules"),
    "Earning.Contested": lazy_gettext("The brand contested a conversation"),
    "Earning.ContestAnswered": lazy_gettext("The expert answered a contest"),
    "Earning.ContestAccepted": lazy_gettext("A contest was accepted"),
    "Earning.ContestRejected": lazy_gettext("A contest was rejected"),
    "Earning.Appealed": lazy_gettext("The expert appealed"),
    "Earning.AppealGranted": lazy_gettext("An appeal was granted"),
    "Earning.AppealRejected": lazy_gettext("An appeal was rejected"),
    "Earning.Released": lazy_gettext("An earning became payable"),
    "StatementAccount.StatementClosed": lazy_gettext("A statement was closed"),
    "StatementAccount.Adjusted": lazy_gettext("An adjustment was made"),
    "StatementAccount.BonusEarned": lazy_gettext("A bonus was earned"),
    "Payout.Initiated": lazy_gettext("A payout was initiated"),
    "Payout.Retried": lazy_gettext("A payout was initiated again"),
    "Payout.Refused": lazy_gettext("A payout was refused"),
    "Payout.RefusalRecorded": lazy_gettext("A payout was recorded as not paid"),
    "Payout.FoundNotPaid": lazy_gettext("A payout was found not to be paid"),
    "Payout.Paid": lazy_gettext("A payout was paid"),
    "Payout.PaymentRecorded": lazy_gettext("A payout was recorded as paid"),
    "Payout.FoundPaid": lazy_gettext("A payout was found to be paid"),
    "Payout.PaidAfterRefusal": lazy_gettext("A payout was paid after its refusal"),
    "Payout.FurtherPaymentFound": lazy_gettext("A further payment was found"),
    "Payout.Reversed": lazy_gettext("A payout was reversed"),
    "Payout.ReturnRecorded": lazy_gettext("A payout was recorded as returned"),
    "BrandAccount.PaymentReceived": lazy_gettext("A brand paid what it owed"),
    "BrandAccount.PaymentReversed": lazy_gettext("A payment of a brand was reversed"),
    "BookingRefund.Paid": lazy_gettext("A refund was paid to a brand"),
    "BookingRefund.PaymentReversed": lazy_gettext("A refund of a brand was reversed"),
    "RailFee.Accrued": lazy_gettext("A fee of a payment service was accrued"),
    "RailStatement.Imported": lazy_gettext("A statement of a bank or payment service was imported"),
    "ReconciliationBreak.Closed": lazy_gettext("A reconciliation break was closed"),
    "Recognition.TierReached": lazy_gettext("An ambassador reached a tier"),
    "Recognition.PointsExpired": lazy_gettext("Points expired"),
    "Redemption.Requested": lazy_gettext("A gift was requested"),
    "Redemption.Cancelled": lazy_gettext("The request for a gift was cancelled"),
}
"""By the name of the event, without its version."""


def event_text(event_type: str) -> str:
    """What happened; the name of the event when there is no sentence for it."""
    name = event_type.rpartition(".")[0]
    return str(EVENTS.get(name, name))


def class_text(account_class: str) -> str:
    return str(ACCOUNTS.get(account_class, account_class))


def class_of_all_text(account_class: str) -> str:
    """All accounts of a class: `Experts: held` is what is held for all of them."""
    owner = str(OWNERS[account_class.partition(":")[0]])
    return gettext("%(owner)s: %(account)s", owner=owner, account=class_text(account_class))


class OwnerNames:
    """The names of experts, ambassadors and brands, as they are now."""

    def __init__(self, member_ids: list[UUID]) -> None:
        """member_ids: the experts and ambassadors that will be asked for."""
        self._members = account_names(member_ids)
        self._brands = {brand.brand_id: brand.name for brand in brand_directory().all()}

    def member(self, id: UUID) -> str:
        return person_name(id, self._members)

    def brand(self, id: UUID) -> str:
        return self._brands.get(id) or str(short(id))


def account_text(name: str, names: OwnerNames) -> str:
    """Such as `Payable, Alice Martin` of `expert:<id>:payable`."""
    return ", ".join([class_text(_class_of(name)), *_owners(name, names)])


def owner_ids(name: str) -> tuple[UUID | None, UUID | None]:
    """The member and the brand in the name of an account."""
    parts = name.split(":")
    found = dict(zip(parts[:-1:2], parts[1:-1:2], strict=False))
    member = found.get("expert") or found.get("ambassador")
    brand = found.get("brand")
    return (UUID(member) if member else None, UUID(brand) if brand else None)


def _class_of(name: str) -> str:
    parts = name.split(":")
    return f"{parts[0]}:{parts[-1]}"


def _owners(name: str, names: OwnerNames) -> list[str]:
    member, brand = owner_ids(name)
    return [
        *([names.member(member)] if member else []),
        *([names.brand(brand)] if brand else []),
    ]
