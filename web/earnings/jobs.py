"""What happens to earnings by time: they are released when their days are over."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from payments.earnings.earning_commands import due_earnings
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace


def release_due_earnings(marketplace: Marketplace, at: datetime) -> int:
    """Release the earnings that are held until a time that has come; return how many."""

    def release(id: UUID) -> None:
        try:
            marketplace.earnings.release(id, at)
        except NotNow:
            return  # contested in this moment, or released by another worker

    return one_by_one(release, list(due_earnings(marketplace.log, at)))
