"""What became of requests for gifts, and why, in the reader's language."""

from domain.rewards.redemption import CancellationReason, RedemptionStatus
from web.i18n.language import lazy_gettext

STATUSES = {
    RedemptionStatus.REQUESTED.value: lazy_gettext("gift to be sent"),
    RedemptionStatus.SENT.value: lazy_gettext("gift sent"),
    RedemptionStatus.CANCELLED.value: lazy_gettext("gift cancelled"),
}
BRAND_REASONS = {
    CancellationReason.UNAVAILABLE.value: lazy_gettext("no longer available"),
    CancellationReason.UNDELIVERABLE.value: lazy_gettext("cannot be delivered"),
    CancellationReason.MISTAKE.value: lazy_gettext("requested by mistake"),
}
