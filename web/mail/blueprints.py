"""Putting the pages about letters into the application."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from web.mail import development, unsubscribe
from web.settings import Settings


def init_mail_pages(app: Flask, settings: Settings, protection: CSRFProtect) -> None:
    app.register_blueprint(unsubscribe.bp)
    # A mail program posts there by itself, and its token is in the address.
    protection.exempt(unsubscribe.unsubscribe)
    if settings.development and settings.smtp is None:
        app.register_blueprint(development.bp)
