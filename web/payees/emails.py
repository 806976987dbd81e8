"""The e-mail about a bank account: it was entered or changed, perhaps by another than the owner."""

from dataclasses import dataclass
from datetime import datetime

from payments.payees.payee_details import PayeeDetails
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of

UTC_ZONE = "UTC"


@dataclass(frozen=True)
class BankAccountNotice:
    """What the e-mail says; only the end of the IBAN, as others may read e-mails."""

    details: PayeeDetails
    at: datetime
    details_link: str
    password_link: str
    is_first: bool = False
    """There was no account before."""

    def written(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        return self.entered(language) if self.is_first else self.changed(language)

    def entered(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        text = gettext_in(
            "The bank account to which Comptoir sends your pay was entered on %(time)s (UTC):"
            " %(iban)s\n\n"
            "You find it on this page:\n%(details)s\n\n"
            "If it was not you, another person is signed in as you. Choose a new password at once,"
            " which ends all open sessions, and then enter your bank account:\n%(password)s",
            language,
            **self._values(language),
        )
        return gettext_in("Your bank account has been entered", language), text

    def changed(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        text = gettext_in(
            "The bank account to which Comptoir sends your pay was changed on %(time)s (UTC). It is"
            " now: %(iban)s\n\n"
            "You find it on this page:\n%(details)s\n\n"
            "If it was not you, another person is signed in as you. Choose a new password at once,"
            " which ends all open sessions, and then enter your bank account again:\n%(password)s",
            language,
            **self._values(language),
        )
        return gettext_in("Your bank account has been changed", language), text

    def _values(self, language: str) -> dict[str, str]:
        return {
            "time": formats.minute(self.at, UTC_ZONE, locale_of(language)),
            "iban": self.details.masked_iban,
            "details": self.details_link,
            "password": self.password_link,
        }
