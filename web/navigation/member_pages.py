"""The pages of experts, ambassadors and employees. A new page is one Entry here."""

from web.i18n.language import lazy_gettext
from web.navigation.entries import Entry
from web.private_store.accounts import RoleName

MEMBER_PAGES = (
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
)
FOR_EMPLOYEES = (
    "profile.show_profile",
    "attempts.show_own_tests",
    "own_engagements.show_engagements",
    "decisions.show_decisions",
)
"""The pages of members that are not about brands to join."""
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
