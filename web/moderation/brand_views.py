"""A brand's suspensions: who may not answer for it, decided by its people."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from web.http.request_context import current_brand
from web.moderation import decide as suspensions_pages
from web.moderation.decide import Desk

pages = Blueprint("suspensions", __name__, url_prefix="/brands/<brand_slug>/suspensions")


@pages.get("")
def show_suspensions(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.show_all(_desk())


@pages.get("/new")
def show_new_suspension(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.show_new(_desk())


@pages.post("")
def decide(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.decide(_desk())


@pages.get("/<uuid:suspension_id>")
def show_suspension(brand_slug: str, suspension_id: UUID) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.show_one(_desk(), suspension_id)


@pages.post("/<uuid:suspension_id>/appeal")
def decide_appeal(brand_slug: str, suspension_id: UUID) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.decide_appeal(_desk(), suspension_id)


@pages.post("/<uuid:suspension_id>/end")
def lift(brand_slug: str, suspension_id: UUID) -> ResponseReturnValue:
    del brand_slug
    return suspensions_pages.lift(_desk(), suspension_id)


def _desk() -> Desk:
    return Desk(current_brand(), "suspensions")
