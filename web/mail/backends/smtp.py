"""
E-mails over SMTP.

What a failure means depends on when it comes. Until the server has said "354, go ahead" it has
nothing; its reply to the final dot is the outcome. In between the outcome is unknown.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage as MimeMessage
from email.utils import parseaddr

from web.delivery.outcomes import (
    ChannelUnavailable,
    OutcomeUnknown,
    PermanentFailure,
    TransientFailure,
)
from web.installation.mail_settings import SmtpServer

TIMEOUT_S = 10
GO_AHEAD = 354
TRANSIENT = 400
PERMANENT = 500
OUTCOMES = (2, 4, 5)
"""The first digits of a reply to the final dot that says whether it was taken (RFC 5321, 4.2.1)."""
LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
CONNECTION_ERRORS = (OSError, smtplib.SMTPException)


class SmtpBackend:
    name = "smtp"

    def __init__(self, server: SmtpServer, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._connection: smtplib.SMTP | None = None

    def send(self, key: str, to: str, message: MimeMessage) -> None:  # noqa: ARG002 - in its Message-ID
        sender = parseaddr(str(message["From"]))[1]
        content = message.as_bytes()
        connection = self._open_connection()
        try:
            self._send_envelope(connection, ascii_address(sender), ascii_address(to))
        except CONNECTION_ERRORS as error:
            self.close()
            raise TransientFailure(_error_text(error)) from error
        self._send_content(connection, content)

    def has(self, key: str) -> bool | None:  # noqa: ARG002 - a server cannot be asked
        return None

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*CONNECTION_ERRORS):
                connection.quit()
            connection.close()

    def _open_connection(self) -> smtplib.SMTP:
        """The connection of the last e-mail, if the server still listens, or a new one."""
        if self._connection is not None:
            with suppress(*CONNECTION_ERRORS):
                if self._connection.rset()[0] < TRANSIENT:
                    return self._connection
            self.close()
        try:
            self._connection = self._connect()
        except CONNECTION_ERRORS as error:
            raise ChannelUnavailable(_error_text(error)) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        where = (server.host, server.port)
        if server.security == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                *where, timeout=self._timeout_s, context=context
            )
        else:
            connection = smtplib.SMTP(*where, timeout=self._timeout_s)
        try:
            self._greet(connection, context)
        except CONNECTION_ERRORS:
            connection.close()
            raise
        return connection

    def _greet(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if self._server.security == "smtp+starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if self._server.user:
            connection.login(self._server.user, self._server.password)

    def _send_envelope(self, connection: smtplib.SMTP, sender: str, to: str) -> None:
        """Everything before the content: the server has nothing of it yet."""
        reply = connection.mail(sender)
        if reply[0] >= TRANSIENT:  # not this reader: the server takes nothing from us
            raise ChannelUnavailable(_reply_text(reply))
        reply = connection.rcpt(to)
        _check_reply(reply)
        if reply[0] < 0:
            raise TransientFailure(_reply_text(reply))
        reply = connection.docmd("DATA")
        if reply[0] != GO_AHEAD:
            _check_reply(reply)
            raise TransientFailure(_reply_text(reply))

    def _send_content(self, connection: smtplib.SMTP, content: bytes) -> None:
        try:
            connection.send(LINE_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
            reply = connection.getreply()
        except CONNECTION_ERRORS as error:
            self.close()
            raise OutcomeUnknown(_error_text(error)) from error
        if reply[0] // 100 not in OUTCOMES:
            self.close()  # what it says next may be about this e-mail
            raise OutcomeUnknown(_reply_text(reply))
        _check_reply(reply)


def ascii_address(address: str) -> str:
    """Domains of all scripts have a spelling in ASCII; the part before the @ has not."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise PermanentFailure("the address is not valid") from error


def _check_reply(reply: tuple[int, bytes]) -> None:
    """Raises what a refusal means. Other replies mean something else at each step."""
    if reply[0] >= PERMANENT:
        raise PermanentFailure(_reply_text(reply))
    if reply[0] >= TRANSIENT:
        raise TransientFailure(_reply_text(reply))


def _reply_text(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode(errors='replace')}"[:500]


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
