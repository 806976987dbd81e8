"""The reactor that tells members of a suspension, and of the decision on their appeal."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from domain.log.envelope import EventEnvelope
from domain.moderation.suspension import Suspension
from web.mail.message import EmailCategory, EmailMessage
from web.mail.recipients import emails_to
from web.moderation import emails
from web.private_store.store import PrivateStore
from web.reactors.reactor import Reactor
from web.settings import Settings


class SuspensionEmails:
    def __init__(self, store: PrivateStore, settings: Settings) -> None:
        self._store = store
        self._base = settings.public_url

    @property
    def reactor(self) -> Reactor:
        event_types = (Suspension.Decided, Suspension.AppealDecided)
        return Reactor("send_suspension_emails", event_types, self.react)

    def react(self, event: EventEnvelope[Any], key: str) -> Sequence[EmailMessage]:
        """The reason is not in the e-mail: others may read it."""
        is_decision = isinstance(event.data, Suspension.Decided)
        content = partial(
            emails.decided if is_decision else emails.appeal_decided,
            f"{self._base}/me/decisions/{UUID(bytes=event.stream)}",
        )
        category = EmailCategory.ACCOUNT
        return emails_to(event.data.member_id, key, category, content, self._store)
