"""A counter to test at: two brands, one person of each kind, and the application around them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from domain.clock import Clock, system_clock
from projections.brands.brands import BrandSummary
from web.accounts.sessions import SESSION_ID
from web.app import create_app
from web.private_store.account_sessions import start_session
from web.private_store.accounts import RoleName, account_of, add_account
from web.private_store.hashing import Hashing
from web.private_store.store import PrivateStore, open_private_store
from web.settings import Settings

NEST = BrandSummary(UUID(int=1), "nest", "Nest & Away", "Europe/Paris", "EUR")
ROAD = BrandSummary(UUID(int=2), "road", "Road Kitchen", "Europe/London", "GBP")
PASSWORD = "a long enough password"
CHEAP = Hashing(time_cost=1, memory_kib=8, parallelism=1)
"""
Argon2 as ever, but without the tenth of a second and the 64 MiB that each password costs.

Whole programs, as in the expert journey, hash as ever.
"""
PEOPLE = {
    "ines@nest.example": ((RoleName.BRAND,), NEST.brand_id, "Inès Morel"),
    "tom@road.example": ((RoleName.BRAND,), ROAD.brand_id, "Tom Baker"),
    "plat@comptoir.example": ((RoleName.PLATFORM,), None, "Paola Lattuada"),
    "fran@comptoir.example": ((RoleName.FINANCE,), None, "Frances Holt"),
    "ed@expert.example": ((RoleName.EXPERT,), None, "Ed Xpert"),
}


@dataclass(frozen=True)
class KnownBrands:
    known: tuple[BrandSummary, ...] = (NEST, ROAD)

    def with_slug(self, slug):
        return next((brand for brand in self.known if brand.slug == slug), None)

    def with_id(self, brand_id):
        return next((brand for brand in self.known if brand.brand_id == brand_id), None)

    def all(self):
        return self.known


@dataclass(frozen=True)
class Shop:
    app: Flask
    store: PrivateStore
    settings: Settings


def settings_at(folder: Path, url: str | None = None) -> Settings:
    return Settings(
        database_url=url or f"sqlite:///{folder / 'comptoir.db'}",
        secret_key="for tests only",
        private_key=bytes(range(64)),
        mail_folder=folder / "mail",
    )


def session_of(store: PrivateStore, email: str) -> dict[str, Any]:
    """What the cookie of an account holds that has just signed in."""
    with store.sessions.session_factory() as db:
        account = account_of(db, email)
        session_id = start_session(account.id, system_clock(), db)
        db.commit()
        return {"_user_id": account.get_id(), "_fresh": True, SESSION_ID: session_id.hex}


@contextmanager
def open_shop(settings: Settings, clock: Clock = system_clock, **kwargs) -> Iterator[Shop]:
    store = replace(open_private_store(settings), clock=clock)
    with store.sessions() as session:
        for email, (roles, brand_id, name) in PEOPLE.items():
            add_account(
                session,
                email,
                PASSWORD,
                roles,
                brand_id=brand_id,
                name=name,
                hashing=CHEAP,
                at=system_clock(),
            )
        session.commit()
    app = create_app(None, settings, store, KnownBrands(), hashing=CHEAP, **kwargs)
    yield Shop(app, store, settings)
    store.close()
