"""Delivering the e-mails of the outbox, through the backend that the settings name."""

from email.message import EmailMessage as MimeMessage
from typing import Any

from web.delivery.deliverer import Deliverer
from web.delivery.outcomes import PermanentFailure
from web.delivery.queue import DeliveryTable
from web.mail.backends.base import MailBackend
from web.mail.backends.file import FileBackend
from web.mail.backends.smtp import SmtpBackend
from web.mail.builder import MessageBuilder
from web.mail.outbox import ClaimedMessage, emails, message_of
from web.mail.unsubscribe import is_unsubscribed
from web.private_store.store import PrivateStore
from web.settings import Settings

EMAILS = DeliveryTable(emails, is_unsubscribed(emails))


class MailChannel:
    """How e-mails leave the house; a MIME message is made of each when it is sent."""

    def __init__(self, settings: Settings, backend: MailBackend) -> None:
        self._backend = backend
        self._builder = MessageBuilder(settings)

    @property
    def name(self) -> str:
        return self._backend.name

    def read(self, row: Any) -> ClaimedMessage:
        return ClaimedMessage(row.number, message_of(row), row.created_at, row.attempts)

    def deliver(self, payload: ClaimedMessage) -> None:
        message = self._build(payload)
        self._backend.send(payload.message.key, payload.message.to, message)

    def has(self, key: str) -> bool | None:
        return self._backend.has(key)

    def close(self) -> None:
        self._backend.close()

    def _build(self, claimed: ClaimedMessage) -> MimeMessage:
        try:
            return self._builder.build(claimed)
        except Exception as error:  # it would stop all others, again and again
            name = type(error).__name__
            raise PermanentFailure(f"the e-mail could not be built: {name}") from error


def backend_of(settings: Settings) -> MailBackend:
    if settings.smtp is not None:
        return SmtpBackend(settings.smtp)
    return FileBackend(settings.mail_folder)


def mail_deliverer(
    store: PrivateStore, settings: Settings, backend: MailBackend | None = None
) -> Deliverer[ClaimedMessage]:
    """Delivers what is in the outbox. backend: by default the one that the settings name."""
    return Deliverer(EMAILS, store, MailChannel(settings, backend or backend_of(settings)))
