"""A program of its own that stores texts with their events in tests."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from tests.support.people import BRAND, MORNING
from tests.support.random_commands import opened
from tests.web.shop import settings_at
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts


def apply_again_and_again(database_url, folder):
    """Members apply, each with a motivation, until killed."""
    texts = PrivateTexts(open_private_store(settings_at(Path(folder), database_url)))
    with opened(database_url) as market:
        for number in count():
            member_id, application_id = uuid4(), uuid4()
            at = MORNING + timedelta(seconds=number)
            market.members.join(member_id, ("fr",), "FR", at)
            with texts.with_event_of(application_id, member_id, at) as store_text:
                text_id = store_text(f"Motivation {number}")
                market.applications.submit(
                    application_id, BRAND, member_id, {}, at, text_id=text_id
                )
