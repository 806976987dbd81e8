"""The pages people are led to. A new page is one Entry here, beside its blueprint in app.py."""

from dataclasses import dataclass

from flask import Flask, request, url_for

from projections.brands.brands import BrandSummary
from web.http.request_context import brand_of_page, signed_in_account
from web.i18n.language import lazy_gettext
from web.private_store.accounts import RoleName


@dataclass(frozen=True)
class Entry:
    """Texts are lazy_gettext("..."): found for translation, translated when shown."""

    endpoint: str
    label: str
    about: str


@dataclass(frozen=True)
class Navigation:
    brand: tuple[Entry, ...] = ()  # pages with <brand_slug> in their address
    member: tuple[Entry, ...] = ()  # of experts, ambassadors and employees
    platform: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class NavigationLink:
    url: str
    label: str
    about: str
    here: bool


NAVIGATION = Navigation(
    brand=(
        Entry(
            "comparison.show_comparison",
            lazy_gettext("Comparison"),
            lazy_gettext("The cost and coverage of volunteers, experts and own staff"),
        ),
        Entry(
            "conversations.show_conversations",
            lazy_gettext("Conversations"),
            lazy_gettext("Every request, answered or lost, and its timeline"),
        ),
        Entry(
            "tests.show_tests",
            lazy_gettext("Tests"),
            lazy_gettext("Tests that prove knowledge of a subject"),
        ),
        Entry(
            "bookings.show_bookings",
            lazy_gettext("Bookings"),
            lazy_gettext("Experts for the hours you choose, within a budget"),
        ),
        Entry(
            "brand_invoices.show_invoices",
            lazy_gettext("Invoices"),
            lazy_gettext("The invoices of your experts, and how they name you"),
        ),
        Entry(
            "spend.show_spend",
            lazy_gettext("Spend"),
            lazy_gettext("What conversations cost, budgets, and contesting a price"),
        ),
        Entry(
            "calls.show_calls",
            lazy_gettext("Calls for experts"),
            lazy_gettext("Profile and terms"),
        ),
        Entry(
            "pool.show_pool",
            lazy_gettext("Pool"),
            lazy_gettext("How many members could answer for you, and how well"),
        ),
        Entry(
            "applications.show_applications",
            lazy_gettext("Ambassador applications"),
            lazy_gettext("People who would like to be your ambassadors"),
        ),
        Entry(
            "staff.show_staff",
            lazy_gettext("Own staff"),
            lazy_gettext("Your employees who answer, and inviting more"),
        ),
        Entry(
            "manual_grading.show_answer",
            lazy_gettext("Grading"),
            lazy_gettext("Free-text answers waiting to be graded"),
        ),
        Entry(
            "suspensions.show_suspensions",
            lazy_gettext("Suspensions"),
            lazy_gettext("Decided by a person, with a reason and a right of appeal"),
        ),
        Entry(
            "rewards.show_rewards",
            lazy_gettext("Rewards"),
            lazy_gettext("Points, tiers, badges and gifts of your ambassadors"),
        ),
        Entry(
            "brand_settings.show_settings",
            lazy_gettext("Settings"),
            lazy_gettext("Opening hours, routing, promise, widget, costs, and their history"),
        ),
        Entry(
            "brand_calendar.show_calendar",
            lazy_gettext("Calendar of shifts"),
            lazy_gettext("The shifts of your bookings in your own calendar"),
        ),
        Entry(
            "api_tokens.show_tokens",
            lazy_gettext("API tokens"),
            lazy_gettext("What your programs may read and do"),
        ),
    ),
    member=(
        Entry(
            "desk.show_desk",
            lazy_gettext("Desk"),
            lazy_gettext("Requests that wait, and your conversations with visitors"),
        ),
        Entry(
            "profile.show_profile",
            lazy_gettext("My profile"),
            lazy_gettext("What you know about, and how to reach you"),
        ),
        Entry(
            "attempts.show_own_tests",
            lazy_gettext("My tests"),
            lazy_gettext("Your qualifications and the tests you can take"),
        ),
        Entry(
            "open_calls.show_calls",
            lazy_gettext("Calls for experts"),
            lazy_gettext("Brands that pay for answers, and their terms"),
        ),
        Entry(
            "shifts.show_open_shifts",
            lazy_gettext("Open shifts"),
            lazy_gettext("Hours that brands have booked, and what they pay"),
        ),
        Entry(
            "own_shifts.show_own_shifts",
            lazy_gettext("My shifts"),
            lazy_gettext("The hours you have taken, and releasing them"),
        ),
        Entry(
            "own_statements.show_statements",
            lazy_gettext("My statements"),
            lazy_gettext("What you earned week by week, and when it is paid"),
        ),
        Entry(
            "own_documents.show_documents",
            lazy_gettext("Documents"),
            lazy_gettext("Your invoices and monthly statements"),
        ),
        Entry(
            "payment_details.show_details",
            lazy_gettext("Payment details"),
            lazy_gettext("Where your pay goes, and what is missing for it"),
        ),
        Entry(
            "own_dac7.show_report",
            lazy_gettext("What is reported about me"),
            lazy_gettext("What the tax authority reads about your pay"),
        ),
        Entry(
            "own_earnings.show_earnings",
            lazy_gettext("Earnings"),
            lazy_gettext("What each conversation earns, when it is payable, and why"),
        ),
        Entry(
            "usual_hours.show_usual_hours",
            lazy_gettext("I am usually here"),
            lazy_gettext("When you usually volunteer, if you like to say so"),
        ),
        Entry(
            "helping.show_brands",
            lazy_gettext("Brands to help"),
            lazy_gettext("Volunteer for brands and follow your applications"),
        ),
        Entry(
            "own_rewards.show_rewards",
            lazy_gettext("My rewards"),
            lazy_gettext("Your points and why, tiers, badges, and gifts to order"),
        ),
        Entry(
            "receipts.show_receipt",
            lazy_gettext("My receipt"),
            lazy_gettext("What you earned and were paid, to check yourself"),
        ),
        Entry(
            "own_engagements.show_engagements",
            lazy_gettext("Brands I answer for"),
            lazy_gettext("Your terms with each brand, and leaving one"),
        ),
        Entry(
            "decisions.show_decisions",
            lazy_gettext("Decisions about me"),
            lazy_gettext("Each decision, who made it and why, and how to appeal"),
        ),
    ),
    platform=(
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
    ),
)
FOR_EMPLOYEES = (
    "profile.show_profile",
    "attempts.show_own_tests",
    "own_engagements.show_engagements",
    "decisions.show_decisions",
)
"""The pages of members that are not about brands to join."""
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
FOR_ONE_ROLE = {
    "shifts.show_open_shifts": RoleName.EXPERT,
    "own_shifts.show_own_shifts": RoleName.EXPERT,
    "own_statements.show_statements": RoleName.EXPERT,
    "own_documents.show_documents": RoleName.EXPERT,
    "payment_details.show_details": RoleName.EXPERT,
    "own_dac7.show_report": RoleName.EXPERT,
    "own_earnings.show_earnings": RoleName.EXPERT,
    "usual_hours.show_usual_hours": RoleName.AMBASSADOR,
}
"""Those only experts, or only ambassadors, can open: volunteers have no shifts."""
ROLE_NAMES = {
    RoleName.BRAND: lazy_gettext("Brand"),
    RoleName.EXPERT: lazy_gettext("Expert"),
    RoleName.AMBASSADOR: lazy_gettext("Ambassador"),
    RoleName.EMPLOYEE: lazy_gettext("Employee"),
    RoleName.FINANCE: lazy_gettext("Finance"),
    RoleName.PLATFORM: lazy_gettext("Platform"),
}


