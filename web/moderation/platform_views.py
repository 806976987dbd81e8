"""Suspensions for all brands, decided by the platform; and every brand's, to be read."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from web.moderation import decide as suspensions_pages
from web.moderation.decide import Desk
from web.private_store.accounts import RoleName

pages = Blueprint("platform_suspensions", __name__, url_prefix="/suspensions")
DESK = Desk(None, "platform_suspensions")


@pages.get("")
@roles_accepted(RoleName.PLATFORM)
def show_suspensions() -> ResponseReturnValue:
    return suspensions_pages.show_all(DESK)


@pages.get("/new")
@roles_accepted(RoleName.PLATFORM)
def show_new_suspension() -> ResponseReturnValue:
    return suspensions_pages.show_new(DESK)


@pages.post("")
@roles_accepted(RoleName.PLATFORM)
def decide() -> ResponseReturnValue:
    return suspensions_pages.decide(DESK)


@pages.get("/<uuid:suspension_id>")
@roles_accepted(RoleName.PLATFORM)
def show_suspension(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.show_one(DESK, suspension_id)


@pages.post("/<uuid:suspension_id>/appeal")
@roles_accepted(RoleName.PLATFORM)
def decide_appeal(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.decide_appeal(DESK, suspension_id)


@pages.post("/<uuid:suspension_id>/end")
@roles_accepted(RoleName.PLATFORM)
def lift(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.lift(DESK, suspension_id)
