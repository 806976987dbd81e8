"""What a web server runs: `gunicorn "web.wsgi:make_app()"`."""

import atexit

from flask import Flask

from web.app import create_app
from web.composition import compose
from web.http.brand_directory import BrandDirectory
from web.private_store.key_check import check_private_store
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts
from web.settings import Settings

__all__ = ["make_app"]


def make_app() -> Flask:
    """Compose the marketplace of the environment's settings; once in each process, after fork."""
    settings = Settings.from_environment()
    store = open_private_store(settings)
    marketplace = compose(settings.database_url, PrivateTexts(store).read, clock=settings.clock)
    check_private_store(store, marketplace.log.rows.head())
    # The process of a web server ends in order on request: connections to PostgreSQL are closed.
    for close in (marketplace.read_model_store.close, marketplace.log.close, store.close):
        atexit.register(close)
    directory = BrandDirectory(marketplace.read_models)
    return create_app(marketplace, settings, store, directory)
