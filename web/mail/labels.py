"""The names of e-mail categories and statuses."""

from web.i18n.language import lazy_gettext
from web.mail.message import EmailCategory
from web.mail.outbox import EmailStatus

CATEGORIES = {
    EmailCategory.ACCOUNT: lazy_gettext("About the account"),
    EmailCategory.INVITATION: lazy_gettext("Invitations"),
}
STATUSES = {
    EmailStatus.WAITING: lazy_gettext("Waiting"),
    EmailStatus.SENDING: lazy_gettext("Being sent"),
    EmailStatus.SENT: lazy_gettext("Sent"),
    EmailStatus.FAILED: lazy_gettext("Refused"),
    EmailStatus.UNKNOWN: lazy_gettext("Unknown"),
    EmailStatus.SUPPRESSED: lazy_gettext("Unwanted"),
}
