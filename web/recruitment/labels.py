"""The names of what calls and applications hold, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.members.member import EngagementEndReason
from domain.recruitment.ambassador_application import RejectionReason
from domain.recruitment.call_for_experts import CallCloseReason
from projections.recruitment.applications import ACCEPTED, REJECTED, WAITING, WITHDRAWN
from web.i18n.language import gettext, lazy_gettext

ENDINGS = {
    CallCloseReason.FILLED: lazy_gettext("enough experts have joined"),
    CallCloseReason.NO_LONGER_NEEDED: lazy_gettext("experts are no longer needed"),
    CallCloseReason.MISTAKE: lazy_gettext("published by mistake"),
}
ENGAGEMENT_ENDINGS = {
    EngagementEndReason.OWN_WISH: lazy_gettext("the employee's own wish"),
    EngagementEndReason.BRAND_WISH: lazy_gettext("your decision"),
    EngagementEndReason.MOVED: lazy_gettext("the employee has moved"),
    EngagementEndReason.OTHER_TERMS: lazy_gettext("other terms are agreed"),
    EngagementEndReason.MISTAKE: lazy_gettext("engaged by mistake"),
}
ANSWERS_ALREADY: Mapping[str, Callable[[str], str]] = {
    "paid": lambda brand: gettext(
        "You already answer visitors for %(brand)s as a paid expert.", brand=brand
    ),
    "voluntary": lambda brand: gettext(
        "You already answer visitors for %(brand)s as an ambassador. You cannot be both a paid"
        " expert and a volunteer for the same brand.",
        brand=brand,
    ),
    "employed": lambda brand: gettext(
        "You already answer visitors for %(brand)s as its employee.", brand=brand
    ),
}
REASONS = {
    RejectionReason.NOT_VERIFIED: lazy_gettext("the information provided could not be verified"),
    RejectionReason.NO_OPENINGS: lazy_gettext("there are enough ambassadors for now"),
    RejectionReason.OTHER_LANGUAGE: lazy_gettext("other languages are needed"),
    RejectionReason.CONFLICT: lazy_gettext("a conflict of interest"),
    RejectionReason.OTHER: lazy_gettext("another reason"),
}
STATES = {
    WAITING: lazy_gettext("waiting for an answer"),
    ACCEPTED: lazy_gettext("accepted"),
    REJECTED: lazy_gettext("rejected"),
    WITHDRAWN: lazy_gettext("application withdrawn"),
}
