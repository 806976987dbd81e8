"""
Letters over SMTP.

What a failure means depends on when it comes. Until the server has said "354, go ahead" it has
nothing; after its answer to the dot we know. In between nobody does.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr

from web.mail.backends.base import Closed, Postponed, Refused, Uncertain
from web.settings import SmtpServer

PATIENCE_S = 10
GO_AHEAD = 354
FAILED = 400
REFUSED = 500
LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
TROUBLE = (OSError, smtplib.SMTPException)


class SmtpPost:
    name = "smtp"

    def __init__(self, server: SmtpServer, patience_s: float = PATIENCE_S) -> None:
        self._server = server
        self._patience_s = patience_s
        self._line: smtplib.SMTP | None = None

    def send(self, key: str, to: str, message: EmailMessage) -> None:  # noqa: ARG002 - in its Message-ID
        sender = parseaddr(str(message["From"]))[1]
        content = message.as_bytes()
        line = self._open_line()
        try:
            self._address(line, ascii_address(sender), ascii_address(to))
        except TROUBLE as error:
            self.close()
            raise Postponed(_said(error)) from error
        self._hand_over(line, content)

    def has(self, key: str) -> bool | None:  # noqa: ARG002 - a server cannot be asked
        return None

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(*TROUBLE):
                line.quit()
            line.close()

    def _open_line(self) -> smtplib.SMTP:
        """The line of the letter before, if the server still listens, or a new one."""
        if self._line is not None:
            with suppress(*TROUBLE):
                if self._line.rset()[0] < FAILED:
                    return self._line
            self.close()
        try:
            self._line = self._dial()
        except TROUBLE as error:
            raise Closed(_said(error)) from error
        return self._line

    def _dial(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        where = (server.host, server.port)
        if server.security == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=self._patience_s, context=context)
        else:
            line = smtplib.SMTP(*where, timeout=self._patience_s)
        try:
            self._introduce(line, context)
        except TROUBLE:
            line.close()
            raise
        return line

    def _introduce(self, line: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if self._server.security == "smtp+starttls":
            line.starttls(context=context)
        line.ehlo_or_helo_if_needed()
        if self._server.user:
            line.login(self._server.user, self._server.password)

    def _address(self, line: smtplib.SMTP, sender: str, to: str) -> None:
        """Everything before the letter itself: nothing of it is in their hands yet."""
        answer = line.mail(sender)
        if answer[0] >= FAILED:  # it is we who are not welcome, whomever we write to
            raise Closed(_answer(answer))
        _must_be_taken(line.rcpt(to))
        answer = line.docmd("DATA")
        if answer[0] != GO_AHEAD:
            _must_be_taken(answer)
            raise Postponed(_answer(answer))

    def _hand_over(self, line: smtplib.SMTP, content: bytes) -> None:
        try:
            line.send(LINE_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
            answer = line.getreply()
        except TROUBLE as error:
            self.close()
            raise Uncertain(_said(error)) from error
        _must_be_taken(answer)


def ascii_address(address: str) -> str:
    """Domains of all scripts have a spelling in ASCII; what stands before the @ has not."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Refused("an address that cannot be written to") from error


def _must_be_taken(answer: tuple[int, bytes]) -> None:
    if answer[0] >= REFUSED:
        raise Refused(_answer(answer))
    if answer[0] >= FAILED or answer[0] < 0:
        raise Postponed(_answer(answer))


def _answer(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode(errors='replace')}"[:500]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
