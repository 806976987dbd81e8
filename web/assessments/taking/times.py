"""The times of a test: how much somebody has, and in which zone they are told."""

from uuid import UUID

from web.http.request_context import brand_directory, private_store
from web.members.extra_time_store import ExtraTime
from web.private_store.accounts import Account

WITHOUT_BRAND = "Europe/Paris"
"""Where times of the platform's own tests are told."""


def zone_for(brand_id: UUID | None) -> str:
    """The zone of the brand whose test it is; every time is told with it."""
    brand = brand_directory().with_id(brand_id) if brand_id else None
    return brand.zone if brand else WITHOUT_BRAND


def extra_percent_of(account: Account) -> int:
    """How much more time somebody is granted than others; why is nobody's business."""
    return ExtraTime(private_store()).granted_to(account.id)
