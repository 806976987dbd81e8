"""The reactor that lets closed conversations earn."""

from collections.abc import Sequence
from uuid import UUID

from domain.conversations.conversation import Conversation
from domain.log.envelope import EventEnvelope
from web.mail.message import EmailMessage
from web.marketplace import Marketplace
from web.reactors.reactor import Reactor
from web.settings import Settings


class ConversationEarnings:
    """Begins at the start of the log: what was closed before it was there earns as well."""

    def __init__(self, marketplace: Marketplace, settings: Settings) -> None:
        self._earnings, self._clock = marketplace.earnings, marketplace.clock
        self._held_for = settings.earnings_held_for

    @property
    def reactor(self) -> Reactor:
        event_types = (Conversation.Closed,)
        return Reactor("earn_conversations", event_types, self.react, reads_history=True)

    def react(self, event: EventEnvelope[Conversation.Closed], _key: str) -> Sequence[EmailMessage]:
        """Done twice, it earns once; done late, the brand still has days to contest it."""
        id, now = UUID(bytes=event.stream), self._clock()
        self._earnings.earn(id, event.data, self._held_for, now)
        return []
