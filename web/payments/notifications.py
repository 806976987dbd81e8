"""
Notifications of the payment service, stored once each, until a job has looked at their objects.

For the statuses see `web/delivery/outcomes.py`: here `sent` says that the state which the object
had then is stored, and `suppressed` that the object is of no kind that concerns us.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from payments.gateway_objects import ObjectType
from payments.stripe_webhooks import StripeNotification
from web.delivery.channel import DeliveryColumns
from web.delivery.outcomes import DeliveryStatus
from web.delivery.queue import DeliveryTable
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime


class StoredNotification(DeliveryColumns, Private):
    """A notification; its key is the id of the service's event."""

    __tablename__ = "gateway_notification"

    type: Mapped[str] = mapped_column(Text)
    notified_at: Mapped[datetime] = mapped_column(UtcTime())
    object_id: Mapped[str] = mapped_column(Text)
    object_type: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Sealed("gateway_notification.error"))

    __table_args__ = (Index("gateway_notification_due", "status", "due_at"),)


notifications: Any = StoredNotification.__table__
NOTIFICATIONS = DeliveryTable(notifications, notifications.c.object_type.not_in(list(ObjectType)))


class NotificationInbox:
    """What the endpoint of the webhook needs."""

    def __init__(self, store: PrivateStore) -> None:
        self._engine, self._clock = store.engine, store.clock

    def store(self, notification: StripeNotification) -> bool:
        """Store it durably; False when one with its event id is there already."""
        at = self._clock()
        row = {
            "key": notification.event_id,
            "type": notification.type,
            "notified_at": notification.created_at,
            "object_id": notification.object_id,
            "object_type": notification.object_type,
            "account_id": notification.account_id,
            "status": DeliveryStatus.WAITING,
            "attempts": 0,
            **dict.fromkeys(("created_at", "changed_at", "due_at"), at),
        }
        with self._engine.begin() as db:
            statement = insert_into(notifications, db).on_conflict_do_nothing(
                index_elements=["key"]
            )
            return db.execute(statement.returning(notifications.c.number), row).first() is not None

    def count(self) -> dict[DeliveryStatus, int]:
        """How many notifications have each status that occurs."""
        query = select(notifications.c.status, func.count()).group_by(notifications.c.status)
        with self._engine.connect() as db:
            return {DeliveryStatus(status): n for status, n in db.execute(query)}


def remove_old_notifications(before: datetime, db: Connection) -> int:
    """
    Delete notifications that came before an instant (UTC) and need nothing more.

    The service repeats a notification for days, not for months; repeating one is harmless anyway.
    """
    done = notifications.c.status.in_((DeliveryStatus.SENT, DeliveryStatus.SUPPRESSED))
    return db.execute(
        delete(notifications).where(done & (notifications.c.created_at < before))
    ).rowcount
