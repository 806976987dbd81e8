"""What a request is about: the account, the brand, and the parts that answer it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from flask import current_app, g, has_request_context
from flask_security import current_user
from flask_security.core import AnonymousUser
from sqlalchemy import Connection

from projections.brands.brands import BrandSummary
from projections.engine.projection import Projection
from projections.read_models import ReadModels
from web.http.brand_directory import BrandDirectory
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.hashing import Hashing
from web.private_store.rate_limits import RateLimits
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts
from web.settings import Settings


def signed_in_account() -> Account | None:
    """None also on the page of last resort, which must not ask a store that may be what broke."""
    if not has_request_context() or g.get("without_account", False):
        return None
    return cast(Account, current_user) if current_user.is_authenticated else None


def current_account() -> Account:
    """The account that is signed in: access.py has refused all others."""
    account = signed_in_account()
    assert account is not None
    return account


def forget_account() -> None:
    """From here on this request has no account, and Flask-Login looks for none."""
    g.setdefault("without_account", True)
    # Where Flask-Login keeps the account of a request.
    g._login_user = AnonymousUser()  # type: ignore[no-untyped-call]  # noqa: SLF001


def marketplace() -> Marketplace:
    return cast(Marketplace, current_app.extensions["comptoir.marketplace"])


def current_time() -> datetime:
    """The present time, UTC, by the clock that composition has set."""
    return private_store().clock()


def read_models() -> ReadModels:
    return marketplace().read_models


@contextmanager
def read(projection: Projection) -> Iterator[Connection]:
    """One consistent view of the tables of a read model, such as `read_models().pool`."""
    with read_models().read(projection) as db:
        yield db


def private_store() -> PrivateStore:
    return cast(PrivateStore, current_app.extensions["comptoir.private_store"])


def private_texts() -> PrivateTexts:
    return PrivateTexts(private_store())


def rate_limits() -> RateLimits:
    return cast(RateLimits, current_app.extensions["comptoir.rate_limits"])


def password_hashing() -> Hashing:
    return cast(Hashing, current_app.extensions["comptoir.password_hashing"])


def current_settings() -> Settings:
    return cast(Settings, current_app.extensions["comptoir.settings"])


def brand_directory() -> BrandDirectory:
    return cast(BrandDirectory, current_app.extensions["comptoir.brands"])


def current_brand() -> BrandSummary:
    """The brand of a page whose address names one; access.py has checked who sees it."""
    return cast(BrandSummary, g.brand)


def brand_of_page() -> BrandSummary | None:
    return cast(BrandSummary | None, g.get("brand"))
