"""The pages of a brand, in the order of its menu. A new page is one Entry here."""

from web.i18n.language import lazy_gettext
from web.navigation.entries import Entry

BRAND_PAGES = (
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
)
