"""What events of conversations mean to the streams of their visitors and respondents."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from domain.aggregate import Event
from domain.conversations.conversation import Conversation
from domain.log.entries import StoredRow
from domain.log.event_log import EventLog
from domain.log.mapper import Unreadable, decode
from web.streams.stream_item import StreamItem

MOST_IN_MEMORY = 10_000
"""Conversations; those that have had no event for longest are forgotten, and loaded when needed."""
PREFIX = f"{Conversation.__name__}."

ReadMessageTexts = Callable[[Sequence[UUID]], Mapping[UUID, str]]
"""The texts that have not been erased, by id."""


class ChatItems:
    """Makes the items of rows of the log; called for one batch after another, in order."""

    def __init__(self, log: EventLog, read_texts: ReadMessageTexts) -> None:
        self._log = log
        self._read_texts = read_texts
        self._conversations: OrderedDict[UUID, Conversation] = OrderedDict()

    def __call__(self, rows: Sequence[StoredRow]) -> list[StreamItem]:
        events = [(row, _decoded(row)) for row in rows if row.topic.startswith(PREFIX)]
        sent = [event.text_id for _, event in events if isinstance(event, Conversation.MessageSent)]
        texts = self._read_texts(sent) if sent else {}
        return [
            item
            for row, event in events
            if event is not None
            for item in self._items_of(row, event, texts)
        ]

    def _items_of(
        self, row: StoredRow, event: Event, texts: Mapping[UUID, str]
    ) -> Iterator[StreamItem]:
        conversation = self._before(row)
        concerned = _respondents(conversation)
        conversation.replay(event)
        if row.version == 1:
            return  # its stream is not open yet, and it is offered by an event of its own
        concerned |= _respondents(conversation)
        audience = frozenset({conversation.id})
        match event:
            case Conversation.MessageSent():
                message = _message(event, conversation, texts)
                yield StreamItem(row.position, audience | _respondent(conversation), *message)
            case Conversation.NoteWritten():
                change = _change(event, conversation)
                yield StreamItem(row.position, _respondent(conversation), *change)
            case _:
                change = _change(event, conversation)
                yield StreamItem(row.position, audience | concerned, *change)

    def _before(self, row: StoredRow) -> Conversation:
        """The conversation as it was before an event."""
        id = UUID(bytes=row.stream)
        conversation = self._conversations.pop(id, None)
        if conversation is None or conversation.version != row.version - 1:
            conversation = Conversation(id)
            for envelope in self._log.history(id)[: row.version - 1]:
                conversation.replay(envelope.data)
        self._conversations[id] = conversation
        if len(self._conversations) > MOST_IN_MEMORY:
            self._conversations.popitem(last=False)
        return conversation


def _decoded(row: StoredRow) -> Event | None:
    """None for an event that this code cannot read: pages show what they can."""
    try:
        return decode(row.topic, row.state)
    except Unreadable:
        return None


def _respondent(conversation: Conversation) -> frozenset[UUID]:
    """The respondent who has it; none while it waits."""
    has_one = conversation.respondent_id is not None and conversation.slot
    return frozenset({conversation.respondent_id}) if has_one else frozenset()  # type: ignore[arg-type]


def _respondents(conversation: Conversation) -> frozenset[UUID]:
    """Those on whose desks it is: who has it, or may claim it."""
    return _respondent(conversation) | frozenset(conversation.offered_to)


def _message(
    event: Conversation.MessageSent, conversation: Conversation, texts: Mapping[UUID, str]
) -> tuple[str, dict[str, object]]:
    is_visitor = event.sender_id == conversation.visitor_id
    return "message", {
        "conversation_id": str(conversation.id),
        "message_id": str(event.text_id),
        "sender": "visitor" if is_visitor else "respondent",
        "at": event.at.isoformat(),
        "text": texts.get(event.text_id),
    }


def _change(event: Event, conversation: Conversation) -> tuple[str, dict[str, object]]:
    return "change", {
        "conversation_id": str(conversation.id),
        "event": type(event).__name__,
        "status": conversation.status,
    }
