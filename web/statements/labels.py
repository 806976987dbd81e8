"""The names of what statements hold, in the reader's language."""

from payments.statements.account_reasons import AdjustmentReason, WithheldReason
from web.i18n.language import lazy_gettext

ADJUSTMENTS = {
    AdjustmentReason.BONUS: lazy_gettext("bonus"),
    AdjustmentReason.CORRECTION: lazy_gettext("correction"),
    AdjustmentReason.LATE_CONTEST: lazy_gettext("a paid conversation was contested later"),
}
WITHHELD = {
    WithheldReason.NOTHING_TO_PAY: lazy_gettext("nothing to pay"),
    WithheldReason.NEGATIVE_BALANCE: lazy_gettext("negative balance, carried to the next week"),
    WithheldReason.BELOW_THRESHOLD: lazy_gettext("below the payout threshold"),
    WithheldReason.IDENTITY_MISSING: lazy_gettext("name, date of birth or address missing"),
    WithheldReason.BANK_ACCOUNT_MISSING: lazy_gettext("bank account missing"),
    WithheldReason.TAX_DETAILS_MISSING: lazy_gettext("tax details missing"),
    WithheldReason.MANDATE_MISSING: lazy_gettext("self-billing mandate missing"),
}
