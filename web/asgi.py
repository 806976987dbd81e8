"""What the streams server runs: `gunicorn -k asgi "web.asgi:make_streams()"`."""

import time
from urllib.parse import urlsplit

from domain.log.event_log import EventLog
from web.chat.stream_items import ChatItems
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts
from web.settings import Settings
from web.streams.application import StreamsApplication
from web.streams.hub import Hub
from web.streams.tickets import StreamTickets

__all__ = ["make_streams"]


def make_streams() -> StreamsApplication:
    """The streams of the environment's settings; the process that serves opens databases."""
    settings = Settings.from_environment()

    def open_hub() -> Hub:
        log = EventLog(settings.database_url)
        items = ChatItems(log, PrivateTexts(open_private_store(settings)).read)
        return Hub(log.read, items, log.rows.head())

    tickets = StreamTickets(settings.secret_key, settings.clock)
    return StreamsApplication(open_hub, tickets, origin_of(settings.public_url), time.monotonic)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as browsers write an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
