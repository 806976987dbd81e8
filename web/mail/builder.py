"""The MIME message that is made of an e-mail when it is sent."""

from email.headerregistry import Address
from email.message import EmailMessage as MimeMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from web.i18n.language import gettext_in
from web.mail.message import EmailMessage, email_identifier
from web.mail.outbox import ClaimedMessage
from web.mail.unsubscribe import UnsubscribeTokens
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


class MessageBuilder:
    def __init__(self, settings: Settings) -> None:
        self._sender = _sender(settings.mail_from)
        self._host = urlsplit(settings.public_url).hostname or "localhost"
        self._tokens = UnsubscribeTokens(settings)

    def build(self, claimed: ClaimedMessage) -> MimeMessage:
        """The same bytes however often it is built, its Message-ID included."""
        message, mime = claimed.message, MimeMessage(policy=POLICY)
        mime["From"] = self._sender
        mime["To"] = message.to
        mime["Subject"] = message.subject
        mime["Date"] = format_datetime(claimed.created_at)
        mime["Message-ID"] = f"<{email_identifier(message.key)}@{self._host}>"
        mime["Auto-Submitted"] = "auto-generated"  # no answering machine need answer
        link = self._tokens.link_for(message)
        if link is not None:
            mime[UNSUBSCRIBE] = f"<{link}>"
            mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mime.set_content(_text(message, link), cte="quoted-printable")
        mime["Content-Language"] = message.language  # set_content() drops a language set before
        return mime


def _sender(mail_from: str) -> Address:
    name, address = parseaddr(mail_from)
    return Address(display_name=name, addr_spec=address)


def _text(message: EmailMessage, link: str | None) -> str:
    if link is None:
        return message.text
    no_more = gettext_in("To stop receiving e-mails of this type:", message.language)
    return f"{message.text.rstrip()}\n\n-- \n{no_more}\n{link}\n"
