"""The pages of the platform and of finance. A new page is one Entry here."""

from web.i18n.language import lazy_gettext
from web.navigation.entries import Entry

PLATFORM_PAGES = (
    Entry(
        "finance.show_finance",
        lazy_gettext("Finance"),
        lazy_gettext("What needs a decision, and what is owed, held and paid"),
    ),
    Entry(
        "platform_suspensions.show_suspensions",
        lazy_gettext("Suspensions"),
        lazy_gettext("Decided by a person, with a reason and a right of appeal"),
    ),
    Entry(
        "platform_pool.show_pool",
        lazy_gettext("Pool"),
        lazy_gettext("All the members who could answer, by name"),
    ),
    Entry(
        "booking_payments.show_payments",
        lazy_gettext("Booking payments"),
        lazy_gettext("Recording what brands paid in, or did not"),
    ),
    Entry(
        "statements.show_statements",
        lazy_gettext("Statements of experts"),
        lazy_gettext("What each expert is owed, week by week"),
    ),
    Entry(
        "pay_runs.show_pay_runs",
        lazy_gettext("Pay runs"),
        lazy_gettext("Paying the experts of a week, and following each payout"),
    ),
    Entry(
        "months.show_months",
        lazy_gettext("Months"),
        lazy_gettext("What moved in the ledger, and closing a month"),
    ),
    Entry(
        "dac7.show_year",
        lazy_gettext("Yearly report (DAC7)"),
        lazy_gettext("What experts were credited, for the tax authority"),
    ),
    Entry(
        "payout_forecasts.show_forecast",
        lazy_gettext("Payout forecast"),
        lazy_gettext("What experts will be paid in the coming weeks"),
    ),
    Entry(
        "brand_accounts.show_accounts",
        lazy_gettext("Accounts of brands"),
        lazy_gettext("What brands owe and are owed, and recording payments and refunds"),
    ),
    Entry(
        "rate_cards.show_rehearsal",
        lazy_gettext("Rehearsal of rates"),
        lazy_gettext("A past month at other prices or another commission"),
    ),
    Entry(
        "credit_limits.show_limits",
        lazy_gettext("Credit limits"),
        lazy_gettext("What brands may book by invoice"),
    ),
    Entry(
        "finance_invoices.show_invoices",
        lazy_gettext("Invoices"),
        lazy_gettext("Issuing those of a month, and what blocks them"),
    ),
    Entry(
        "withheld_pay.show_withheld",
        lazy_gettext("Withheld pay"),
        lazy_gettext("Experts whose payment details are not complete"),
    ),
    Entry(
        "contests.show_contests",
        lazy_gettext("Contests and appeals"),
        lazy_gettext("Conversations whose pay a person has to decide"),
    ),
    Entry(
        "reconciliation.show_reconciliation",
        lazy_gettext("Reconciliation"),
        lazy_gettext("The ledger against the statements of bank and Stripe"),
    ),
    Entry(
        "status.show_status",
        lazy_gettext("Status"),
        lazy_gettext("How up to date the pages are"),
    ),
    Entry(
        "mail.show_mail",
        lazy_gettext("E-mails"),
        lazy_gettext("E-mails sent, and those that need attention"),
    ),
    Entry(
        "extra_time.show_extra_time",
        lazy_gettext("Extra time"),
        lazy_gettext("Members who need more time in tests"),
    ),
)
FOR_FINANCE = (
    "finance.show_finance",
    "booking_payments.show_payments",
    "statements.show_statements",
    "pay_runs.show_pay_runs",
    "months.show_months",
    "dac7.show_year",
    "payout_forecasts.show_forecast",
    "reconciliation.show_reconciliation",
    "brand_accounts.show_accounts",
    "rate_cards.show_rehearsal",
    "credit_limits.show_limits",
    "finance_invoices.show_invoices",
    "withheld_pay.show_withheld",
    "contests.show_contests",
)
"""The pages of the platform that are about money."""
KNOWN_NOW_ONLY = (
    "brand_accounts",
    "contests",
    "dac7",
    "finance_invoices",
    "pay_runs",
    "payouts",
    "rate_cards",
    "reconciliation",
    "statements",
    "withheld_pay",
)
"""The blueprints of finance's pages that show no earlier day of recording; they say so."""
