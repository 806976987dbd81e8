"""The time zone in which a member reads times: their choice, or that of their country."""

import uuid
from typing import Any
from uuid import UUID

from babel.core import get_global
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.brands.opening_hours import check_zone, known_zones
from web.http.content_negotiation import local_path
from web.http.request_context import current_account, private_store
from web.private_store.accounts import Account, RoleName
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into

FALLBACK = "Europe/Paris"
"""For members of countries with several zones, until they choose one."""

bp = Blueprint("time_zone", __name__)


class MemberZone(Private):
    __tablename__ = "member_zone"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    zone: Mapped[str] = mapped_column(Sealed("member_zone.zone"))


member_zones: Any = MemberZone.__table__


class TimeZones:
    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def chosen_by(self, account_id: UUID) -> str | None:
        """The zone a member chose; None before they do."""
        query = select(member_zones.c.zone).where(member_zones.c.account_id == account_id)
        with self._engine.connect() as db:
            return db.scalar(query)

    def of(self, account_id: UUID, country: str) -> str:
        """The zone a member reads times in. country: where they live; empty when unknown."""
        return self.chosen_by(account_id) or _only_zone(country) or FALLBACK

    def choose(self, account_id: UUID, zone: str) -> None:
        """Raises Invalid unless it is an IANA name."""
        check_zone(zone)
        with self._engine.begin() as db:
            row = insert_into(member_zones, db).values(account_id=account_id, zone=zone)
            db.execute(
                row.on_conflict_do_update(index_elements=["account_id"], set_={"zone": zone})
            )


def zone_choices() -> list[str]:
    """The zones to choose from: those of a place, in alphabetical order."""
    places = get_global("zone_territories")
    return sorted(zone for zone in known_zones() if zone in places and "/" in zone)


@bp.post("/me/time-zone")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def choose_zone() -> ResponseReturnValue:
    TimeZones(private_store()).choose(current_account().id, request.form.get("zone", ""))
    return redirect(local_path(request.form.get("next"), "/shifts"), code=303)


def _only_zone(country: str) -> str | None:
    zones = [zone for zone, place in get_global("zone_territories").items() if place == country]
    return zones[0] if len(zones) == 1 else None
