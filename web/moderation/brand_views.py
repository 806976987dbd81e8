"""A brand's suspensions: who may not answer for it, decided by its people."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.http.request_context import current_brand
from web.moderation import decide as suspensions_pages
from web.moderation.decide import Desk

bp = Blueprint("suspensions", __name__, url_prefix="/brands/<brand_slug>/suspensions")


@bp.get("")
def show_suspensions() -> ResponseReturnValue:
    return suspensions_pages.show_all(_desk())


@bp.get("/new")
def show_new_suspension() -> ResponseReturnValue:
    return suspensions_pages.show_new(_desk())


@bp.post("")
def decide() -> ResponseReturnValue:
    return suspensions_pages.decide(_desk())


@bp.get("/<uuid:suspension_id>")
def show_suspension(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.show_one(_desk(), suspension_id)


@bp.post("/<uuid:suspension_id>/appeal")
def hear_appeal(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.hear_appeal(_desk(), suspension_id)


@bp.post("/<uuid:suspension_id>/end")
def lift(suspension_id: UUID) -> ResponseReturnValue:
    return suspensions_pages.lift(_desk(), suspension_id)


def _desk() -> Desk:
    return Desk(current_brand(), "suspensions")
