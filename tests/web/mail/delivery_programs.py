"""What programs of their own do with letters in tests."""

import threading
from pathlib import Path

from tests.web.shop import settings_at
from web.mail.delivery import Deliverer
from web.private_store.store import open_private_store


def deliver(database_url, folder):
    """Deliver into a folder, as `comptoir work` does, until killed."""
    settings = settings_at(Path(folder), database_url)
    Deliverer(open_private_store(settings), settings).run(threading.Event())
