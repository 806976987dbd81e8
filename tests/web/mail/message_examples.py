"""Letters to write in tests, and posts that keep what they were given."""

from dataclasses import dataclass, field
from uuid import UUID

from tests.web.shop import CHEAP, PASSWORD
from web.mail.message import Letter, LetterKind
from web.mail.outbox import LetterState, Outbox
from web.private_store.accounts import RoleName, add_account

SOMEBODY = UUID(int=7)


def letter(number=1, **fields):
    told = {
        "key": f"invitation/{number}",
        "account_id": None,
        "kind": LetterKind.INVITATION,
        "to": f"reader{number}@example.org",
        "subject": "Une question de chauffage ?",
        "text": "Bonjour,\n\n.Une ligne avec un point\nÀ bientôt\n",
        "language": "fr",
    }
    return Letter(**{**told, **fields})


def join(store, email="ada@example.org"):
    """Somebody with an account; their id."""
    with store.sessions() as session:
        account = add_account(session, email, PASSWORD, [RoleName.EXPERT], hashing=CHEAP)
        session.commit()
        return account.id


def states(store):
    """How many letters there are in each state, those of which there are any."""
    return {str(state): n for state, n in Outbox(store).count().items() if n}


def only(store):
    """The one letter there is, as it is kept."""
    [row] = Outbox(store).listed(list(LetterState), 10)
    return row


@dataclass
class FakePost:
    """Takes letters, or fails as it was told to, once for each failure."""

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


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at