def init_navigation(app: Flask, navigation: Navigation) -> None:
    app.context_processor(
        lambda: {
            "signed_in_account": signed_in_account,
            "role_name": lambda name: ROLE_NAMES[RoleName(name)],
            "page_brand": brand_of_page(),
            "brand_links": lambda brand: brand_links(navigation, brand),
            "member_links": lambda: member_links(navigation),
            "platform_links": lambda: platform_links(navigation),
        }
    )


def brand_links(navigation: Navigation, brand: BrandSummary) -> list[NavigationLink]:
    return [
        _link(entry, url_for(entry.endpoint, brand_slug=brand.slug)) for entry in navigation.brand
    ]


def member_links(navigation: Navigation) -> list[NavigationLink]:
    account = signed_in_account()
    if account is None:
        return []
    if account.has_role(RoleName.EXPERT) or account.has_role(RoleName.AMBASSADOR):
        entries = tuple(
            entry
            for entry in navigation.member
            if account.has_role(FOR_ONE_ROLE.get(entry.endpoint, RoleName.EXPERT))
            or entry.endpoint not in FOR_ONE_ROLE
        )
    elif account.has_role(RoleName.EMPLOYEE):
        entries = tuple(entry for entry in navigation.member if entry.endpoint in FOR_EMPLOYEES)
    else:
        entries = ()
    return [_link(entry, url_for(entry.endpoint)) for entry in entries]


def platform_links(navigation: Navigation) -> list[NavigationLink]:
    account = signed_in_account()
    if account is None:
        return []
    entries = navigation.platform
    if not account.has_role(RoleName.PLATFORM):
        may_see = FOR_FINANCE if account.has_role(RoleName.FINANCE) else ()
        entries = tuple(entry for entry in entries if entry.endpoint in may_see)
    return [_link(entry, url_for(entry.endpoint)) for entry in entries]


def _link(entry: Entry, url: str) -> NavigationLink:
    return NavigationLink(url, entry.label, entry.about, here=request.endpoint == entry.endpoint)
