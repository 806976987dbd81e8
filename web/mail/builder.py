"""The e-mail that is made of a letter when it is sent."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from web.i18n.language import gettext_in
from web.mail.message import Letter, name_of
from web.mail.outbox import Carried
from web.mail.unsubscribe_tokens import UnsubscribeTokens
from web.settings import Settings


class OneLineAddresses(EmailPolicy):
    """
    Leaves the address for unsubscribing on one line: mail programs read it as it stands.

    The library would break what is longer than 78 characters into encoded words, which RFC 2047
    (5) does not allow there; a line may be 998 long (RFC 5322, 2.1.1).
    """

    def fold(self, name: str, value: str) -> str:
        if name == UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == UNSUBSCRIBE:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


UNSUBSCRIBE = "List-Unsubscribe"
POLICY = OneLineAddresses(linesep=SMTP.linesep)


class Envelopes:
    def __init__(self, settings: Settings) -> None:
        self._sender = _sender(settings.mail_from)
        self._host = urlsplit(settings.public_url).hostname or "localhost"
        self._tokens = UnsubscribeTokens(settings)

    def enclose(self, carried: Carried) -> EmailMessage:
        """The same message however often it is made, its Message-ID included."""
        letter = carried.letter
        message = EmailMessage(policy=POLICY)
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(carried.created_at)
        message["Message-ID"] = f"<{name_of(letter.key)}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"  # no answering machine need answer
        link = self._tokens.link_for(letter)
        if link is not None:
            message[UNSUBSCRIBE] = f"<{link}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(_text(letter, link), cte="quoted-printable")
        message["Content-Language"] = letter.language  # set_content() forgets what was there
        return message


def _sender(mail_from: str) -> Address:
    name, address = parseaddr(mail_from)
    return Address(display_name=name, addr_spec=address)


def _text(letter: Letter, link: str | None) -> str:
    if link is None:
        return letter.text
    no_more = gettext_in("To get no more letters of this kind:", letter.language)
    return f"{letter.text.rstrip()}\n\n-- \n{no_more}\n{link}\n"
