"""The names of what reconciliation has, in the reader's language."""

from payments.rail_statements.rail_statement import RailAccount, RailCategory
from payments.rail_statements.reconciliation_break import BreakClosingReason
from payments.reconciliation.reconcile import Outcome
from web.i18n.language import lazy_gettext

RAILS = {
    RailAccount.BANK: lazy_gettext("Bank"),
    RailAccount.STRIPE: "Stripe",
}
OUTCOMES = {
    Outcome.MATCHED: lazy_gettext("matched"),
    Outcome.TIMING: lazy_gettext("timing"),
    Outcome.AMOUNT_DIFFERS: lazy_gettext("amount differs"),
    Outcome.NOT_IN_LEDGER: lazy_gettext("not in the ledger"),
    Outcome.NOT_AT_RAIL: lazy_gettext("not on the statement"),
}
CATEGORIES = {
    RailCategory.PAYMENT: lazy_gettext("payment"),
    RailCategory.PROCESSING_FEE: lazy_gettext("processing fee"),
    RailCategory.FEE: lazy_gettext("fee"),
}
CLOSING_REASONS = {
    BreakClosingReason.RAIL_FEE: lazy_gettext("A fee of the bank or payment service"),
    BreakClosingReason.OWN_TRANSFER: lazy_gettext(
        "A transfer between accounts of the platform, such as Stripe and its bank"
    ),
    BreakClosingReason.WRITTEN_OFF: lazy_gettext("Written off, or kept, by the platform"),
}
FILTERS = {
    "breaks": lazy_gettext("Breaks"),
    "timing": lazy_gettext("Timing"),
    "matched": lazy_gettext("Matched"),
    "all": lazy_gettext("All"),
}
