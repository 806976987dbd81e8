"""The names of e-mail categories and statuses."""

from web.delivery.outcomes import DeliveryStatus
from web.i18n.language import lazy_gettext
from web.mail.message import EmailCategory

CATEGORIES = {
    EmailCategory.ACCOUNT: lazy_gettext("Account e-mails"),
    EmailCategory.INVITATION: lazy_gettext("Invitations"),
}
STATUSES = {
    DeliveryStatus.WAITING: lazy_gettext("Waiting"),
    DeliveryStatus.SENDING: lazy_gettext("Sending"),
    DeliveryStatus.SENT: lazy_gettext("Sent"),
    DeliveryStatus.FAILED: lazy_gettext("Rejected"),
    DeliveryStatus.UNKNOWN: lazy_gettext("Status unknown"),
    DeliveryStatus.SUPPRESSED: lazy_gettext("Unsubscribed"),
}
