"""Staff invitations: whom a brand has invited as an employee. Addresses are private texts."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    select,
)

from domain.aggregate import Event
from domain.log.envelope import EventEnvelope
from domain.money import Money
from domain.recruitment.staff_invitation import StaffInvitation
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

invitation_tables = MetaData()

staff_invitations = Table(
    "staff_invitations",
    invitation_tables,
    Column("invitation_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("wage_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("email_text_id", LargeBinary, nullable=False),
    Column("sent_ms", BigInteger, nullable=False),
)
"""One row for each invitation that was neither accepted nor withdrawn."""

Index("staff_invitations_by_brand", staff_invitations.c.brand_id, staff_invitations.c.sent_ms)


class OpenStaffInvitation(NamedTuple):
    invitation_id: UUID
    hourly_wage: Money
    email_text_id: UUID
    sent_at: datetime
    """UTC."""


class StaffInvitations(SimpleProjection):
    """The staff invitations of brands that are open."""

    name, version, tables = "staff_invitations", 1, invitation_tables

    @handles(StaffInvitation.Sent)
    def add(self, event: EventEnvelope[StaffInvitation.Sent], db: Connection) -> None:
        sent = event.data
        wage = (sent.hourly_wage.amount, sent.hourly_wage.currency)
        row = (event.stream, sent.brand_id.bytes, *wage, sent.email_text_id.bytes, ms_of(sent.at))
        insert_rows(staff_invitations, [row], db)

    @handles(StaffInvitation.Accepted)
    def accept(self, event: EventEnvelope[StaffInvitation.Accepted], db: Connection) -> None:
        _remove(event, db)

    @handles(StaffInvitation.Withdrawn)
    def withdraw(self, event: EventEnvelope[StaffInvitation.Withdrawn], db: Connection) -> None:
        _remove(event, db)


def _remove(event: EventEnvelope[Event], db: Connection) -> None:
    ended = staff_invitations.c.invitation_id == event.stream
    db.execute(delete(staff_invitations).where(ended))


def open_staff_invitations(
    brand_id: UUID, since: datetime, db: Connection
) -> list[OpenStaffInvitation]:
    """The open invitations of a brand that were sent after an instant, the newest first."""
    i = staff_invitations.c
    query = select(staff_invitations).where(i.brand_id == brand_id.bytes, i.sent_ms > ms_of(since))
    return [
        OpenStaffInvitation(
            UUID(bytes=row.invitation_id),
            Money(row.wage_minor, row.currency),
            UUID(bytes=row.email_text_id),
            at_ms(row.sent_ms),
        )
        for row in db.execute(query.order_by(i.sent_ms.desc(), i.invitation_id))
    ]
