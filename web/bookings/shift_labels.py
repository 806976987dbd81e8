"""What shifts hold, in the reader's language."""

from domain.bookings.shift import ShiftReleaseReason
from web.i18n.language import lazy_gettext

RELEASE_REASONS = {
    ShiftReleaseReason.ILLNESS: lazy_gettext("I am ill"),
    ShiftReleaseReason.FAMILY: lazy_gettext("Family"),
    ShiftReleaseReason.OTHER_WORK: lazy_gettext("Other work"),
    ShiftReleaseReason.TECHNICAL: lazy_gettext("A technical problem"),
    ShiftReleaseReason.OTHER: lazy_gettext("Another reason"),
}
