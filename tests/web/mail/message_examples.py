"""E-mails to write in tests, and a backend that remembers what it sent."""

from dataclasses import dataclass, field
from uuid import UUID

from domain.clock import system_clock
from tests.web.shop import CHEAP, PASSWORD
from web.delivery.outcomes import DeliveryStatus
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import Outbox
from web.private_store.accounts import RoleName, add_account

READER_ID = UUID(int=7)


def email_message(number=1, **fields):
    defaults = {
        "key": f"invitation/{number}",
        "account_id": None,
        "category": EmailCategory.INVITATION,
        "to": f"reader{number}@example.org",
        "subject": "Une question de chauffage ?",
        "text": "Bonjour,\n\n.Une ligne avec un point\nÀ bientôt\n",
        "language": "fr",
    }
    return EmailMessage(**{**defaults, **fields})


def join(store, email="ada@example.org"):
    """Add an account; returns its id."""
    with store.sessions() as session:
        account = add_account(
            session, email, PASSWORD, [RoleName.EXPERT], hashing=CHEAP, at=system_clock()
        )
        session.commit()
        return account.id


def statuses(store):
    """How many e-mails have each status, of the statuses that any has."""
    return {str(state): n for state, n in Outbox(store).count().items() if n}


def only(store):
    """The only e-mail in the outbox."""
    [row] = Outbox(store).emails_with_status(list(DeliveryStatus), 10)
    return row


@dataclass
class FakeBackend:
    """Takes e-mails, or raises each of its failures once."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    messages: list = field(default_factory=list)
    known: bool | None = None
    name: str = "fake"
    on_send: object = None

    def send(self, key, to, message):  # noqa: ARG002
        if self.on_send:
            self.on_send(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(key)
        self.messages.append(message)

    def has(self, key):  # noqa: ARG002
        return self.known

    def close(self): ...
