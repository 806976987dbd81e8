"""What the delivery core needs to know of one kind of delivery, such as e-mail."""

from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.private_store.utc_datetime import UtcTime

Payload = TypeVar("Payload")


class DeliveryColumns:
    """
    The columns that the delivery core reads and writes; a table adds what is delivered.

    Besides, each table has a sealed column `error`: what others answer may name people.
    """

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    key: Mapped[str] = mapped_column(Text, unique=True)
    """Names what is delivered: with one key it is delivered once."""
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    changed_at: Mapped[datetime] = mapped_column(UtcTime())
    due_at: Mapped[datetime] = mapped_column(UtcTime())
    attempts: Mapped[int]
    worker_id: Mapped[int | None]
    backend: Mapped[str | None] = mapped_column(String(10))


class DeliveryChannel(Protocol[Payload]):
    """How one kind of delivery leaves the house; Payload is what a claimed row is read as."""

    @property
    def name(self) -> str:
        """Of the other system: only the same one can tell what it took."""

    def read(self, row: Any) -> Payload:
        """What to deliver. Raises WrongKey, Invalid or ValueError when the row cannot be read."""

    def deliver(self, payload: Payload) -> None:
        """Hand it over. Raises a DeliveryFailure, and nothing else."""

    def has(self, key: str) -> bool | None:
        """Whether the delivery with this key was taken; None where that cannot be looked up."""

    def close(self) -> None:
        """Release what was left open for the next delivery."""
