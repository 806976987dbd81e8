"""What the streams server runs: `gunicorn -k asgi "web.asgi:make_streams()"`."""

import time
from urllib.parse import urlsplit
from uuid import UUID

from domain.log.event_log import EventLog
from web.chat.stream_items import ChatItems
from web.private_store.store import PrivateStore, open_private_store
from web.private_store.stream_heartbeats import note_open_streams
from web.private_store.texts import PrivateTexts
from web.settings import Settings
from web.streams.application import StreamsApplication
from web.streams.hub import Hub
from web.streams.tickets import StreamTickets

__all__ = ["make_streams"]


def make_streams() -> StreamsApplication:
    """The streams of the environment's settings; the process that serves opens databases."""
    settings = Settings.from_environment()
    opened: list[PrivateStore] = []

    def open_hub() -> Hub:
        store = open_private_store(settings)
        opened.append(store)
        log = EventLog(settings.database_url)
        return Hub(log.read, ChatItems(log, PrivateTexts(store).read), log.rows.head())

    def note_open(ids: frozenset[UUID]) -> None:
        note_open_streams(ids, settings.clock(), opened[0])

    return StreamsApplication(
        open_hub,
        StreamTickets(settings.secret_key, settings.clock),
        origin_of(settings.public_url),
        time.monotonic,
        note_open=note_open,
    )


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as browsers write an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
