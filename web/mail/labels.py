"""How letters and what becomes of them are called on pages."""

from web.i18n.language import lazy_gettext
from web.mail.message import LetterKind
from web.mail.outbox import LetterState

KINDS = {
    LetterKind.ACCOUNT: lazy_gettext("About the account"),
    LetterKind.INVITATION: lazy_gettext("Invitations"),
}
STATES = {
    LetterState.WAITING: lazy_gettext("Waiting"),
    LetterState.SENDING: lazy_gettext("Being sent"),
    LetterState.SENT: lazy_gettext("Sent"),
    LetterState.REFUSED: lazy_gettext("Refused"),
    LetterState.UNKNOWN: lazy_gettext("Unknown"),
    LetterState.UNWANTED: lazy_gettext("Unwanted"),
}
