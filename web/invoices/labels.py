"""Names of what is on the pages of invoices and statements."""

from payments.invoices.invoice_blocker import InvoiceBlocker
from payments.invoices.invoice_series import CorrectionReason, InvoiceKind
from web.i18n.language import lazy_gettext

KINDS = {
    InvoiceKind.SELF_BILLED: lazy_gettext("In the expert's name"),
    InvoiceKind.COMMISSION: lazy_gettext("Commission"),
}
OWN_KINDS = {
    InvoiceKind.SELF_BILLED: lazy_gettext("In your name"),
    InvoiceKind.COMMISSION: lazy_gettext("Commission"),
}
"""As the expert reads them."""
BLOCKERS = {
    InvoiceBlocker.IDENTITY: lazy_gettext("The expert has not given a name and an address."),
    InvoiceBlocker.TAX_DETAILS: lazy_gettext("The expert's tax details are incomplete."),
    InvoiceBlocker.MANDATE: lazy_gettext("The expert has not granted the self-billing mandate."),
    InvoiceBlocker.BRAND_DETAILS: lazy_gettext("A brand's billing details are missing."),
    InvoiceBlocker.VAT_RATE: lazy_gettext(
        "Expert and brand are in the same country outside France: its VAT is not supported."
    ),
}
CORRECTION_REASONS = {
    CorrectionReason.WRONG_DETAILS: lazy_gettext("A name, an address or a number was wrong"),
    CorrectionReason.WRONG_VAT: lazy_gettext("The VAT was wrong"),
}
MOVEMENTS = {
    "Earning.Released": lazy_gettext("Conversation: pay released"),
    "StatementAccount.StatementClosed": lazy_gettext("Advance recovered"),
    "StatementAccount.Adjusted": lazy_gettext("Bonus or deduction"),
    "StatementAccount.BonusEarned": lazy_gettext("Bonus by rule"),
    "Payout.Initiated": lazy_gettext("Payout initiated"),
    "Payout.Retried": lazy_gettext("Payout tried again"),
    "Payout.Refused": lazy_gettext("Payout returned"),
    "Payout.RefusalRecorded": lazy_gettext("Payout returned"),
    "Payout.FoundNotPaid": lazy_gettext("Payout returned"),
    "Payout.PaidAfterRefusal": lazy_gettext("Payout found to be paid"),
    "Payout.FurtherPaymentFound": lazy_gettext("Payout found to be paid"),
    "Payout.Reversed": lazy_gettext("Payout returned"),
    "Payout.ReturnRecorded": lazy_gettext("Payout returned"),
}
"""What moved on a payable account, by event type without its version."""
OTHER_MOVEMENT = lazy_gettext("Other movement")
