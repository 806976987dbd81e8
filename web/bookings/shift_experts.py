"""The experts who may take the shifts of a plan: who is told of it, and whom its quote counts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from domain.bookings.booking_plan import BookingPlan
from projections.members.shift_matching import may_take_shifts_of
from projections.read_models import ReadModels
from web.private_store.accounts import Role, RoleName
from web.private_store.store import PrivateStore


def experts_for(
    brand_id: UUID, plan: BookingPlan, at: datetime, read_models: ReadModels, store: PrivateStore
) -> list[UUID]:
    """Those with the role of an expert who may take the plan's shifts, in the order of ids."""
    with read_models.read(read_models.pool) as db:
        suitable = may_take_shifts_of(brand_id, plan.subject_id, plan.languages, at, db)
    with store.engine.connect() as private_db:
        is_expert = Role.name == str(RoleName.EXPERT)
        experts = set(private_db.scalars(select(Role.account_id).where(is_expert)))
    return [member_id for member_id in suitable if member_id in experts]
