"""The names of what pay runs hold, in the reader's language."""

from payments.pay_runs.pay_run import PayRunStatus, RunCancellationReason
from payments.pay_runs.pay_run_lines import LeftOutLineReason
from payments.pay_runs.payout import BankRefusal, PayoutStatus, Rail
from payments.rail_statements.rail_statement import RailAccount
from web.i18n.language import lazy_gettext
from web.pay_runs.payout_forms import Finding

__all__ = [
    "BANK_REFUSALS",
    "CANCELLATIONS",
    "FINDINGS",
    "LEFT_OUT",
    "PAID_FROM",
    "PRACTICE_NOTES",
    "RAILS",
    "RUN_STATUSES",
    "STATUSES",
    "STATUS_NOTES",
]

RAILS = {
    Rail.MANUAL: lazy_gettext("by hand"),
    Rail.SEPA: lazy_gettext("SEPA file for the bank"),
    Rail.STRIPE: lazy_gettext("Stripe"),
    Rail.PRACTICE: lazy_gettext("practice: no money moves"),
}
RUN_STATUSES = {
    PayRunStatus.PREPARED: lazy_gettext("prepared"),
    PayRunStatus.APPROVED: lazy_gettext("approved"),
    PayRunStatus.STARTED: lazy_gettext("started"),
    PayRunStatus.COMPLETED: lazy_gettext("completed"),
    PayRunStatus.CANCELLED: lazy_gettext("cancelled"),
}
CANCELLATIONS = {
    RunCancellationReason.WRONG_AMOUNTS: lazy_gettext("the amounts are wrong"),
    RunCancellationReason.PAID_OTHERWISE: lazy_gettext("these experts are paid otherwise"),
    RunCancellationReason.PAID_LATER: lazy_gettext("these experts are paid later"),
}
LEFT_OUT = {
    LeftOutLineReason.WITHHELD: lazy_gettext("withheld when the run was started"),
    LeftOutLineReason.LESS_LEFT: lazy_gettext(
        "less than that was left to pay when the run was started: the next run pays the rest"
    ),
    LeftOutLineReason.OTHER_RAIL: lazy_gettext(
        "paid on another rail by the time the run was started"
    ),
    LeftOutLineReason.OTHER_RUN: lazy_gettext("paid by another run of this week"),
}
STATUSES = {
    PayoutStatus.INITIATED: lazy_gettext("in transit"),
    PayoutStatus.ATTEMPTED: lazy_gettext("in transit"),
    PayoutStatus.UNKNOWN: lazy_gettext("in transit"),
    PayoutStatus.STOPPED: lazy_gettext("stopped"),
    PayoutStatus.REFUSED: lazy_gettext("refused"),
    PayoutStatus.PAID: lazy_gettext("paid"),
    PayoutStatus.RETURNED: lazy_gettext("came back"),
    PayoutStatus.FINAL: lazy_gettext("final"),
}
STATUS_NOTES = {
    PayoutStatus.ATTEMPTED: lazy_gettext("Stripe is being asked"),
    PayoutStatus.UNKNOWN: lazy_gettext("Stripe did not say; asked again"),
    PayoutStatus.STOPPED: lazy_gettext("not what was meant; a person must look"),
    PayoutStatus.REFUSED: lazy_gettext("payable again"),
    PayoutStatus.RETURNED: lazy_gettext("payable again"),
}
PRACTICE_NOTES = {
    PayoutStatus.ATTEMPTED: lazy_gettext("the practice rail is being asked"),
    PayoutStatus.UNKNOWN: lazy_gettext("the practice rail did not say; asked again"),
}
BANK_REFUSALS = {
    BankRefusal.ACCOUNT_CLOSED: lazy_gettext("the account is closed"),
    BankRefusal.ACCOUNT_UNKNOWN: lazy_gettext("the bank does not know the account"),
    BankRefusal.REFUSED_BY_BANK: lazy_gettext("the bank refused it"),
    BankRefusal.NOT_SENT: lazy_gettext("it was not sent"),
}
FINDINGS = {
    Finding.PAID: lazy_gettext("it was paid"),
    Finding.NOT_PAID: lazy_gettext("it was not paid, and will not be"),
    Finding.ASK_AGAIN: lazy_gettext("all is as it should be now: ask Stripe again"),
}
PAID_FROM = {
    RailAccount.STRIPE: lazy_gettext("the balance at Stripe"),
    RailAccount.BANK: lazy_gettext("our bank account"),
}
