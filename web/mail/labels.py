"""The names of e-mail categories and statuses."""

from web.i18n.language import lazy_gettext
from web.mail.message import EmailCategory
from web.mail.outbox import EmailStatus

CATEGORIES = {
    EmailCategory.ACCOUNT: lazy_gettext("Account e-mails"),
    EmailCategory.INVITATION: lazy_gettext("Invitations"),
}
STATUSES = {
    EmailStatus.WAITING: lazy_gettext("Waiting"),
    EmailStatus.SENDING: lazy_gettext("Sending"),
    EmailStatus.SENT: lazy_gettext("Sent"),
    EmailStatus.FAILED: lazy_gettext("Rejected"),
    EmailStatus.UNKNOWN: lazy_gettext("Status unknown"),
    EmailStatus.SUPPRESSED: lazy_gettext("Unsubscribed"),
}
