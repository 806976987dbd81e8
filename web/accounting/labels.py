"""The names of what accounting shows, in the reader's language."""

from datetime import date

from payments.accounting.dac7_report import LeftOutReason
from web.i18n import formats
from web.i18n.language import lazy_gettext

ACCOUNT_GROUPS = {
    "platform:bank": lazy_gettext("Bank"),
    "platform:stripe": lazy_gettext("Stripe"),
    "platform:practice": lazy_gettext("Practice payouts"),
    "platform:own_transfers": lazy_gettext("Between own accounts"),
    "platform:commission": lazy_gettext("Commission"),
    "platform:rail_fees": lazy_gettext("Fees of banks and Stripe"),
    "platform:rail_fees_accrued": lazy_gettext("Fees that are not charged yet"),
    "platform:adjustments": lazy_gettext("Bonuses and deductions"),
    "brand:receivable": lazy_gettext("Owed by brands"),
    "brand:prepaid": lazy_gettext("Prepaid by brands"),
    "brand:reserved": lazy_gettext("Reserved for open conversations"),
    "brand:refunds_payable": lazy_gettext("To be refunded to brands"),
    "expert:held": lazy_gettext("Held for experts"),
    "expert:payable": lazy_gettext("Payable to experts"),
    "expert:in_transit": lazy_gettext("In transit to experts"),
    "expert:advance": lazy_gettext("Owed by experts"),
    "ambassador:points": lazy_gettext("Points of ambassadors"),
    "brand:points_issued": lazy_gettext("Points issued"),
    "brand:points_redeemed": lazy_gettext("Points redeemed"),
    "brand:points_expired": lazy_gettext("Points expired"),
}
LEFT_OUT = {
    LeftOutReason.DETAILS_MISSING: lazy_gettext("details missing"),
    LeftOutReason.NOT_IN_EU: lazy_gettext("lives outside of the European Union"),
    LeftOutReason.NEGATIVE_QUARTER: lazy_gettext("more was deducted than credited in a quarter"),
    LeftOutReason.BELOW_ONE_UNIT: lazy_gettext("all amounts round to zero"),
}


def group_name(group: str) -> str:
    """What a kind of account is called; its name in the ledger when it has no other."""
    return str(ACCOUNT_GROUPS.get(group, group))


def month_name(month: str) -> str:
    """A month such as `2026-06`, as people write it."""
    return formats.month(date.fromisoformat(f"{month}-01"))
