"""The private store of a log that a test has filled without the command line."""

from web.private_store.key_check import check_private_store
from web.private_store.store import open_private_store
from web.settings import Settings


def make_private_store(database_url):
    """As the first command on an empty log makes it; `comptoir work` does not start without it."""
    store = open_private_store(Settings(database_url, "for tests only", bytes(range(64))))
    check_private_store(store, 0)
    store.close()
